/**
 * Exponentials and logarithms by + − × ÷ √ alone, so that portable results are the same on any machine: what Math.exp and the like
 * return is left to the engine. Within a few units in the last place.
 */

/** ln 2 in two parts: k times the first is exact for |k| < 2²⁰. */
const [LN2_HIGH, LN2_LOW] = [0.6931471803691238, 1.9082149292705877e-10];

/** 1/14!, 1/13!, …, 1/2!, 1, 1. */
const INVERSE_FACTORIALS = Array.from({ length: 15 }, (_, i) => {
  let product = 1;
  for (let j = 2; j <= 14 - i; j++) product *= j;
  return 1 / product;
});

/** eˣ: with x = k·ln 2 + f and |f| ≤ ½ ln 2, 2ᵏ times the Taylor sum of eᶠ. Infinite above 709.79, zero below −745.14. */
export function exponential(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.79) return Number.POSITIVE_INFINITY;
  if (x < -745.14) return 0;
  const k = Math.round(x / Math.LN2);
  const f = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 0;
  for (const term of INVERSE_FACTORIALS) sum = sum * f + term;
  const half = Math.floor(k / 2); // 2ᵏ may be out of range where the product is not
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** 2ᵏ, exactly. */
function powerOfTwo(k: number): number {
  let [rest, base, out] = [Math.abs(k), k < 0 ? 0.5 : 2, 1];
  for (; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) out *= base;
    base *= base;
  }
  return out;
}

/** ln x: x = 2ᵉ·(1 + z)/(1 − z), with e = 0 near 1, where a sum would cancel. Infinite for infinity; NaN unless x > 0. */
export function naturalLogarithm(x: number): number {
  if (!(x > 0 && x < Infinity)) return x > 0 ? x : Number.NaN;
  let [rest, exponent] = [x, 0];
  for (; rest >= 1.5; rest /= 2) exponent++;
  for (; rest < 0.75; rest *= 2) exponent--;
  return exponent * Math.LN2 + twiceInverseTangent((rest - 1) / (rest + 1));
}

/** ln((1 + z)/(1 − z)) = 2(z + z³/3 + z⁵/5 + …) for |z| ≤ ⅓. */
function twiceInverseTangent(z: number): number {
  let [sum, power] = [0, z];
  for (let odd = 1; odd < 40; odd += 2) {
    sum += power / odd;
    power *= z * z;
  }
  return 2 * sum;
}

/** sinh x; its series where |x| < 1, which the difference of two exponentials would lose. */
export function hyperbolicSine(x: number): number {
  const size = Math.abs(x);
  if (size >= 1) {
    const e = exponential(size);
    const value = e === Infinity ? e : 0.5 * (e - 1 / e);
    return x < 0 ? -value : value;
  }
  let [sum, term] = [0, x];
  for (let odd = 1; odd < 20; odd += 2) {
    sum += term;
    term *= (x * x) / ((odd + 1) * (odd + 2));
  }
  return sum;
}

/** arsinh x = ln(1 + u) with u = x + x²/(1 + √(1 + x²)), for x ≥ 0; odd. */
export function inverseHyperbolicSine(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || size === 0) return x;
  let value: number;
  if (size > 1e150) value = Math.LN2 + naturalLogarithm(size);
  else {
    const u = size + (size * size) / (1 + Math.sqrt(1 + size * size));
    value = u <= 1 ? twiceInverseTangent(u / (2 + u)) : naturalLogarithm(1 + u);
  }
  return x < 0 ? -value : value;
}
