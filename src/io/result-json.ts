import { FileError, printable } from "./file-error.ts";
import { readBytes, utf8 } from "./input.ts";
import type { RunResult } from "./run-folder.ts";

const MAX_BYTES = 16 * 2 ** 20;

/** A result as JSON text; numbers that are not finite become null. */
export const resultText = (result: RunResult): string => `${JSON.stringify(result, null, 2)}\n`;

type Kind =
  | "string"
  | "number"
  | "number or null"
  | "boolean"
  | "object"
  | "object or null"
  | "list of numbers"
  | "list of warnings";

/** What every reader of a result may rely on. */
const FIELDS = {
  status: "string",
  converged: "boolean",
  reason: "string",
  iterations: "number",
  iteration: "number",
  asks: "number",
  seconds: "number",
  relativeResidual: "number or null",
  heldOutResidual: "number or null",
  relativeError: "number or null",
  rank: "number",
  spectrum: "list of numbers",
  identifiability: "object or null",
  warnings: "list of warnings",
  solver: "object",
  problem: "object",
  seed: "string",
  backend: "string",
  core: "string",
  threads: "number",
  versions: "object",
} as const satisfies Partial<Record<keyof RunResult, Kind>>;

/** Reads a result.json. Throws FileError where it is not JSON or lacks a field. */
export function readResult(path: string): RunResult {
  const text = utf8(readBytes(path, MAX_BYTES, "a result may have"));
  if (text === undefined) throw new FileError(path, "the file is not UTF-8 text");
  const value = parse(path, text);
  for (const [name, kind] of Object.entries(FIELDS)) {
    if (!isOf(kind, value[name])) throw new FileError(path, `this is not a result: "${name}" must be of kind ${kind}`);
  }
  if (!isRate(value.rate))
    throw new FileError(path, 'this is not a result: "rate" must be { measured, predicted, setBy } or null');
  if (
    value.certificate !== undefined &&
    !(isOf("object", value.certificate) && Object.values(value.certificate as object).every((item) => typeof item === "number"))
  )
    throw new FileError(path, 'this is not a result: "certificate" must be numbers by name');
  if (
    value.recorded !== undefined &&
    !(Array.isArray(value.recorded) && value.recorded.every((name) => typeof name === "string"))
  )
    throw new FileError(path, 'this is not a result: "recorded" must be a list of names');
  // The checks above are what the type claims, as far as readers rely on it.
  return value as object as RunResult;
}

function parse(path: string, text: string): Record<string, unknown> {
  try {
    // A key named __proto__ would become the prototype of whatever object it is copied to.
    const value: unknown = JSON.parse(text, (key, inner: unknown) => (key === "__proto__" ? undefined : inner));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    // RangeError: nested too deeply for the reviver.
    const reason = cause instanceof Error ? printable(cause.message, 120) : "unreadable";
    throw new FileError(path, `this is not valid JSON: ${reason}`, undefined, { cause });
  }
  throw new FileError(path, "this is not a JSON object");
}

/** Results that were written before it have none. */
function isRate(rate: unknown): boolean {
  if (rate === undefined || rate === null) return true;
  return (
    typeof rate === "object" &&
    "measured" in rate &&
    typeof rate.measured === "number" &&
    "predicted" in rate &&
    typeof rate.predicted === "number" &&
    "setBy" in rate &&
    typeof rate.setBy === "string"
  );
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === "list of numbers") return Array.isArray(value) && value.every((item) => isOf("number or null", item));
  if (kind === "list of warnings") return Array.isArray(value) && value.every(isWarning);
  if (kind === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  if (kind === "number or null") return value === null || typeof value === "number";
  if (kind === "object or null") return value === null || isOf("object", value);
  return typeof value === kind;
}

const isWarning = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  "message" in value &&
  [value.code, value.message].every((text) => typeof text === "string");
