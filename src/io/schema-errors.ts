import { nearest } from "../parameters/nearest.ts";
import { FileError, printable } from "./file-error.ts";
import type { YamlFile, YamlPath } from "./yaml.ts";

/** What is used of a ZodError; so that zod is loaded only where a manifest is read. */
export interface SchemaError {
  readonly issues: readonly SchemaIssue[];
}

interface SchemaIssue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  /** Of a union: the issues with each of its branches. */
  readonly errors?: readonly (readonly SchemaIssue[])[];
}

/**
 * The errors of a schema as errors of the file that it was applied to, in the order of the file: "problem.yaml:6:9: solver.step:
 * Too big: …", and for a key that the schema does not know "unknown key `alhpa`; did you mean `alpha`?".
 *
 * `knownKeys` gives the keys that a map of the file may have.
 */
export function schemaErrors(file: YamlFile, error: SchemaError, knownKeys: (path: YamlPath) => Iterable<string>): FileError[] {
  const found = error.issues.flatMap((issue) => [...fromIssue(file, issue, [], knownKeys)]);
  return found.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function* fromIssue(
  file: YamlFile,
  issue: SchemaIssue,
  above: YamlPath,
  knownKeys: (path: YamlPath) => Iterable<string>,
): Generator<FileError> {
  const path = [...above, ...issue.path.map((step) => (typeof step === "number" ? step : String(step)))];
  if (issue.code === "unrecognized_keys" && issue.keys) {
    for (const key of issue.keys) {
      const meant = nearest(key, knownKeys(path));
      const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
      yield new FileError(file.path, `unknown key \`${printable(key, 40)}\`${hint}`, file.where(path, key));
    }
    return;
  }
  const branch = closestBranch(issue);
  if (branch) {
    for (const inner of branch) yield* fromIssue(file, inner, path, knownKeys);
    return;
  }
  const name = path.length > 0 ? `${printable(path.join("."), 100)}: ` : "";
  const sentence = isThere(file.value, path) ? issue.message : `missing; ${issue.message.replace(/, received undefined$/, "")}`;
  yield new FileError(file.path, `${name}${printable(sentence, 300)}`, file.where(path));
}

/** Of a union the branch whose issues lie deepest, for it agrees with the file the furthest; of those the one with the fewest. */
function closestBranch({ code, errors }: SchemaIssue): readonly SchemaIssue[] | undefined {
  if (code !== "invalid_union" || !errors) return undefined;
  const depth = (branch: readonly SchemaIssue[]): number => Math.max(...branch.map((issue) => issue.path.length));
  const [best] = errors.filter((branch) => branch.length > 0).sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  return best && depth(best) > 0 ? best : undefined;
}

function isThere(value: unknown, path: YamlPath): boolean {
  let at = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return false;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at !== undefined;
}
