import { openKernels } from "../../src/kernels/open.ts";
import { symmetricEigen, thinQr } from "../../src/linalg/decompositions.ts";
import { type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { normals } from "../../src/random/normals.ts";
import { STREAM, streamAt } from "../../src/random/streams.ts";

export const kernels = openKernels("portable");

export function random(rows: number, cols: number, index: number, scale = 1): Matrix {
  const out = zeros(rows, cols);
  normals(kernels, 11, streamAt(STREAM.probe, index), 0, scale, out.data);
  return out;
}

export function orthonormal(rows: number, cols: number, index: number): Matrix {
  const parts = thinQr(kernels, random(rows, cols, index));
  if ("reason" in parts) throw new Error(parts.reason);
  return parts.q;
}

export const at = (a: Matrix, i: number, j: number): number => a.data[i + j * a.rows];

export function transpose(a: Matrix): Matrix {
  const out = zeros(a.cols, a.rows);
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.cols; j++) out.data[j + i * a.cols] = at(a, i, j);
  return out;
}

/** A·B·…, entry by entry. */
export function times(...all: Matrix[]): Matrix {
  return all.reduce((a, b) => {
    const out = zeros(a.rows, b.cols);
    for (let i = 0; i < a.rows; i++)
      for (let j = 0; j < b.cols; j++) for (let q = 0; q < a.cols; q++) out.data[i + j * a.rows] += at(a, i, q) * at(b, q, j);
    return out;
  });
}

export const plus = (a: Matrix, b: Matrix, scale = 1): Matrix =>
  matrix(
    a.rows,
    a.cols,
    a.data.map((value, i) => value + scale * b.data[i]),
  );

/** Singular values as roots of the eigenvalues of AᵀA. */
export function values(a: Matrix): number[] {
  const eigen = symmetricEigen(kernels, times(transpose(a), a));
  if ("reason" in eigen) throw new Error(eigen.reason);
  return Array.from(eigen.values, (value) => Math.sqrt(Math.max(0, value))).reverse();
}

export const frobenius = (a: Matrix): number => Math.hypot(...a.data);

/** An orthonormal basis of the complement of U's columns. */
export function complement(u: Matrix): Matrix {
  const eigen = symmetricEigen(kernels, times(u, transpose(u)));
  if ("reason" in eigen) throw new Error(eigen.reason);
  const cols = u.rows - u.cols;
  return matrix(u.rows, cols, eigen.vectors.data.slice(0, u.rows * cols));
}

/** A⁻¹ by Gauss and Jordan with pivots. */
export function inverse(a: Matrix): Matrix {
  const n = a.rows;
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 2 * n }, (_, j) => (j < n ? at(a, i, j) : j === n + i ? 1 : 0)),
  );
  for (let p = 0; p < n; p++) {
    const best = rows.slice(p).reduce((most, row, i) => (Math.abs(row[p]) > Math.abs(rows[most][p]) ? p + i : most), p);
    [rows[p], rows[best]] = [rows[best], rows[p]];
    rows[p] = rows[p].map((value) => value / rows[p][p]);
    for (let i = 0; i < n; i++) if (i !== p) rows[i] = rows[i].map((value, j) => value - rows[i][p] * rows[p][j]);
  }
  return matrix(
    n,
    n,
    Float64Array.from({ length: n * n }, (_, i) => rows[i % n][n + Math.floor(i / n)]),
  );
}
