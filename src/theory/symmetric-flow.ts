import type { AlgebraKernels } from "../kernels/contract.ts";
import type { Breakdown } from "../linalg/breakdown.ts";
import { copyMatrix, identity, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { multiply, solveRight } from "../linalg/product.ts";
import type { FlowField } from "./flow.ts";

/**
 * Gradient flow dX/dt = (M − XXᵀ)X of a symmetric factorization, X n×k, any k, M symmetric. P = XXᵀ obeys the Riccati equation
 * dP/dt = MP + PM − 2P², which is solved in closed form. Everything is in the eigenbasis of M = diag(λ): X stands for UᵀX.
 *
 * Mohammadi et al., 2024, on gradient flow of symmetric factorizations.
 */
export function symmetricFlowField(kernels: AlgebraKernels, lambda: Float64Array, k: number): FlowField {
  const n = lambda.length;
  const gram = zeros(k, k);
  return (_, y, out) => {
    const [x, dx] = [matrix(n, k, y), matrix(n, k, out)];
    multiply(kernels, gram, x, x, { transA: true });
    for (let at = 0; at < out.length; at++) out[at] = lambda[at % n] * y[at];
    multiply(kernels, dx, x, gram, { alpha: -1, beta: 1 });
  };
}

/** Beyond these e^(2λt) the closed form is numerically singular where k columns cannot hold all that grows, and overflows where they can. */
const [LARGEST_SINGULAR, LARGEST] = [1e15, 1e300];

/**
 * P(t) = e^{Λt}X₀(I + 2X₀ᵀΦX₀)⁻¹X₀ᵀe^{Λt}, Φ = diag((e^{2λt} − 1)/(2λ)), or t where λ = 0; n×n. The k×k matrix of this form has condition e^{2λt}
 * and loses all digits by 10¹⁵; computed is the same as E·B(I + 2B)⁻¹·E with B = √Φ·X₀X₀ᵀ·√Φ and E = e^{Λt}/√Φ, whose n×n matrix is large in
 * rows and columns that scale alike, so that its Cholesky factor is accurate in each.
 * Throws RangeError unless t ≥ 0, and where e^{2λt} is beyond 10³⁰⁰ (10¹⁵ where more eigenvalues are positive than there are columns):
 * integrate the flow there.
 */
export function symmetricFlowAt(kernels: AlgebraKernels, lambda: Float64Array, x0: Matrix, t: number): Matrix | Breakdown {
  requireTime(t);
  requireGrowth(lambda, x0.cols, t);
  const out = zeros(x0.rows, x0.rows);
  if (t === 0) {
    multiply(kernels, out, x0, x0, { transB: true });
    return out;
  }
  const roots = lambda.map((value) => Math.sqrt(value === 0 ? t : Math.expm1(2 * value * t) / (2 * value)));
  const weighted = rowsScaled(x0, roots);
  multiply(kernels, out, weighted, weighted, { transB: true });
  const shifted = identity(x0.rows);
  for (let at = 0; at < out.data.length; at++) shifted.data[at] += 2 * out.data[at];
  // B(I + 2B)⁻¹ = ½(I − (I + 2B)⁻¹); the second is exact to rounding where B is large, the first where it is small.
  const large = roots.some((value) => value > 1);
  const solved = large ? identity(x0.rows) : out;
  const flaw = solveRight(kernels, shifted, solved);
  if (flaw !== 0) return { reason: `I + 2√Φ·X₀X₀ᵀ·√Φ is not positive definite at t = ${t} (minor ${flaw})` };
  const e = lambda.map((value, i) => Math.exp(value * t) / roots[i]);
  const n = x0.rows;
  const entry = (value: number, at: number) => (large ? 0.5 * ((at % (n + 1) === 0 ? 1 : 0) - value) : value);
  return matrix(
    n,
    n,
    solved.data.map((value, at) => entry(value, at) * e[at % n] * e[Math.floor(at / n)]),
  );
}

function requireGrowth(lambda: Float64Array, columns: number, t: number): void {
  const most = lambda.reduce((largest, value) => Math.max(largest, value), 0);
  const held = lambda.filter((value) => value > 0).length <= columns;
  const limit = held ? LARGEST : LARGEST_SINGULAR;
  if (!(Math.exp(2 * most * t) <= limit))
    throw new RangeError(
      `the closed form is numerically ${held ? "infinite" : "singular"} at t = ${t}: e^(2λt) = e^${(2 * most * t).toPrecision(3)} for λ = ${most} is beyond ${limit}; integrate the flow, or take t below ${(Math.log(limit) / (2 * most)).toPrecision(3)}`,
    );
}

/**
 * S(t) = S₀(I + 2tS₀)⁻¹ for the Schur complement S = P₂₂ − P₂₁P₁₁⁻¹P₁₂ to the block of the eigenvectors with λ ≠ 0: it moves by itself where
 * M₂₂ = 0, and every eigenvalue goes as 1/(1/s₀ + 2t). Throws RangeError unless t ≥ 0.
 */
export function schurComplementFlowAt(kernels: AlgebraKernels, s0: Matrix, t: number): Matrix | Breakdown {
  requireTime(t);
  const small = identity(s0.rows);
  for (let at = 0; at < small.data.length; at++) small.data[at] += 2 * t * s0.data[at];
  const out = copyMatrix(s0);
  const flaw = solveRight(kernels, small, out);
  return flaw === 0 ? out : { reason: `I + 2tS₀ is not positive definite at t = ${t} (minor ${flaw})` };
}

/** P₂₂ − P₂₁P₁₁⁻¹P₁₂ to the first r rows and columns; (n − r)×(n − r). Broken down where P₁₁ is not positive definite. */
export function schurComplementOf(kernels: AlgebraKernels, p: Matrix, r: number): Matrix | Breakdown {
  const rest = p.rows - r;
  const block = (row: number, col: number, rows: number, cols: number): Matrix => {
    const out = zeros(rows, cols);
    for (let j = 0; j < cols; j++) for (let i = 0; i < rows; i++) out.data[i + j * rows] = p.data[row + i + (col + j) * p.rows];
    return out;
  };
  const [p21, out] = [block(r, 0, rest, r), block(r, r, rest, rest)];
  const solved = copyMatrix(p21);
  const flaw = solveRight(kernels, block(0, 0, r, r), solved);
  if (flaw !== 0) return { reason: `P₁₁ is not positive definite (minor ${flaw})` };
  multiply(kernels, out, solved, p21, { transB: true, alpha: -1, beta: 1 });
  return out;
}

function requireTime(t: number): void {
  if (!(t >= 0 && Number.isFinite(t))) throw new RangeError(`a flow runs forward from 0, got t = ${t}`);
}

const rowsScaled = (a: Matrix, scales: Float64Array): Matrix =>
  matrix(
    a.rows,
    a.cols,
    a.data.map((value, at) => value * scales[at % a.rows]),
  );
