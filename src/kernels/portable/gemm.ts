/** C ← α·op(A)·op(B) + β·C, as the contract says. */
export function gemm(
  transA: boolean,
  transB: boolean,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float64Array,
  b: Float64Array,
  beta: number,
  c: Float64Array,
): void {
  scaleInPlace(beta, c, m * n);
  if (alpha === 0 || k === 0) return;
  // op(B)[p, j] is b[p·down + j·across].
  const down = transB ? n : 1;
  const across = transB ? 1 : k;
  if (transA) addByDots(m, n, k, alpha, a, b, down, across, c);
  else addByColumns(m, n, k, alpha, a, b, down, across, c);
}

function scaleInPlace(beta: number, c: Float64Array, length: number): void {
  if (beta === 0)
    c.fill(0, 0, length); // a product would keep NaN
  else if (beta !== 1) for (let i = 0; i < length; i++) c[i] *= beta;
}

/** A as given: each column of C gathers multiples of A's columns, four at a time. Zeros of B are not skipped, for 0·NaN is NaN. */
function addByColumns(
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float64Array,
  b: Float64Array,
  down: number,
  across: number,
  c: Float64Array,
): void {
  for (let j = 0; j < n; j++) {
    const at = j * m;
    let p = 0;
    for (; p + 4 <= k; p += 4) {
      const from = p * down + j * across;
      const b0 = alpha * b[from];
      const b1 = alpha * b[from + down];
      const b2 = alpha * b[from + 2 * down];
      const b3 = alpha * b[from + 3 * down];
      const a0 = p * m;
      const a1 = a0 + m;
      const a2 = a1 + m;
      const a3 = a2 + m;
      for (let i = 0; i < m; i++) c[at + i] += b0 * a[a0 + i] + b1 * a[a1 + i] + (b2 * a[a2 + i] + b3 * a[a3 + i]);
    }
    for (; p < k; p++) {
      const b0 = alpha * b[p * down + j * across];
      const a0 = p * m;
      for (let i = 0; i < m; i++) c[at + i] += b0 * a[a0 + i];
    }
  }
}

/** A transposed: entries of C are dot products of A's columns, four at a time. */
function addByDots(
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float64Array,
  b: Float64Array,
  down: number,
  across: number,
  c: Float64Array,
): void {
  for (let j = 0; j < n; j++) {
    const from = j * across;
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      const a0 = i * k;
      const a1 = a0 + k;
      const a2 = a1 + k;
      const a3 = a2 + k;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let p = 0; p < k; p++) {
        const y = b[from + p * down];
        s0 += a[a0 + p] * y;
        s1 += a[a1 + p] * y;
        s2 += a[a2 + p] * y;
        s3 += a[a3 + p] * y;
      }
      c[i + j * m] += alpha * s0;
      c[i + 1 + j * m] += alpha * s1;
      c[i + 2 + j * m] += alpha * s2;
      c[i + 3 + j * m] += alpha * s3;
    }
    for (; i < m; i++) {
      let s = 0;
      for (let p = 0; p < k; p++) s += a[i * k + p] * b[from + p * down];
      c[i + j * m] += alpha * s;
    }
  }
}
