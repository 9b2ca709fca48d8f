import type { Kernels } from "../kernels/contract.ts";
import { signRowBytes } from "../kernels/dense-shape.ts";
import { memoryBudget, requireMemory } from "../kernels/memory.ts";
import { openKernels } from "../kernels/open.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { words } from "../random/words.ts";
import { overRows } from "./dense-rows.ts";
import { checkSize } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

export interface RademacherSensing {
  readonly rows: number;
  readonly cols: number;
  /** m, the number of measurements. */
  readonly count: number;
  readonly seed: Seed;
  /** Bytes that the signs may take; by default nine tenths of what is free. */
  readonly maxMemory?: number;
}

/**
 * Rademacher sensing: A_i with independent entries ±1/√m, so that E 𝒜*𝒜 = I and τ = 1. Entry j of matrix i is negative where bit j mod 32
 * of word ⌊j/32⌋ of stream i of the seed is set. Signs are stored as bits: a 64th of what doubles take.
 * Throws RangeError for bad sizes, NotEnoughMemory where the signs do not fit.
 *
 * Recht, Fazel, Parrilo. Guaranteed minimum-rank solutions of linear matrix equations via nuclear norm minimization. SIAM Rev. 52, 2010.
 */
export function rademacherOperator(
  { rows, cols, count, seed, maxMemory = memoryBudget() }: RademacherSensing,
  kernels: Kernels = openKernels(),
): MeasurementOperator {
  const size = checkSize("rows", rows) * checkSize("cols", cols);
  const bytes = signRowBytes(size);
  requireMemory(
    checkSize("count", count) * bytes,
    `the signs of ${count} ${rows}×${cols} matrices`,
    "use fewer measurements",
    maxMemory,
  );
  const signs = new Uint8Array(count * bytes);
  const view = new DataView(signs.buffer);
  for (let i = 0; i < count; i++) {
    const word = words(seed, streamAt(STREAM.operator, i));
    for (let at = i * bytes; at < (i + 1) * bytes; at += 4) view.setUint32(at, word(), true);
  }
  return overRows(
    {
      kind: "rademacher",
      rows,
      cols,
      count,
      symmetric: false,
      packed: false,
      entry: 1 / Math.sqrt(count),
      matrices: signs,
      index: new Int32Array(0),
      squares: (index) => ((index.length || count) * size) / count,
    },
    kernels,
  );
}
