import { portableKernels } from "../kernels/portable.ts";

/** 2⁻⁵². */
export const EPS = 2 ** -52;

const { gemm } = portableKernels();

/** The largest column sum of sizes of an m×n matrix, column-major: ‖A‖₁. */
export function norm1(m: number, n: number, a: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += Math.abs(a[i + j * m]);
    if (!(sum <= largest)) largest = sum;
  }
  return largest;
}

/**
 * ‖A − B·C‖₁ / (‖A‖₁·max(m, n)·ε) for B m×k, C k×n, column-major; 0 where the difference is exactly zero. By portable kernels, whoever
 * factorized. This ratio and the next are those of LAPACK's own test programs: good implementations stay below 10 or so.
 */
export function residualRatio(m: number, n: number, k: number, a: Float64Array, b: Float64Array, c: Float64Array): number {
  const difference = a.slice();
  gemm(false, false, m, n, k, 1, b, c, -1, difference);
  const size = norm1(m, n, difference);
  return size === 0 ? 0 : size / (norm1(m, n, a) * Math.max(m, n) * EPS);
}

/** ‖I − QᵀQ‖₁ / (m·ε) for Q m×k, column-major. */
export function orthogonalityRatio(m: number, k: number, q: Float64Array): number {
  const g = new Float64Array(k * k);
  gemm(true, false, k, k, m, 1, q, q, 0, g);
  for (let i = 0; i < k; i++) g[i * (k + 1)] -= 1;
  return k === 0 ? 0 : norm1(k, k, g) / (m * EPS);
}
