import { DEEP, type ProductShape, TALL } from "./gemm-shape.ts";

/** A as given: columns of C gather multiples of A's columns, four for two at a time. Zeros of B are not skipped, for 0·NaN is NaN. */
export function addByColumns(
  { m, n, k, alpha, down, across }: ProductShape,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  for (let i = 0; i < m; i += TALL) {
    const rows = Math.min(TALL, m - i);
    for (let deep = 0; deep < k; deep += DEEP) {
      const end = Math.min(k, deep + DEEP);
      let j = 0;
      for (; j + 1 < n; j += 2) {
        let p = deep;
        for (; p + 4 <= end; p += 4)
          addFourToTwo(rows, m, alpha, a, i + p * m, b, p * down + j * across, down, across, c, i + j * m);
        for (; p < end; p++) addToTwo(rows, m, alpha, a, i + p * m, b, p * down + j * across, across, c, i + j * m);
      }
      if (j === n) continue;
      let p = deep;
      for (; p + 4 <= end; p += 4) addFour(rows, m, alpha, a, i + p * m, b, p * down + j * across, down, c, i + j * m);
      for (; p < end; p++) addTo(rows, alpha * b[p * down + j * across], a, i + p * m, c, i + j * m);
    }
  }
}

/** Two columns of C from c[to] gather four of A from a[at], weighted by what stands in B from b[from]. */
function addFourToTwo(
  rows: number,
  m: number,
  alpha: number,
  a: Float64Array,
  at: number,
  b: Float64Array,
  from: number,
  down: number,
  across: number,
  c: Float64Array,
  to: number,
): void {
  const u0 = alpha * b[from];
  const u1 = alpha * b[from + down];
  const u2 = alpha * b[from + 2 * down];
  const u3 = alpha * b[from + 3 * down];
  const v0 = alpha * b[from + across];
  const v1 = alpha * b[from + down + across];
  const v2 = alpha * b[from + 2 * down + across];
  const v3 = alpha * b[from + 3 * down + across];
  const a1 = at + m;
  const a2 = a1 + m;
  const a3 = a2 + m;
  const to1 = to + m;
  for (let i = 0; i < rows; i++) {
    const x0 = a[at + i];
    const x1 = a[a1 + i];
    const x2 = a[a2 + i];
    const x3 = a[a3 + i];
    c[to + i] += u0 * x0 + u1 * x1 + u2 * x2 + u3 * x3;
    c[to1 + i] += v0 * x0 + v1 * x1 + v2 * x2 + v3 * x3;
  }
}

function addFour(
  rows: number,
  m: number,
  alpha: number,
  a: Float64Array,
  at: number,
  b: Float64Array,
  from: number,
  down: number,
  c: Float64Array,
  to: number,
): void {
  const u0 = alpha * b[from];
  const u1 = alpha * b[from + down];
  const u2 = alpha * b[from + 2 * down];
  const u3 = alpha * b[from + 3 * down];
  const a1 = at + m;
  const a2 = a1 + m;
  const a3 = a2 + m;
  for (let i = 0; i < rows; i++) c[to + i] += u0 * a[at + i] + u1 * a[a1 + i] + u2 * a[a2 + i] + u3 * a[a3 + i];
}

function addToTwo(
  rows: number,
  m: number,
  alpha: number,
  a: Float64Array,
  at: number,
  b: Float64Array,
  from: number,
  across: number,
  c: Float64Array,
  to: number,
): void {
  const u = alpha * b[from];
  const v = alpha * b[from + across];
  const to1 = to + m;
  for (let i = 0; i < rows; i++) {
    const x = a[at + i];
    c[to + i] += u * x;
    c[to1 + i] += v * x;
  }
}

function addTo(rows: number, u: number, a: Float64Array, at: number, c: Float64Array, to: number): void {
  for (let i = 0; i < rows; i++) c[to + i] += u * a[at + i];
}
