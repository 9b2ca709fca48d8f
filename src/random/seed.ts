/** A seed: an integer in [−2⁶³, 2⁶⁴), as a safe integer, a bigint or a decimal string. Negative seeds are taken modulo 2⁶⁴. */
export type Seed = number | string | bigint;

const ALLOWED = "a seed is an integer in [−2⁶³, 2⁶⁴): a safe integer number, a bigint, or a string of decimal digits";

/** The two unsigned 32-bit halves of a seed. Throws RangeError for anything that is not a seed. */
export function parseSeed(seed: Seed): { low: number; high: number } {
  const bits = BigInt.asUintN(64, integerOf(seed));
  return { low: Number(bits & 0xffffffffn), high: Number(bits >> 32n) };
}

/** The seed as canonical decimal text, the form in which it is stored. Throws RangeError for anything that is not a seed. */
export const seedText = (seed: Seed): string => integerOf(seed).toString();

function integerOf(seed: Seed): bigint {
  const whole = typeof seed === "bigint" || (typeof seed === "number" ? Number.isSafeInteger(seed) : isDecimal(seed));
  if (!whole) throw new RangeError(`${ALLOWED}; got ${typeof seed === "string" ? JSON.stringify(shorten(seed)) : String(seed)}`);
  const value = BigInt(seed);
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new RangeError(`${ALLOWED}; got ${shorten(String(seed))}`);
  return value;
}

/** Twenty digits hold 2⁶⁴; longer texts are refused before a bigint is made of them. */
const isDecimal = (seed: unknown): boolean => typeof seed === "string" && /^-?\d{1,20}$/.test(seed);

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
