import type { OperatorKernels, Prepared, ReadyCall, VerbName } from "../kernels/contract.ts";
import type { Factors } from "../linalg/matrix.ts";
import { lossCode } from "../losses/loss.ts";
import { FreeList } from "./free-list.ts";
import { answer, type GradientAsk, type MeasurementOperator, type OperatorAsk } from "./operator.ts";
import { RepeatedCalls } from "./repeated-calls.ts";

/** Kernels by what they return: nothing, or a promise, or a function that answers again and again. */
export type Answerer<R> = { readonly [K in VerbName]: (...args: Parameters<OperatorKernels[K]>) => R };

/** Kernels that answer at once, or the same ones off the main thread. */
export type Target = Answerer<Answering>;

/** Done, or to be waited for. */
export type Answering = void | Promise<void>;

/** How one kind of operator puts the three questions to kernels `on` that return R. */
export interface Questions<On, R> {
  measure(on: On, x: Factors, scratch: Float64Array, out: Float64Array): R;
  pullback(on: On, weights: Float64Array, x: Factors, scratch: Float64Array, out: Factors): R;
  gradient(
    on: On,
    x: Factors,
    y: Float64Array,
    loss: { code: number; delta: number },
    scratch: Float64Array,
    out: Factors,
    stats: Float64Array,
  ): R;
}

export interface Calls extends Questions<Target, Answering> {
  /** Numbers of scratch that a call needs, or that one with k columns does. */
  readonly scratch: number | ((k: number) => number);
  /** Where scratch comes from: a list of its own, unless one is given. */
  readonly free?: FreeList;
  /** What the operator is made of: arrays of the caller's, which must not be transferred away. */
  readonly made: Readonly<Record<string, ArrayLike<number> & { readonly byteLength: number }>>;
  /** Bytes of what else it keeps. */
  readonly kept?: Readonly<Record<string, number>>;
  /** The questions put to kernels that read their arguments once; absent where the answers are no kernels'. */
  readonly once?: Questions<Prepared, ReadyCall>;
  /** Several gradients in one pass over 𝒜, the bits of each as if alone; for operators where reading 𝒜 is what takes the time. */
  readonly together?: {
    /** So many at once. */
    readonly most: number;
    /** Numbers of scratch that runs with so many columns need. */
    scratch(ranks: readonly number[]): number;
    gradients(on: Target, asks: readonly GradientAsk[], scratch: Float64Array): Answering;
  };
}

/** Floating-point operations below which reading a call's arguments is worth sparing. */
const LIGHT = 1e6;

export type Shape = Pick<
  MeasurementOperator,
  "kind" | "rows" | "cols" | "count" | "field" | "scale" | "symmetric" | "kernels" | "restrict" | "work" | "mostRepeated"
>;

/** The operator whose answers are kernel calls. Scratch belongs to the ask in flight, so concurrent runs may share an operator. */
export function kernelOperator(shape: Shape, calls: Calls): MeasurementOperator {
  const free = calls.free ?? new FreeList();
  const statistics: Float64Array[] = [];
  const lengths = Object.entries(calls.made).map(([name, array]) => ({ name, array, length: array.length }));
  const check = (x: Factors, out: Factors = x): void => {
    for (const { name, array, length } of lengths)
      if (array.length !== length)
        throw new TypeError(`the buffer of ${name} of the ${shape.kind} operator was transferred away`);
    checkFactors(shape, "factors", x, x.left.cols);
    if (out !== x) checkFactors(shape, "the factors to write", out, x.left.cols);
  };
  const scratchOf = (k: number): number => (typeof calls.scratch === "number" ? calls.scratch : calls.scratch(k));

  const measure = (on: Target, x: Factors, out: Float64Array): Answering => {
    check(x);
    checkLength(shape, "out", out);
    const scratch = free.take(scratchOf(x.left.cols), shape.kind);
    return after(calls.measure(on, x, scratch, out), () => free.give(scratch));
  };
  const pullback = (on: Target, weights: Float64Array, x: Factors, out: Factors): Answering => {
    check(x, out);
    checkLength(shape, "weights", weights);
    const scratch = free.take(scratchOf(x.left.cols), shape.kind);
    return after(calls.pullback(on, weights, x, scratch, out), () => free.give(scratch));
  };
  const gradient = (on: Target, { x, y, loss, out }: Omit<GradientAsk, "verb">): Answering => {
    check(x, out);
    checkLength(shape, "y", y);
    const scratch = free.take(scratchOf(x.left.cols), shape.kind);
    const stats = statistics.pop() ?? new Float64Array(2);
    const finish = (): void => {
      out.value = stats[0];
      out.residualNorm = stats[1];
      free.give(scratch);
      statistics.push(stats);
    };
    return after(calls.gradient(on, x, y, lossCode(loss), scratch, out, stats), finish);
  };
  const gradients = (on: Target, asks: readonly GradientAsk[]): Answering => {
    if (!calls.together || asks.length === 1) return inTurn(asks, (ask) => gradient(on, ask));
    for (const { x, y, out } of asks) {
      check(x, out);
      checkLength(shape, "y", y);
    }
    const scratch = free.take(calls.together.scratch(asks.map(({ x }) => x.left.cols)), shape.kind);
    return after(calls.together.gradients(on, asks, scratch), () => free.give(scratch));
  };

  const { offThread: off, prepared } = shape.kernels;
  const again =
    prepared &&
    calls.once &&
    new RepeatedCalls(
      prepared,
      calls.once,
      (k) => free.take(scratchOf(k), shape.kind),
      (k) => shape.work(k) < LIGHT,
    );
  const operator: MeasurementOperator = {
    ...shape,
    restrict: (keep) => shape.restrict(checkKeep(shape, keep)),
    memory: (k) => ({
      kept: {
        ...calls.kept,
        ...Object.fromEntries(Object.entries(calls.made).map(([name, { byteLength }]) => [name, byteLength])),
      },
      work: 8 * scratchOf(k),
    }),
    measure: (x, out) => void (again?.measure(x, out) || measure(shape.kernels, x, out)),
    pullback: (weights, x, out) => void (again?.pullback(weights, x, out) || pullback(shape.kernels, weights, x, out)),
    gradient: (x, y, loss, out) => void (again?.gradient(x, y, loss, out) || gradient(shape.kernels, { x, y, loss, out })),
    answerAll: (asks) => (asks.length === 1 ? answer(operator, asks[0]) : void answerOn(shape.kernels, asks)),
    ...(off && { answerAsync: async (asks: readonly OperatorAsk[]) => answerOn(off, asks) }),
  };
  return operator;

  /** Gradients in batches that share a pass, everything else one by one. */
  function answerOn(on: Target, asks: readonly OperatorAsk[]): Answering {
    const batches = batchesOf(
      asks.filter((ask) => ask.verb === "gradient"),
      calls.together?.most ?? 1,
    );
    const others = asks.filter((ask) => ask.verb !== "gradient");
    return inTurn<readonly GradientAsk[] | (typeof others)[number]>([...others, ...batches], (next) => {
      if (!("verb" in next)) return gradients(on, next);
      return next.verb === "measure" ? measure(on, next.x, next.out) : pullback(on, next.weights, next.x, next.out);
    });
  }
}

/** Work on one item after the other; those that answer later are all begun, for they run in order of arrival. */
function inTurn<T>(items: readonly T[], work: (item: T) => Answering): Answering {
  const waiting = items.map(work).filter((answer) => answer instanceof Promise);
  if (waiting.length > 0) return Promise.all(waiting).then(() => undefined);
}

function batchesOf<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, b) =>
    items.slice(Math.floor((b * items.length) / count), Math.floor(((b + 1) * items.length) / count)),
  );
}

/** Runs `finish` when the work is done, now or later. */
export function after(work: Answering, finish: () => void): Answering {
  if (work instanceof Promise) return work.then(finish);
  finish();
}

function checkFactors({ kind, rows, cols }: Shape, what: string, { left, right }: Factors, k: number): void {
  if (left.rows === rows && right.rows === cols && left.cols === k && right.cols === k) return;
  throw new RangeError(
    `${kind} operator of ${rows}×${cols} takes ${what} ${rows}×${k} and ${cols}×${k}, got ${left.rows}×${left.cols} and ${right.rows}×${right.cols}`,
  );
}

/** The measurements to keep. Throws RangeError unless there are some and each is one of the m. */
function checkKeep({ kind, count }: Shape, keep: Int32Array): Int32Array {
  if (keep.length === 0) throw new RangeError(`a restriction of the ${kind} operator keeps at least one measurement`);
  const wrong = keep.find((i) => i < 0 || i >= count);
  if (wrong !== undefined) throw new RangeError(`measurement ${wrong} is outside the ${count} of the ${kind} operator`);
  return keep;
}

function checkLength({ kind, count }: Shape, name: string, array: Float64Array): void {
  if (array.length === count) return;
  const detached = array.length === 0 && array.buffer.byteLength === 0;
  throw detached
    ? new TypeError(`the buffer of ${name} was transferred away; the ${kind} operator needs its ${count} numbers`)
    : new RangeError(`${name} has ${array.length} numbers, the ${kind} operator has ${count} measurements`);
}

/** A dimension of a problem. Throws RangeError unless it is an integer from 1 to 2³¹ − 1. */
export function checkSize(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1 || value > 2147483647)
    throw new RangeError(`${name} is an integer from 1 to 2147483647, got ${value}`);
  return value;
}
