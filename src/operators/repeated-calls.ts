import type { Prepared, ReadyCall } from "../kernels/contract.ts";
import type { Factors } from "../linalg/matrix.ts";
import { type Loss, lossCode } from "../losses/loss.ts";
import type { Questions } from "./kernel-operator.ts";
import type { Gradient } from "./operator.ts";

/** A question by what must be the same when it is put again. */
interface Question {
  readonly columns: number;
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Weights or y; of a measurement, what it writes. */
  readonly numbers: Float64Array;
  readonly loss: Loss | undefined;
  readonly outLeft: Float64Array;
  readonly outRight: Float64Array;
  readonly stats: Float64Array;
  /** Made when it is put the second time. */
  call: (() => boolean) | undefined;
}

const never = (): boolean => false;

/**
 * Questions that are put again and again with the same arrays, as solvers put theirs. Of a small problem, reading a call's arguments takes
 * longer than the work, so that they are read once. Each answer says whether there was one: if not, the question is to be put as usual.
 */
export class RepeatedCalls {
  /** By what a question writes: it is forgotten when that is collected. */
  readonly #known = new WeakMap<object, Question>();

  constructor(
    private readonly on: Prepared,
    private readonly questions: Questions<Prepared, ReadyCall>,
    private readonly scratch: (k: number) => Float64Array,
    /** Whether a question with k columns is little work. */
    private readonly light: (k: number) => boolean,
  ) {}

  measure(x: Factors, out: Float64Array): boolean {
    const question = this.#asked(out, x, out, undefined, out, out);
    if (!question) return false;
    question.call ??= this.questions.measure(this.on, x, this.scratch(x.left.cols), out) ?? never;
    return question.call();
  }

  pullback(weights: Float64Array, x: Factors, out: Factors): boolean {
    const question = this.#asked(out, x, weights, undefined, out.left.data, out.right.data);
    if (!question) return false;
    question.call ??= this.questions.pullback(this.on, weights, x, this.scratch(x.left.cols), out) ?? never;
    return question.call();
  }

  gradient(x: Factors, y: Float64Array, loss: Loss, out: Gradient): boolean {
    const question = this.#asked(out, x, y, loss, out.left.data, out.right.data);
    if (!question) return false;
    const { stats } = question;
    question.call ??= this.questions.gradient(this.on, x, y, lossCode(loss), this.scratch(x.left.cols), out, stats) ?? never;
    if (!question.call()) return false;
    out.value = stats[0];
    out.residualNorm = stats[1];
    return true;
  }

  /** The question, where it was put before and is little work. */
  #asked(
    key: object,
    { left, right }: Factors,
    numbers: Float64Array,
    loss: Loss | undefined,
    outLeft: Float64Array,
    outRight: Float64Array,
  ): Question | undefined {
    const known = this.#known.get(key);
    if (
      known !== undefined &&
      known.left === left.data &&
      known.right === right.data &&
      known.numbers === numbers &&
      known.loss === loss &&
      known.outLeft === outLeft &&
      known.outRight === outRight &&
      known.columns === left.cols
    )
      return known;
    if (this.light(left.cols))
      this.#known.set(key, {
        columns: left.cols,
        left: left.data,
        right: right.data,
        numbers,
        loss,
        outLeft,
        outRight,
        stats: new Float64Array(2),
        call: undefined,
      });
    return undefined;
  }
}
