import type { Matrix } from "./matrix.ts";

/** "3×4": the shape of a matrix in messages. */
export const shapeOf = (a: Matrix): string => `${a.rows}×${a.cols}`;

/** Throws RangeError with both shapes unless `a` is rows×cols. */
export function requireShape(what: string, a: Matrix, rows: number, cols: number): void {
  if (a.rows !== rows || a.cols !== cols) throw new RangeError(`${what} must be ${rows}×${cols}, got ${shapeOf(a)}`);
}
