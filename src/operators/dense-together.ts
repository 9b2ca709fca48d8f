import type { SensingRows } from "../kernels/contract.ts";
import { denseScratch, MOST_TOGETHER } from "../kernels/dense-shape.ts";
import { lossCode } from "../losses/loss.ts";
import { type Answering, after, type Calls } from "./kernel-operator.ts";
import type { GradientAsk } from "./operator.ts";

/** What every dense call begins with: m, n1, n2, packed, the unit of entries, the rows and which of them. */
export type Common = [number, number, number, boolean, number, SensingRows, Int32Array];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0);

/** Gradients of several runs in one call: factors and y lie one run after the other, before the kernel's own scratch. */
export function together(common: Common): NonNullable<Calls["together"]> {
  const [count, rows, cols, packed, , matrices] = common;
  return {
    most: MOST_TOGETHER,
    scratch: (ranks) =>
      2 * (rows + cols) * sum(ranks) +
      (count + 2) * ranks.length +
      denseScratch(count, rows, cols, packed, matrices, ranks.length),
    gradients: (on, asks, scratch) => {
      const columns = sum(asks.map(({ x }) => x.left.cols));
      const part = partsOf(scratch);
      const [left, right, outLeft, outRight] = [rows, cols, rows, cols].map((n) => part(n * columns));
      const [y, stats] = [part(count * asks.length), part(2 * asks.length)];
      join(left, asks, ({ x }) => x.left.data);
      join(right, asks, ({ x }) => x.right.data);
      join(y, asks, (ask) => ask.y);
      const ranks = Int32Array.from(asks, ({ x }) => x.left.cols);
      const losses = Float64Array.from(asks.flatMap(({ loss }) => codesOf(loss)));
      const working: Answering = on.gradientsDense(...common, ranks, left, right, y, losses, part(), outLeft, outRight, stats);
      return after(working, () => handBack(asks, outLeft, outRight, stats));
    },
  };
}

const codesOf = (loss: GradientAsk["loss"]): number[] => {
  const { code, delta } = lossCode(loss);
  return [code, delta];
};

/** Cuts a buffer up from its beginning; without a length, what is left. */
function partsOf(buffer: Float64Array): (length?: number) => Float64Array {
  let at = 0;
  return (length = buffer.length - at) => buffer.subarray(at, (at += length));
}

function join(out: Float64Array, asks: readonly GradientAsk[], of: (ask: GradientAsk) => Float64Array): void {
  let at = 0;
  for (const ask of asks) {
    const part = of(ask);
    out.set(part, at);
    at += part.length;
  }
}

function handBack(asks: readonly GradientAsk[], left: Float64Array, right: Float64Array, stats: Float64Array): void {
  let [atLeft, atRight] = [0, 0];
  for (const [q, { out }] of asks.entries()) {
    out.left.data.set(left.subarray(atLeft, (atLeft += out.left.data.length)));
    out.right.data.set(right.subarray(atRight, (atRight += out.right.data.length)));
    out.value = stats[2 * q];
    out.residualNorm = stats[2 * q + 1];
  }
}
