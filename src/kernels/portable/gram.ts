/** out ← AᵀA for A n×k; one triangle is computed and mirrored, so that the result is symmetric to the bit. */
export function gram(n: number, k: number, a: Float64Array, out: Float64Array): void {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i <= j; i++) {
      const s = columnDot(n, a, i * n, a, j * n);
      out[i + j * k] = s;
      out[j + i * k] = s;
    }
  }
}

/** Σ a[aAt + i]·b[bAt + i] over i < n. */
export function columnDot(n: number, a: Float64Array, aAt: number, b: Float64Array, bAt: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    s0 += a[aAt + i] * b[bAt + i];
    s1 += a[aAt + i + 1] * b[bAt + i + 1];
    s2 += a[aAt + i + 2] * b[bAt + i + 2];
    s3 += a[aAt + i + 3] * b[bAt + i + 3];
  }
  for (; i < n; i++) s0 += a[aAt + i] * b[bAt + i];
  return s0 + s1 + (s2 + s3);
}
