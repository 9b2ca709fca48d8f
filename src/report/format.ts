/** A number for a reader: four digits, powers of ten where it is very small or large, a dash where it is not known. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return grouped(value);
  if (size >= 1e-3 && size < 1e6) return minus(size >= 1000 ? grouped(Math.round(value)) : String(Number(value.toPrecision(4))));
  const [digits, exponent] = value.toExponential(2).split("e");
  return `${minus(digits)}·10${Array.from(String(Number(exponent)), superscript).join("")}`;
}

/** Seconds, in the unit in which they are read. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 1) return `${Number((1000 * seconds).toPrecision(3))} ms`;
  if (seconds < 120) return `${Number(seconds.toPrecision(3))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const minus = (text: string): string => text.replace(/^-/, "−");

/** Thousands set apart by narrow spaces, from five digits on. */
const grouped = (value: number): string =>
  minus(Math.abs(value) < 10000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f"));

const superscript = (c: string): string => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]);
