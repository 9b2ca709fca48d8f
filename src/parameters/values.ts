import { nearest } from "./nearest.ts";
import type { Parameters, Values } from "./parameter.ts";

/**
 * The declared parameters with `given` put over their defaults, as a frozen plain copy; each option is read once.
 * Throws RangeError for an unknown option (with the nearest known one) or a value outside what is allowed.
 */
export function readValues<P extends Parameters>(
  owner: string,
  declared: P,
  given: Readonly<Record<string, unknown>>,
): Values<P> {
  const known = Object.keys(declared);
  const values: Record<string, unknown> = Object.create(null);
  for (const name of known) values[name] = declared[name].default;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!known.includes(name)) {
      const close = nearest(name, known);
      const options = known.length > 0 ? `its options are ${known.join(", ")}` : "it has no options";
      throw new RangeError(`${owner} has no option "${name}"${close ? `; did you mean "${close}"?` : `; ${options}`}`);
    }
    const read = declared[name].read(value);
    if (read === undefined) throw new RangeError(`${owner}: ${name} is ${declared[name].allowed}, got ${shown(value)}`);
    values[name] = read;
  }
  return Object.freeze({ ...values }) as Values<P>;
}

/** A value as a sentence shows it; a foreign object must not throw here. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}
