/** The largest |a_i|; a must be finite. */
export function largestSize(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]);
    if (size > largest) largest = size;
  }
  return largest;
}

/** The power of two 2^e with 2^e ≤ x < 2^{e+1} for finite x > 0, and 1 for x = 0; not below 2^-1022, so that its reciprocal is finite. */
export function powerBelow(x: number): number {
  let power = 1;
  if (x === 0) return power;
  while (power > x && power > 2.2250738585072014e-308) power *= 0.5;
  while (power <= x * 0.5) power *= 2;
  return power;
}

/** a ← a·factor; a no-op for 1. */
export function scaleAll(a: Float64Array, factor: number): void {
  if (factor !== 1) for (let i = 0; i < a.length; i++) a[i] *= factor;
}
