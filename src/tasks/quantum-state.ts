import type { Kernels } from "../kernels/contract.ts";
import { embedding } from "../linalg/hermitian.ts";
import { type Matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";

/** An estimated state ρ = U·U*, n×n. */
export interface QuantumState {
  readonly real: Matrix;
  readonly imaginary: Matrix;
  readonly trace: number;
  /** tr ρ² / (tr ρ)². */
  readonly purity: number;
}

/** ρ from the real image of U. */
export function quantumState(kernels: Kernels, factor: Matrix): QuantumState {
  const n = factor.rows / 2;
  const whole = embedding(factor);
  const product = zeros(2 * n, 2 * n); // [[Re ρ, −Im ρ], [Im ρ, Re ρ]]
  multiply(kernels, product, whole, whole, { transB: true });
  const [real, imaginary] = [zeros(n, n), zeros(n, n)];
  for (let j = 0; j < n; j++) {
    real.data.set(product.data.subarray(j * 2 * n, j * 2 * n + n), j * n);
    imaginary.data.set(product.data.subarray(j * 2 * n + n, (j + 1) * 2 * n), j * n);
  }
  let [trace, square] = [0, 0];
  for (let i = 0; i < n; i++) trace += real.data[i * (n + 1)];
  for (let at = 0; at < n * n; at++) square += real.data[at] ** 2 + imaginary.data[at] ** 2;
  return { real, imaginary, trace, purity: square / trace ** 2 };
}

/** ⟨φ|ρ|φ⟩ / (tr ρ · ⟨φ|φ⟩) with a pure state φ given by its real image [Re φ; Im φ]. */
export function fidelity({ real, imaginary, trace }: QuantumState, { data: phi }: Matrix): number {
  const n = real.rows;
  let [overlap, size] = [0, 0];
  for (let i = 0; i < n; i++) {
    size += phi[i] ** 2 + phi[n + i] ** 2;
    for (let j = 0; j < n; j++) {
      const re = phi[i] * phi[j] + phi[n + i] * phi[n + j]; // conj(φ_i)·φ_j
      const im = phi[i] * phi[n + j] - phi[n + i] * phi[j];
      overlap += re * real.data[i + j * n] - im * imaginary.data[i + j * n];
    }
  }
  return overlap / (trace * size);
}
