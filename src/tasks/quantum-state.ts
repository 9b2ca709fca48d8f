import type { Kernels } from "../kernels/contract.ts";
import { dot } from "../linalg/arithmetic.ts";
import { embedding } from "../linalg/hermitian.ts";
import { type Matrix, zeros } from "../linalg/matrix.ts";
import { gram, multiply } from "../linalg/product.ts";

/** An estimated state ρ = U·U* of size n, by the real image [Re U; Im U] (2n×k) of U; ρ itself is not formed. */
export interface QuantumState {
  readonly factor: Matrix;
  readonly trace: number;
  /** tr ρ² / (tr ρ)². */
  readonly purity: number;
}

/** tr ρ = ‖U‖_F² and tr ρ² = ‖U*U‖_F², of which the embedding has twice as much. */
export function quantumState(kernels: Kernels, factor: Matrix): QuantumState {
  const overlaps = zeros(2 * factor.cols, 2 * factor.cols);
  gram(kernels, overlaps, embedding(factor));
  const trace = dot(factor, factor);
  return { factor, trace, purity: dot(overlaps, overlaps) / 2 / trace ** 2 };
}

/** ⟨φ|ρ|φ⟩ / (tr ρ · ⟨φ|φ⟩) = ‖U*φ‖² / …, with a pure state φ given by its real image [Re φ; Im φ] (2n×1). */
export function fidelity({ factor: { rows, cols, data }, trace }: QuantumState, { data: phi }: Matrix): number {
  const n = rows / 2;
  let overlap = 0;
  for (let q = 0; q < cols; q++) {
    let [re, im] = [0, 0];
    for (let i = 0; i < n; i++) {
      const [a, b] = [data[q * rows + i], data[q * rows + n + i]]; // u_i = a + ib, and conj(u_i)·φ_i is added up
      re += a * phi[i] + b * phi[n + i];
      im += a * phi[n + i] - b * phi[i];
    }
    overlap += re * re + im * im;
  }
  return overlap / (trace * dot(phi, phi));
}

/** Real and imaginary parts of ρ, n×n: for pictures of small states. */
export function densityMatrix(kernels: Kernels, factor: Matrix): { real: Matrix; imaginary: Matrix } {
  const n = factor.rows / 2;
  const whole = embedding(factor);
  const product = zeros(2 * n, 2 * n); // [[Re ρ, −Im ρ], [Im ρ, Re ρ]]
  multiply(kernels, product, whole, whole, { transB: true });
  const [real, imaginary] = [zeros(n, n), zeros(n, n)];
  for (let j = 0; j < n; j++) {
    real.data.set(product.data.subarray(j * 2 * n, j * 2 * n + n), j * n);
    imaginary.data.set(product.data.subarray(j * 2 * n + n, (j + 1) * 2 * n), j * n);
  }
  return { real, imaginary };
}
