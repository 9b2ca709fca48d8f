import type { Kernels, SensingRows } from "../kernels/contract.ts";
import { denseRow, denseScratch, MOST_TOGETHER } from "../kernels/dense-shape.ts";
import { lossCode } from "../losses/loss.ts";
import { type Answering, kernelOperator, type Target } from "./kernel-operator.ts";
import type { GradientAsk, MeasurementOperator } from "./operator.ts";

/** A dense operator by its rows: how they are had (see the kernels' contract), and what is known of them. */
export interface DenseRows {
  readonly kind: string;
  readonly rows: number;
  readonly cols: number;
  readonly count: number;
  /** Every A_i is symmetric. */
  readonly symmetric: boolean;
  /** Rows are the upper triangles of symmetric matrices. */
  readonly packed: boolean;
  /** What entries that are not stored are multiples of. */
  readonly entry: number;
  readonly matrices: SensingRows;
  readonly index: Int32Array;
  /** Σ‖A_i‖² over the measurements of an index; over all of them where it is empty. */
  readonly squares: (index: Int32Array) => number;
}

/** The operator of those rows. */
export function overRows(dense: DenseRows, kernels: Kernels): MeasurementOperator {
  const { kind, rows, cols, count, symmetric, packed, entry, matrices, index } = dense;
  const n = denseRow(rows, cols, packed);
  const dimension = symmetric ? (rows * (rows + 1)) / 2 : rows * cols;
  const common = [count, rows, cols, packed, entry, matrices, index] as const;
  return kernelOperator(
    {
      kind,
      rows,
      cols,
      count,
      field: "real",
      symmetric,
      kernels,
      scale: dense.squares(index) / dimension,
      restrict: (keep) =>
        overRows({ ...dense, count: keep.length, index: index.length ? keep.map((k) => index[k]) : keep }, kernels),
      work: (k) => 4 * count * n + 6 * rows * cols * k,
    },
    {
      made: { "the sensing matrices": matrices },
      scratch: denseScratch(count, rows, cols, packed, matrices),
      measure: (on, { left, right }, scratch, out) => on.measureDense(...common, left.cols, left.data, right.data, scratch, out),
      pullback: (on, weights, { left, right }, scratch, out) =>
        on.pullbackDense(...common, left.cols, weights, left.data, right.data, scratch, out.left.data, out.right.data),
      gradient: (on, { left, right }, y, loss, scratch, out, stats) =>
        on.gradientDense(
          ...common,
          left.cols,
          left.data,
          right.data,
          y,
          loss.code,
          loss.delta,
          scratch,
          out.left.data,
          out.right.data,
          stats,
        ),
      together: {
        most: MOST_TOGETHER,
        gradients: (on, asks) => together(on, common, asks),
      },
    },
  );
}

type Common = readonly [number, number, number, boolean, number, SensingRows, Int32Array];

/** What the runs give, one after the other in joint buffers, and what they are answered, back in their own. */
function together(on: Target, common: Common, asks: readonly GradientAsk[]): Answering {
  const [count, rows, cols, packed, , matrices] = common;
  const ranks = Int32Array.from(asks, ({ x }) => x.left.cols);
  const left = joined(asks.map(({ x }) => x.left.data));
  const right = joined(asks.map(({ x }) => x.right.data));
  const losses = Float64Array.from(
    asks.flatMap(({ loss }) => {
      const { code, delta } = lossCode(loss);
      return [code, delta];
    }),
  );
  const [outLeft, outRight] = [new Float64Array(left.length), new Float64Array(right.length)];
  const stats = new Float64Array(2 * asks.length);
  const scratch = new Float64Array(denseScratch(count, rows, cols, packed, matrices, asks.length));
  const y = joined(asks.map((ask) => ask.y));
  const working = on.gradientsDense(...common, ranks, left, right, y, losses, scratch, outLeft, outRight, stats);
  const handBack = (): void => {
    let [atLeft, atRight] = [0, 0];
    for (const [q, { out }] of asks.entries()) {
      out.left.data.set(outLeft.subarray(atLeft, (atLeft += out.left.data.length)));
      out.right.data.set(outRight.subarray(atRight, (atRight += out.right.data.length)));
      out.value = stats[2 * q];
      out.residualNorm = stats[2 * q + 1];
    }
  };
  if (working instanceof Promise) return working.then(handBack);
  handBack();
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
