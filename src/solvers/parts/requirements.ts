import { requireMemory } from "../../kernels/memory.ts";
import type { Problem } from "../../problem/problem.ts";

/** Throws RangeError unless the problem carries the squared loss, with the name of a method that takes the other. */
export function requireSquared(name: string, { loss, symmetric }: Problem): void {
  if (loss.kind === "squared") return;
  throw new RangeError(
    `${name} descends ½‖r‖²; this problem carries the ${loss.kind} loss, which ${symmetric ? "subgm-symmetric and gd-symmetric take" : "opsa, subgm and gd take"}`,
  );
}

/** Throws RangeError unless 𝒜 samples entries. */
export function requireEntries(name: string, { operator: { kind } }: Problem, alternative: string): void {
  if (kind !== "entries")
    throw new RangeError(
      `${name} completes matrices from some of their entries; this problem has ${kind} measurements, which ${alternative} takes`,
    );
}

/** Throws NotEnoughMemory where `copies` matrices of n1×n2 do not fit. */
export function requireWhole(name: string, { operator: { rows, cols } }: Problem, copies: number, alternative: string): void {
  requireMemory(
    8 * copies * rows * cols,
    `${name}, which holds whole ${rows}×${cols} matrices,`,
    `${alternative} works on factors alone`,
  );
}
