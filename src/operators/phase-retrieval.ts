import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { checkSize } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";
import { type DrawnVectors, drawVectors, givenVectors, vectorSensing } from "./vector-sensing.ts";

/** Complex vectors a_i of your own: real images [Re a_i, Im a_i] of 2·size numbers, one after the other; never copied. */
export interface PhaseVectors {
  readonly size: number;
  readonly vectors: Float64Array;
}

export type PhaseSensing = PhaseVectors | ({ readonly size: number } & DrawnVectors);

/**
 * Phase retrieval: 𝒜(M)_i = a_i*·M·a_i of Hermitian M = U·U*, that is ‖a_i*·U‖², for vectors of your own. Drawn ones have independent
 * N(0, ½) real and imaginary parts with A_i = m^−½·a_i·a_i*; then E 𝒜*𝒜(X) = X + tr(X)·I, which is not the identity: what presumes that it
 * is (a spectral start, steps in units of 1/τ) sees M with its trace added to every eigenvalue. Measurement i is stream i of the seed, real
 * parts before imaginary ones.
 *
 * Factors are real images [Re U; Im U] (2n×k); A_i is never formed, and a measurement costs O(n·k).
 * Throws RangeError for bad sizes or lengths, NaN or an infinity; NotEnoughMemory where drawn vectors do not fit.
 *
 * Candès, Strohmer, Voroninski. PhaseLift: exact and stable signal recovery from magnitude measurements via convex programming. Comm. Pure
 * Appl. Math. 66, 2013.
 */
export function phaseRetrievalOperator(sensing: PhaseSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  const rows = 2 * checkSize("size", sensing.size);
  const drawn = !("vectors" in sensing);
  const a = drawn
    ? drawVectors({ ...sensing, count: checkSize("count", sensing.count) }, [rows], Math.SQRT1_2, kernels)[0]
    : givenVectors("the vectors", rows, sensing.vectors, kernels);
  const scale = drawn ? 1 / Math.sqrt(sensing.count) : 1;
  return vectorSensing({ kind: "phase-retrieval", rows, cols: rows, a, b: a, complex: true, scale, centre: 0 }, kernels);
}
