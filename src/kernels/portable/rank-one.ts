/**
 * Measurements by vectors, A_i = scale·(a_i·b_i* − centre·I), in blocks of vectors: with the products a_i*·L and b_i*·R of a block,
 * ⟨A_i, L·R*⟩ is their inner product, and the gradients are sums of the vectors times the other side's products.
 */
import type { Gradient, Measure, Pullback, RankOneBy } from "../structured-contract.ts";
import { gemm } from "./gemm.ts";
import { columnDot } from "./gram.ts";
import { lossSlope, lossValue } from "./loss.ts";

/** Rows of a block; scratch holds as many, and their products. */
const BLOCK = 8;

interface Pass {
  readonly m: number;
  readonly n1: number;
  readonly n2: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly index: Int32Array;
  readonly complex: boolean;
  readonly scale: number;
  readonly centre: number;
  readonly k: number;
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly scratch: Float64Array;
}

interface Out {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** `visit` is given each ⟨A_i, L·R*⟩; where sums are wanted, what it gives is the weight of the measurement. */
function run(pass: Pass, visit: (i: number, value: number) => number, out?: Out): void {
  const { m, n1, n2, a, b, index, complex, scale, centre, k, left, right, scratch } = pass;
  const parts = complex ? 2 : 1;
  const [rows1, rows2, columns] = [n1 / parts, n2 / parts, parts * k];
  const [ofLeft, ofRight] = [scratch.subarray(0, BLOCK * columns), scratch.subarray(BLOCK * columns)];
  const gathered = scratch.subarray(2 * BLOCK * columns);
  const inner = centre === 0 ? 0 : columnDot(n1 * k, left, 0, right, 0);
  let weights = 0;
  out?.left.fill(0, 0, n1 * k);
  out?.right.fill(0, 0, n2 * k);
  for (let begin = 0, end = 0; begin < m; begin = end) {
    end = Math.min(m, begin + BLOCK / parts);
    const lines = parts * (end - begin);
    const as = vectors(a, index, begin, end, n1, gathered);
    const bs = vectors(b, index, begin, end, n2, gathered.subarray(n1 * (end - begin)));
    multiply(complex, lines, columns, rows1, as, left, ofLeft);
    multiply(complex, lines, columns, rows2, bs, right, ofRight);
    for (let i = begin; i < end; i++) {
      const at = parts * (i - begin);
      let sum = 0;
      for (let q = at; q < lines * columns; q += lines) sum += ofLeft[q] * ofRight[q];
      const weight = visit(i, scale * (centre === 0 ? sum : sum - centre * inner));
      weights += weight;
      if (out) scaleRows(scale * weight, at, parts, lines, lines * columns, ofLeft, ofRight);
    }
    if (!out) continue;
    gemm(false, false, rows1, columns, lines, 1, as, ofRight, 1, out.left);
    gemm(false, false, rows2, columns, lines, 1, bs, ofLeft, 1, out.right);
  }
  if (!out || centre === 0) return;
  for (let at = 0; at < n1 * k; at++) out.left[at] -= scale * centre * weights * right[at];
  for (let at = 0; at < n1 * k; at++) out.right[at] -= scale * centre * weights * left[at];
}

/** Vectors begin … end − 1, as they lie or gathered. */
function vectors(
  all: Float64Array,
  index: Int32Array,
  begin: number,
  end: number,
  n: number,
  gathered: Float64Array,
): Float64Array {
  if (index.length === 0) return all.subarray(begin * n, end * n);
  for (let i = begin; i < end; i++) gathered.set(all.subarray(index[i] * n, (index[i] + 1) * n), (i - begin) * n);
  return gathered;
}

/** out ← the products of rows and columns, lines×columns. */
function multiply(
  complex: boolean,
  lines: number,
  columns: number,
  n: number,
  rows: Float64Array,
  factor: Float64Array,
  out: Float64Array,
): void {
  gemm(true, false, lines, columns, n, 1, rows, factor, 0, out);
  if (complex) combine(lines, columns, out);
}

/**
 * Of a = p + i·s and a column u, the products of parts become those of a*·u = (p·Re u + s·Im u) + i·(p·Im u − s·Re u): (Re, Im) in the row
 * of p, and (−Im, Re) in that of s, which are what multiplies p and s in a·(a*·u).
 */
function combine(lines: number, columns: number, products: Float64Array): void {
  for (let q = 0; q < columns; q += 2)
    for (let at = q * lines; at < (q + 1) * lines; at += 2) {
      const re = products[at] + products[at + 1 + lines];
      const im = products[at + lines] - products[at + 1];
      products[at] = re;
      products[at + lines] = im;
      products[at + 1] = -im;
      products[at + 1 + lines] = re;
    }
}

/** Rows at … at + parts − 1 of both products ← s times themselves. */
function scaleRows(
  s: number,
  at: number,
  parts: number,
  lines: number,
  size: number,
  ofLeft: Float64Array,
  ofRight: Float64Array,
): void {
  for (let row = at; row < at + parts; row++)
    for (let q = row; q < size; q += lines) {
      ofLeft[q] *= s;
      ofRight[q] *= s;
    }
}

export const measureRankOne: Measure<RankOneBy> = (
  ...[m, n1, n2, , a, b, index, complex, scale, centre, k, left, right, scratch, out]
) => {
  run({ m, n1, n2, a, b, index, complex, scale, centre, k, left, right, scratch }, (i, value) => {
    out[i] = value;
    return 0;
  });
};

export const pullbackRankOne: Pullback<RankOneBy> = (
  ...[m, n1, n2, , a, b, index, complex, scale, centre, k, weights, left, right, scratch, outLeft, outRight]
) => {
  const pass = { m, n1, n2, a, b, index, complex, scale, centre, k, left, right, scratch };
  run(pass, (i) => weights[i], { left: outLeft, right: outRight });
};

export const gradientRankOne: Gradient<RankOneBy> = (
  ...[m, n1, n2, , a, b, index, complex, scale, centre, k, left, right, y, loss, delta, scratch, outLeft, outRight, stats]
) => {
  const pass = { m, n1, n2, a, b, index, complex, scale, centre, k, left, right, scratch };
  let value = 0;
  let squares = 0;
  const visit = (i: number, measured: number): number => {
    const r = measured - y[i];
    value += lossValue(loss, delta, r);
    squares += r * r;
    return lossSlope(loss, delta, r);
  };
  run(pass, visit, { left: outLeft, right: outRight });
  stats[0] = value;
  stats[1] = Math.sqrt(squares);
};
