import { NON_FINITE } from "../contract.ts";
import { firstNonFinite } from "./finite.ts";

/** B ← B·A⁻¹ by A = C·Cᵀ: first B ← B·C⁻ᵀ, then B ← B·C⁻¹. */
export function solveRight(n: number, k: number, a: Float64Array, b: Float64Array): number {
  if (firstNonFinite(a) >= 0 || firstNonFinite(b) >= 0) return NON_FINITE;
  const minor = cholesky(k, a);
  if (minor > 0) return minor;
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < j; i++) subtractColumn(n, b, j * n, a[j + i * k], i * n);
    divideColumn(n, b, j * n, a[j + j * k]);
  }
  for (let j = k - 1; j >= 0; j--) {
    for (let i = j + 1; i < k; i++) subtractColumn(n, b, j * n, a[i + j * k], i * n);
    divideColumn(n, b, j * n, a[j + j * k]);
  }
  return 0;
}

/** A ← C, lower triangular with A = C·Cᵀ and zeros above; returns the order of the first minor that is not positive, or 0. */
function cholesky(k: number, a: Float64Array): number {
  for (let j = 0; j < k; j++) {
    for (let p = 0; p < j; p++) {
      const c = a[j + p * k];
      for (let i = j; i < k; i++) a[i + j * k] -= c * a[i + p * k];
    }
    const pivot = a[j + j * k];
    if (!(pivot > 0)) return j + 1;
    divideColumn(k - j, a, j + j * k, Math.sqrt(pivot));
    a.fill(0, j * k, j + j * k);
  }
  return 0;
}

function subtractColumn(n: number, b: Float64Array, to: number, factor: number, from: number): void {
  for (let i = 0; i < n; i++) b[to + i] -= factor * b[from + i];
}

function divideColumn(n: number, b: Float64Array, at: number, divisor: number): void {
  for (let i = 0; i < n; i++) b[at + i] /= divisor;
}
