import { readNumber } from "../parameters/parameter.ts";
import { seedText } from "../random/seed.ts";
import { asUsage, UsageError } from "./exit.ts";

/** Readers of option values; each throws UsageError with what is allowed. */
export const integer =
  (name: string, least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = readNumber(text);
    if (value === undefined || !Number.isSafeInteger(value) || value < least || value > most)
      throw new UsageError(
        `${name} is an integer ${most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of at least ${least}`}, got "${text}"`,
      );
    return value;
  };

export function rank(text: string): number {
  if (text === "auto") throw new UsageError("--rank auto is not available yet; give the rank as an integer");
  return integer("--rank", 1)(text);
}

export const positive =
  (name: string) =>
  (text: string): number => {
    const value = readNumber(text);
    if (value === undefined || !(value > 0)) throw new UsageError(`${name} is a number > 0, got "${text}"`);
    return value;
  };

export const tolerance = positive("--tolerance");

export function seed(text: string): string {
  return asUsage(() => seedText(text));
}

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/** Bytes: "2000000", "500MB", "1.5GiB". */
export function bytes(text: string): number {
  const [, number, unit] = text.match(/^(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?$/i) ?? [];
  const value = Number(number) * (UNITS[(unit ?? "").toLowerCase()] ?? Number.NaN);
  if (!(value >= 1)) throw new UsageError(`--max-memory is a number of bytes such as 2000000000, 500MB or 2GiB, got "${text}"`);
  return Math.floor(value);
}

export function folder(text: string): string {
  if (text.trim() === "") throw new UsageError("--out takes the path of a folder, got nothing");
  return text;
}

/** Collects --set key=value. */
export function setting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--set takes key=value, got "${text}"`);
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Collects names between commas, of an option that may be repeated. */
export const names = (text: string, before: readonly string[]): string[] => [
  ...before,
  ...text.split(",").map((name) => name.trim()),
];

export function later(option: string): (text: string) => never {
  return () => {
    throw new UsageError(`${option} is not available yet`);
  };
}
