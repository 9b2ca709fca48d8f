import type { SensingRows } from "../contract.ts";
import { signRowBytes } from "../dense-shape.ts";
import type { Rows } from "./dense-panel.ts";
import { normals } from "./normal.ts";

/** Writes row `row` of a dense operator into n numbers. */
export type RowWriter = (row: number, out: Float64Array) => void;

/** How rows are had that are not used where they lie: from numbers, from bits, or from a seed. */
export function rowWriter(rows: Omit<Rows, "a">, a: SensingRows): RowWriter {
  if (a instanceof Float32Array || a instanceof Float64Array)
    return (row, out) => out.set(a.subarray(row * rows.n, (row + 1) * rows.n));
  return a instanceof Uint8Array ? signs(rows, a) : drawn(rows, a);
}

/** ±scale: entry j is −scale where bit j mod 8 of byte ⌊j/8⌋ is set. */
function signs({ n, scale }: Omit<Rows, "a">, bits: Uint8Array): RowWriter {
  const bytes = signRowBytes(n);
  return (row, out) => {
    for (let j = 0, at = row * bytes; j < n; j += 8, at++) {
      const byte = bits[at];
      for (let b = 0; b < 8 && j + b < n; b++) out[j + b] = (byte >> b) & 1 ? -scale : scale;
    }
  };
}

/** The normal numbers of stream (purpose, row) of a seed; where packed, those of B with A = ½(B + Bᵀ). */
function drawn({ n1, packed, scale }: Omit<Rows, "a">, [low, high, purpose]: Uint32Array): RowWriter {
  const square = new Float64Array(packed ? n1 * n1 : 0);
  return (row, out) => {
    normals(low, high, purpose, row, 0, scale, packed ? square : out);
    if (packed) packSymmetric(square, n1, false, out, 0);
  };
}

/** out[to…] ← the upper triangle of ½(B + Bᵀ), or where `sum` is set of B + Bᵀ with B's own diagonal; B row-major. */
export function packSymmetric(b: Float64Array, n1: number, sum: boolean, out: Float64Array, to: number): void {
  for (let i = 0; i < n1; i++) {
    out[to++] = b[i * n1 + i];
    for (let j = i + 1; j < n1; j++) {
      const both = b[i * n1 + j] + b[j * n1 + i];
      out[to++] = sum ? both : 0.5 * both;
    }
  }
}

/** B, row-major and whole, of its upper triangle at packed[from…]. */
export function unpackSymmetric(packed: Float64Array, from: number, n1: number, b: Float64Array): void {
  for (let i = 0; i < n1; i++)
    for (let j = i; j < n1; j++) {
      const value = packed[from++];
      b[i * n1 + j] = value;
      b[j * n1 + i] = value;
    }
}
