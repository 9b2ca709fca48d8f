import { ABSOLUTE, SQUARED } from "../contract.ts";

/** φ(r) for a loss code; NaN stays NaN. */
export function lossValue(loss: number, delta: number, r: number): number {
  if (loss === SQUARED) return 0.5 * r * r;
  const size = Math.abs(r);
  if (loss === ABSOLUTE) return size;
  return size <= delta ? 0.5 * r * r : delta * (size - 0.5 * delta);
}

/** φ′(r) for a loss code; NaN stays NaN. */
export function lossSlope(loss: number, delta: number, r: number): number {
  if (loss === SQUARED) return r;
  const bound = loss === ABSOLUTE ? 1 : delta;
  if (loss !== ABSOLUTE && Math.abs(r) <= delta) return r;
  return r > 0 ? bound : r < 0 ? -bound : r;
}

/** Residuals 𝒜(X) − y (in place of 𝒜(X)) become weights φ′(r); `stats` gets [Σ φ(r_i), ‖r‖₂], summed in index order. */
export function weigh(
  m: number,
  residual: Float64Array,
  y: Float64Array,
  loss: number,
  delta: number,
  stats: Float64Array,
): void {
  let value = 0;
  let squares = 0;
  for (let i = 0; i < m; i++) {
    const r = residual[i] - y[i];
    value += lossValue(loss, delta, r);
    squares += r * r;
    residual[i] = lossSlope(loss, delta, r);
  }
  stats[0] = value;
  stats[1] = Math.sqrt(squares);
}
