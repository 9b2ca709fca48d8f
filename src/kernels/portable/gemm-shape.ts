/** C (m×n) ← C + α·op(A)·op(B) with op(A) m×k; op(B)[p, j] is b[p·down + j·across]. */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly down: number;
  readonly across: number;
}

/** Length and number of the pieces of A's columns that are used together for every column of C: 256 KiB, which second-level caches hold. */
export const TALL = 512;
export const DEEP = 64;
