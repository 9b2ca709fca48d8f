/**
 * Standard normal numbers from Philox words by Box–Muller: z(4b … 4b+3) come from block b.
 *
 * Only + − · / √ and integer operations, in a fixed order: bit for bit the numbers of native/core/normal.cpp
 * (compiled without contraction). The radius has 32 bits, hence |z| ≤ 6.7.
 */
import type { Floats } from "../contract.ts";
import { philox } from "./philox.ts";

// Literals, not Math's constants: native/core/normal.cpp has the same ones.
// biome-ignore lint/suspicious/noApproximativeNumericConstant: these digits are part of the format
const LN2 = 0.6931471805599453;
// biome-ignore lint/suspicious/noApproximativeNumericConstant: these digits are part of the format
const SQRT2 = 1.4142135623730951;
const HALF_PI = 1.5707963267948966;
const TWO_TO_MINUS_30 = 9.313225746154785e-10;

/** out[i] ← scale·z(first + i) of stream `stream` of `seed`. */
export function normals(
  seedLow: number,
  seedHigh: number,
  streamLow: number,
  streamHigh: number,
  first: number,
  scale: number,
  out: Floats,
): void {
  const words = new Uint32Array(4);
  const block4 = new Float64Array(4);
  let block = Math.floor(first / 4);
  let at = first - 4 * block;
  for (let i = 0; i < out.length; block++, at = 0) {
    philox(block % 0x100000000, Math.floor(block / 0x100000000), streamLow, streamHigh, seedLow, seedHigh, words);
    boxMuller(words[0], words[1], block4, 0);
    boxMuller(words[2], words[3], block4, 2);
    for (; at < 4 && i < out.length; at++, i++) out[i] = scale * block4[at];
  }
}

/** Two words to two normals: √(−2 ln u)·(cos, sin)(angle), the angle within ±π/4 and then turned by quarter circles. */
function boxMuller(word: number, angle: number, out: Float64Array, at: number): void {
  const rho = Math.sqrt(-2 * logOfUniform(word));
  const theta = ((angle & 0x3fffffff) * TWO_TO_MINUS_30 - 0.5) * HALF_PI;
  const square = theta * theta;
  const c = rho * cosine(square);
  const s = rho * (theta * sineOverAngle(square));
  const quadrant = angle >>> 30;
  out[at] = quadrant === 0 ? c : quadrant === 1 ? -s : quadrant === 2 ? -c : s;
  out[at + 1] = quadrant === 0 ? s : quadrant === 1 ? c : quadrant === 2 ? -s : -c;
}

/** ln((word + ½)·2⁻³²), by ln m = 2·artanh((m − 1)/(m + 1)) for the mantissa m in [√½, √2). */
function logOfUniform(word: number): number {
  // word + ½ has its leading bit where word has it; word = 0 is ½ = 2⁻¹.
  const leading = 31 - Math.clz32(word);
  let m = leading < 0 ? 1 : (word + 0.5) / ((1 << leading) >>> 0);
  let e = leading - 32;
  if (m >= SQRT2) {
    m *= 0.5;
    e += 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let p = 1 / 23;
  p = p * z + 1 / 21;
  p = p * z + 1 / 19;
  p = p * z + 1 / 17;
  p = p * z + 1 / 15;
  p = p * z + 1 / 13;
  p = p * z + 1 / 11;
  p = p * z + 1 / 9;
  p = p * z + 1 / 7;
  p = p * z + 1 / 5;
  p = p * z + 1 / 3;
  p = p * z + 1;
  return e * LN2 + 2 * s * p;
}

/** sin θ / θ from w = θ², |θ| ≤ π/4: Taylor through θ¹⁷. */
export function sineOverAngle(w: number): number {
  let p = 1 / 355687428096000;
  p = p * w - 1 / 1307674368000;
  p = p * w + 1 / 6227020800;
  p = p * w - 1 / 39916800;
  p = p * w + 1 / 362880;
  p = p * w - 1 / 5040;
  p = p * w + 1 / 120;
  p = p * w - 1 / 6;
  return p * w + 1;
}

/** cos θ from w = θ², |θ| ≤ π/4: Taylor through θ¹⁶. */
export function cosine(w: number): number {
  let p = 1 / 20922789888000;
  p = p * w - 1 / 87178291200;
  p = p * w + 1 / 479001600;
  p = p * w - 1 / 3628800;
  p = p * w + 1 / 40320;
  p = p * w - 1 / 720;
  p = p * w + 1 / 24;
  p = p * w - 1 / 2;
  return p * w + 1;
}

/** (cos, −sin) of 2πj/n, j ≥ 0: of the angle within ±π/4, turned by quarter circles. */
export function rootOfUnity(j: number, n: number): [number, number] {
  const quarter = Math.floor((4 * j) / n + 0.5);
  const theta = ((4 * j) / n - quarter) * 1.5707963267948966;
  const square = theta * theta;
  const [c, s] = [cosine(square), theta * sineOverAngle(square)];
  const turned = [
    [c, -s],
    [-s, -c],
    [-c, s],
    [s, c],
  ] as const;
  const [re, im] = turned[quarter % 4];
  return [re, im];
}
