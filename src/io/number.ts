// No alternative can match the same text in two ways, so a long cell cannot make the match slow.
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The number that a decimal literal denotes, and nothing else: no hexadecimal, no trailing text, no words. Undefined where
 * the text is not one; ±Infinity where it exceeds double precision.
 */
export function parseDecimal(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined;
}

/** The shortest text that reads back as the same double; unlike String(), minus zero keeps its sign. */
export function formatNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
