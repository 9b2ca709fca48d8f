import { DEEP, type ProductShape, TALL } from "./gemm-shape.ts";

// Kernels here answer at once, so that one piece of two columns and one tile serve every call.
const pair = new Float64Array(2 * TALL);
const dots = new Float64Array(4);

/** A transposed: entries of C are dot products of A's columns with B's, two with two at a time; with a last one of B, four. */
export function addByDots(
  { m, n, k, alpha, down, across }: ProductShape,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  for (let first = 0; first < k; first += TALL) {
    const depth = Math.min(TALL, k - first);
    for (let wide = 0; wide < m; wide += DEEP) {
      const end = Math.min(m, wide + DEEP);
      for (let j = 0; j < n; j += 2) {
        const cols = Math.min(2, n - j);
        for (let t = 0; t < cols; t++) pack(depth, alpha, b, first * down + (j + t) * across, down, pair, t * depth);
        const tile = cols === 2 ? 2 : 4; // columns of A at a time
        let i = wide;
        for (; i + tile <= end; i += tile) {
          if (cols === 2) twoByTwo(depth, a, first + i * k, k, pair, dots);
          else fourByOne(depth, a, first + i * k, k, pair, dots);
          for (let t = 0; t < 4; t++) c[i + (t % tile) + (j + (t < tile ? 0 : 1)) * m] += dots[t];
        }
        for (; i < end; i++) for (let t = 0; t < cols; t++) c[i + (j + t) * m] += dot(depth, a, first + i * k, pair, t * depth);
      }
    }
  }
}

/** out[to…] ← α times a piece of one column of op(B). */
function pack(depth: number, alpha: number, b: Float64Array, from: number, down: number, out: Float64Array, to: number): void {
  for (let p = 0; p < depth; p++) out[to + p] = alpha * b[from + p * down];
}

/** out ← [a₀·y₀, a₁·y₀, a₀·y₁, a₁·y₁] of two columns from a[at], k apart, and y₀ and y₁ one after the other. */
function twoByTwo(depth: number, a: Float64Array, at: number, k: number, y: Float64Array, out: Float64Array): void {
  let s0 = 0;
  let s1 = 0;
  let t0 = 0;
  let t1 = 0;
  const next = at + k;
  for (let p = 0; p < depth; p++) {
    const x0 = a[at + p];
    const x1 = a[next + p];
    const y0 = y[p];
    const y1 = y[depth + p];
    s0 += x0 * y0;
    s1 += x1 * y0;
    t0 += x0 * y1;
    t1 += x1 * y1;
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = t0;
  out[3] = t1;
}

/** out ← [a₀·y, a₁·y, a₂·y, a₃·y] of four columns from a[at], k apart. */
function fourByOne(depth: number, a: Float64Array, at: number, k: number, y: Float64Array, out: Float64Array): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const a1 = at + k;
  const a2 = a1 + k;
  const a3 = a2 + k;
  for (let p = 0; p < depth; p++) {
    const y0 = y[p];
    s0 += a[at + p] * y0;
    s1 += a[a1 + p] * y0;
    s2 += a[a2 + p] * y0;
    s3 += a[a3 + p] * y0;
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = s2;
  out[3] = s3;
}

function dot(depth: number, a: Float64Array, at: number, y: Float64Array, from: number): number {
  let s = 0;
  for (let p = 0; p < depth; p++) s += a[at + p] * y[from + p];
  return s;
}
