import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { checkSize } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";
import { type DrawnVectors, drawVectors, givenVectors, type VectorSensing, vectorSensing } from "./vector-sensing.ts";

interface Sizes {
  readonly rows: number;
  readonly cols: number;
}

/** Vectors of your own: a_i in `left` (m×rows) and b_i in `right` (m×cols), row-major; never copied. */
export interface RankOneVectors extends Sizes {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Vectors a_i of your own, m×size, row-major; never copied. */
export interface SymmetricRankOneVectors {
  readonly size: number;
  readonly vectors: Float64Array;
}

export type RankOneSensing = RankOneVectors | (Sizes & DrawnVectors);
export type SymmetricRankOneSensing = SymmetricRankOneVectors | ({ readonly size: number } & DrawnVectors);

/**
 * Rank-one projections: 𝒜(X)_i = a_iᵀ·X·b_i for vectors of your own. Drawn ones are independent N(0, 1) with A_i = a_i·b_iᵀ/√m, so that
 * E 𝒜*𝒜 = I; measurement i is stream i of the seed, a_i before b_i.
 *
 * A_i is never formed: a measurement costs O((n1 + n2)·k) and the operator stores m·(n1 + n2) numbers.
 * Throws RangeError for bad sizes, lengths that do not go together, NaN or an infinity; NotEnoughMemory where drawn vectors do not fit.
 *
 * Cai, Zhang. ROP: matrix recovery via rank-one projections. Ann. Statist. 43, 2015.
 */
export function rankOneOperator(sensing: RankOneSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  const [rows, cols] = [checkSize("rows", sensing.rows), checkSize("cols", sensing.cols)];
  if (!("left" in sensing)) {
    const count = checkSize("count", sensing.count);
    const [a, b] = drawVectors(sensing, [rows, cols], 1, kernels);
    return vectorSensing({ kind: "rank-one", rows, cols, a, b, complex: false, scale: 1 / Math.sqrt(count), centre: 0 }, kernels);
  }
  const a = givenVectors("the vectors on the left", rows, sensing.left, kernels);
  const b = givenVectors("the vectors on the right", cols, sensing.right, kernels);
  if (a.length / rows !== b.length / cols)
    throw new RangeError(
      `there are ${a.length / rows} vectors on the left and ${b.length / cols} on the right; they go in pairs`,
    );
  const same = rows === cols && a.every((value, at) => value === b[at]);
  return vectorSensing({ kind: "rank-one", rows, cols, a, b: same ? a : b, complex: false, scale: 1, centre: 0 }, kernels);
}

/**
 * Quadratic measurements: 𝒜(X)_i = a_iᵀ·X·a_i for vectors of your own. Drawn ones are independent N(0, 1) with A_i = a_i·a_iᵀ/√m; then
 * E 𝒜*𝒜(X) = X + Xᵀ + tr(X)·I, which is not the identity. What presumes that it is (a spectral start, steps in units of 1/τ) sees M with
 * its trace added to every eigenvalue. At n = 20 … 80, r = 1 … 5 and three or six measurements a degree of freedom, gd-symmetric finds M from
 * its own start all the same, in 1.5 to 2.7 times the steps that centred vectors take, while scaled-gd-symmetric at its default step, which
 * goes by τ, diverges: take centredRankOneOperator there. Measurement i is stream i of the seed.
 *
 * Throws RangeError for bad sizes or lengths, NaN or an infinity; NotEnoughMemory where drawn vectors do not fit.
 *
 * Chen, Chi, Goldsmith. Exact and stable covariance estimation from quadratic sampling via convex programming. IEEE Trans. Inf. Theory
 * 61, 2015.
 */
export function symmetricRankOneOperator(
  sensing: SymmetricRankOneSensing,
  kernels: Kernels = openKernels(),
): MeasurementOperator {
  return vectorSensing({ kind: "symmetric-rank-one", ...symmetric(sensing, 1, kernels), centre: 0 }, kernels);
}

/**
 * Quadratic measurements less their mean: 𝒜(X)_i = a_iᵀ·X·a_i − tr(X) for vectors of your own. Drawn ones are independent N(0, 1) with
 * A_i = (a_i·a_iᵀ − I)/√(2m), so that E 𝒜*𝒜(X) = ½(X + Xᵀ). Measurement i is stream i of the seed.
 *
 * Throws RangeError for bad sizes or lengths, NaN or an infinity; NotEnoughMemory where drawn vectors do not fit.
 *
 * Maillard, Troiani, Martin, Krzakala, Zdeborová. Bayes-optimal learning of an extensive-width neural network from quadratically many
 * samples. NeurIPS 2024.
 */
export function centredRankOneOperator(sensing: SymmetricRankOneSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  return vectorSensing({ kind: "centred-rank-one", ...symmetric(sensing, 2, kernels), centre: 1 }, kernels);
}

/** One array for both sides, and the scale: 1, or (share·m)^−½ of drawn vectors. */
function symmetric(sensing: SymmetricRankOneSensing, share: 1 | 2, kernels: Kernels): Omit<VectorSensing, "kind" | "centre"> {
  const n = checkSize("size", sensing.size);
  const drawn = !("vectors" in sensing);
  const a = drawn
    ? drawVectors({ ...sensing, count: checkSize("count", sensing.count) }, [n], 1, kernels)[0]
    : givenVectors("the vectors", n, sensing.vectors, kernels);
  return { rows: n, cols: n, a, b: a, complex: false, scale: drawn ? 1 / Math.sqrt(share * sensing.count) : 1 };
}
