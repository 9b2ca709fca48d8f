import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import { FileError, type Place, printable } from "./file-error.ts";
import { readBytes, utf8 } from "./input.ts";

export type YamlPath = readonly (string | number)[];

export interface YamlFile {
  readonly path: string;
  /** Plain objects, arrays, strings, numbers, booleans and null. */
  readonly value: unknown;
  /** Where the value at `path` begins, or the key `key` of the map there; the nearest place above it where there is none. */
  where(path: YamlPath, key?: string): Required<Place>;
}

const MAX_BYTES = 2 ** 20;
/** Aliases may be followed this many times in all: enough for a manifest, too few for an alias bomb. */
const MAX_ALIASES = 100;
/** Each alias is looked up by a walk through the file. */
const MAX_STARS = 1000;
const MAX_DEPTH = 64;

/**
 * Reads a YAML 1.2 file, and with it JSON, of which YAML is a superset. Throws FileError with line and column for bad syntax,
 * duplicate keys, unknown tags, integers that a double does not hold, nesting above 64 levels, and too many aliases.
 */
export function readYaml(path: string): YamlFile {
  const text = utf8(readBytes(path, MAX_BYTES, "a manifest may have"));
  if (text === undefined) throw new FileError(path, "the file is not UTF-8 text");
  const counter = new LineCounter();
  const place = (offset: number): Required<Place> => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  return shallow(path, () => {
    refuseDepth(path, text);
    if (text.split("*", MAX_STARS + 2).length > MAX_STARS + 1)
      throw new FileError(path, `the file has more than ${MAX_STARS} aliases`);
    // The library looks for duplicate keys in quadratic time, so `refuseAmbiguity` does.
    const options = {
      lineCounter: counter,
      uniqueKeys: false,
      stringKeys: true,
      prettyErrors: false,
      logLevel: "error",
    } as const;
    const document = parseDocument(text, options);
    const flaw = document.errors[0] ?? document.warnings[0];
    if (flaw) throw new FileError(path, sentenceOf(flaw.message), place(flaw.pos[0]), { cause: flaw });
    refuseAmbiguity(path, document, place);
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { path, value, where: (at, key) => place(offsetOf(document, at, key)) };
  });
}

function shallow<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof ReferenceError)
      throw new FileError(path, "its aliases expand too far or point nowhere", undefined, { cause });
    if (cause instanceof RangeError) throw new FileError(path, sentenceOf(cause.message), undefined, { cause });
    throw cause;
  }
}

/** Brackets after a quoted " #" escape the count below; then the stack overflows, which the parser reports as a syntax error. */
const sentenceOf = (message: string): string =>
  message.includes("call stack") ? "the file is nested too deeply" : printable(message, 200);

/** The parser is recursive. Brackets nest in any place; blocks only by indentation, or by several "- " or "? " on one line. */
function refuseDepth(path: string, text: string): void {
  const lines = text.split("\n");
  for (let line = 0, brackets = 0; line < lines.length; line++) {
    for (const c of lines[line].replace(/(^|\s)#.*/, "")) {
      if (c === "[" || c === "{") brackets++;
      else if ((c === "]" || c === "}") && brackets > 0) brackets--;
    }
    const lead = /^[\s?:-]*/.exec(lines[line])?.[0] ?? "";
    const markers = lead.replaceAll(/\s/g, "").length;
    if (brackets > MAX_DEPTH || markers > MAX_DEPTH || lead.length > 20 * MAX_DEPTH) {
      throw new FileError(path, `the file is nested deeper than ${MAX_DEPTH} levels`, { line: line + 1 });
    }
  }
}

/** Keys given twice, of which one would be lost, and integers that would be rounded. */
function refuseAmbiguity(path: string, document: Document, place: (offset: number) => Place): void {
  const at = (node: Node): Place | undefined => (node.range ? place(node.range[0]) : undefined);
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          throw new FileError(path, `the key \`${printable(String(key.value), 40)}\` is given twice`, at(key));
        seen.add(key.value);
      }
    },
    Scalar(_, node) {
      const { value, source = "" } = node;
      if (typeof value !== "number" || Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(source)) return;
      throw new FileError(path, `${printable(source, 40)} is beyond 2^53 and would be rounded; write it in quotes`, at(node));
    },
  });
}

function offsetOf(document: Document, path: YamlPath, key: string | undefined): number {
  let node: Node | null = document.contents;
  let offset = start(node) ?? 0;
  for (const step of path) {
    const next: unknown = isNode(node) && "get" in node && typeof node.get === "function" ? node.get(step, true) : undefined;
    if (!isNode(next)) return keyOffset(node, String(step)) ?? offset;
    node = next;
    offset = start(node) ?? offset;
  }
  return (key === undefined ? undefined : keyOffset(node, key)) ?? offset;
}

function keyOffset(node: Node | null, key: string): number | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
  return pair && isScalar(pair.key) ? start(pair.key) : undefined;
}

const start = (node: Node | null): number | undefined => node?.range?.[0];
