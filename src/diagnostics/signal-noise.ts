import type { AlgebraKernels } from "../kernels/contract.ts";
import { thinSvd } from "../linalg/decompositions.ts";
import { type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { requireShape } from "../linalg/shape.ts";
import { outsideOf, singularValues, spectralNorm, transposedTimes } from "./projections.ts";

export interface SignalNoise {
  /** σ_r(UᵀF) = σ_min(UᵀFW): how much of the signal is learned. */
  readonly signal: number;
  /** ‖F(I − WWᵀ)‖₂. */
  readonly noise: number;
  /** ‖U⊥ᵀFW(UᵀFW)⁻¹‖₂, the tangent of the angle between the signal part and U. */
  readonly misalignment: number;
}

/**
 * A factor (n×k, k ≥ r) split along its own row space: with the thin SVD UᵀF = P·D·Wᵀ, FWWᵀ is signal and F(I − WWᵀ), which U does not
 * see, is noise. U n×r is orthonormal, the eigenvectors of the truth. O(nk²); NaN where F is not finite.
 *
 * Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021, arXiv:2106.15013.
 */
export function signalNoise(kernels: AlgebraKernels, factor: Matrix, u: Matrix): SignalNoise {
  const split = splitOf(kernels, factor, u);
  if (!split) return { signal: Number.NaN, noise: Number.NaN, misalignment: Number.NaN };
  const { w, values, noise } = split;
  const outside = outsideOf(kernels, u, timesColumns(kernels, factor, w));
  const tangent = matrix(
    outside.rows,
    outside.cols,
    outside.data.map((value, at) => value / values[Math.floor(at / outside.rows)]),
  );
  return { signal: values[values.length - 1], noise: spectralNorm(kernels, noise), misalignment: spectralNorm(kernels, tangent) };
}

/**
 * The singular values of the Schur complement S = P₂₂ − P₂₁P₁₁⁻¹P₁₂ of P = FFᵀ to the block of U, descending. S is NNᵀ for the noise
 * part N = F(I − WWᵀ), so they are squares of its singular values, without cancellation. O(nk²); NaN where F is not finite.
 * Under gradient flow towards M = UΛUᵀ, S(t) = S₀(I + 2tS₀)⁻¹.
 *
 * Mohammadi et al., 2024, on gradient flow of symmetric factorizations.
 */
export function schurComplementSpectrum(kernels: AlgebraKernels, factor: Matrix, u: Matrix): Float64Array {
  const split = splitOf(kernels, factor, u);
  if (!split) return new Float64Array(Math.min(factor.rows, factor.cols)).fill(Number.NaN);
  return singularValues(kernels, split.noise).map((value) => value * value);
}

export interface ResidualBlocks {
  /** σ_r(UᵀF) and σ_r(VᵀG). */
  readonly leftSignal: number;
  readonly rightSignal: number;
  /** ‖J‖₂ with J = U⊥ᵀF, and ‖K‖₂ with K = V⊥ᵀG. */
  readonly leftResidual: number;
  readonly rightResidual: number;
  /** ‖JKᵀ‖_F: the block of FGᵀ that neither U nor V sees, the last to vanish. */
  readonly block: number;
}

/** The same for X = F·Gᵀ and M = U·Σ·Vᵀ, in blocks of the four subspaces: O(nk²). NaN where a factor is not finite. */
export function residualBlocks(kernels: AlgebraKernels, { left, right }: Factors, u: Matrix, v: Matrix): ResidualBlocks {
  const [j, k] = [outsideOf(kernels, u, left), outsideOf(kernels, v, right)];
  const least = (a: Matrix, b: Matrix): number => singularValues(kernels, transposedTimes(kernels, a, b)).at(-1) ?? 0;
  const [jj, kk] = [transposedTimes(kernels, j, j), transposedTimes(kernels, k, k)];
  return {
    leftSignal: least(u, left),
    rightSignal: least(v, right),
    leftResidual: spectralNorm(kernels, j),
    rightResidual: spectralNorm(kernels, k),
    // ‖JKᵀ‖_F² = tr(JᵀJ·KᵀK), k×k.
    block: Math.sqrt(
      Math.max(
        0,
        jj.data.reduce((sum, value, at) => sum + value * kk.data[at], 0),
      ),
    ),
  };
}

/** W (k×r), the singular values of UᵀF, and F(I − WWᵀ). Throws RangeError unless U is n×r with r ≤ k. */
function splitOf(
  kernels: AlgebraKernels,
  factor: Matrix,
  u: Matrix,
): { w: Matrix; values: Float64Array; noise: Matrix } | undefined {
  if (u.cols > factor.cols) throw new RangeError(`a factor of ${factor.cols} columns cannot hold a signal of ${u.cols}`);
  requireShape("the basis of the signal", u, factor.rows, u.cols);
  const svd = thinSvd(kernels, transposedTimes(kernels, u, factor));
  if ("reason" in svd) return undefined;
  const w = zeros(factor.cols, u.cols);
  for (let q = 0; q < u.cols; q++)
    for (let i = 0; i < factor.cols; i++) w.data[i + q * factor.cols] = svd.vt.data[q + i * u.cols];
  const noise = matrix(factor.rows, factor.cols, factor.data.slice());
  for (let pass = 0; pass < 2; pass++)
    multiply(kernels, noise, timesColumns(kernels, noise, w), w, { transB: true, alpha: -1, beta: 1 });
  return { w, values: svd.s, noise };
}

function timesColumns(kernels: AlgebraKernels, a: Matrix, b: Matrix): Matrix {
  const out = zeros(a.rows, b.cols);
  multiply(kernels, out, a, b);
  return out;
}
