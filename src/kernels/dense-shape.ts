/** The sizes of dense operators: functions of shape alone, the same in every implementation. */
import type { SensingRows } from "./contract.ts";

/** So many runs share a pass at the most. */
export const MOST_TOGETHER = 16;

/** Numbers in a row of a dense operator. */
export const denseRow = (n1: number, n2: number, packed: boolean): number => (packed ? (n1 * (n1 + 1)) / 2 : n1 * n2);

/** Bytes in a row of signs: whole words of 4. */
export const signRowBytes = (n: number): number => 4 * Math.ceil(n / 32);

/**
 * Into how many chunks m rows of n numbers are split: a function of shape alone, so that results do not depend on threads. Each chunk
 * has a partial adjoint of n numbers, cleared at first and added to the others at last, which costs about as much as reading two rows:
 * chunks of at least 16 rows keep that small beside the pass itself.
 */
export function denseChunks(m: number, n: number): number {
  const work = Math.floor((m * n) / 65536);
  return Math.max(1, Math.min(16, work, Math.ceil(m / 16)));
}

/** Numbers of scratch that a dense call for so many runs needs: X and the chunks' adjoints of every run, each an odd number of cache lines, rows that are made, and a square matrix where rows are packed. */
export function denseScratch(m: number, n1: number, n2: number, packed: boolean, a: SensingRows, runs = 1): number {
  const n = denseRow(n1, n2, packed);
  const lines = Math.ceil(n / 8);
  const chunks = denseChunks(m, n);
  const square = packed ? n1 * n1 : 0;
  const drawn = a instanceof Uint32Array;
  const made = drawn || a instanceof Uint8Array;
  const room = made ? rowsMade(n, runs >= 4) * n + (drawn ? square : 0) : 0;
  return 7 + (1 + chunks) * runs * 8 * (lines + ((lines + 1) % 2)) + chunks * room + square;
}

/** Rows that are made at a time, and stay in the second-level cache until they are added up. */
export function rowsMade(n: number, together: boolean): number {
  const fitting = Math.floor((together ? 1048576 : 262144) / (8 * Math.max(1, n)));
  return Math.max(1, Math.min(together ? 64 : 4, fitting));
}
