import type { Floats } from "../contract.ts";

/** Index of the first NaN or infinity, or −1. */
export function firstNonFinite(a: Floats): number {
  // x − x is 0 for finite x alone.
  for (let i = 0; i < a.length; i++) if (a[i] - a[i] !== 0) return i;
  return -1;
}
