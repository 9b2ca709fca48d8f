import { addByColumns } from "./gemm-columns.ts";
import { addByDots } from "./gemm-dots.ts";

/** Loops shorter than this cost more than turning A over so that they run along its other side. */
const SHORT = 16;

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
  const shape = { m, n, k, alpha, down: transB ? n : 1, across: transB ? 1 : k };
  const [rows, cols] = transA ? [k, m] : [m, k];
  const turned = n > 2 && rows < SHORT && cols > rows;
  const given = turned ? transposed(rows, cols, a) : a;
  if (transA !== turned) addByDots(shape, given, b, c);
  else addByColumns(shape, given, b, c);
}

function scaleInPlace(beta: number, c: Float64Array, length: number): void {
  if (beta === 0)
    c.fill(0, 0, length); // a product would keep NaN
  else if (beta !== 1) for (let i = 0; i < length; i++) c[i] *= beta;
}

function transposed(rows: number, cols: number, a: Float64Array): Float64Array {
  const out = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) out[j + i * cols] = a[i + j * rows];
  return out;
}
