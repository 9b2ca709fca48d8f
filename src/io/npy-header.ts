import { printable } from "./file-error.ts";

/**
 * The header of a .npy file: a Python dictionary literal of which only what NumPy writes is understood,
 *
 *     {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
 *
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export interface NpyHeader {
  readonly dtype: NpyDtype;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

export interface NpyDtype {
  /** As the file has it: "<f8". */
  readonly descr: string;
  readonly kind: "f" | "i" | "u" | "b" | "c";
  /** Bytes of one item; of both parts where complex. */
  readonly itemBytes: number;
  readonly bigEndian: boolean;
}

/** NumPy itself allows 64 dimensions at most. */
const MAX_DIMENSIONS = 64;

/** Parses the text between the length field and the data. Throws SyntaxError with one sentence. */
export function parseNpyHeader(text: string): NpyHeader {
  const scan = new Scanner(text);
  const seen = new Map<string, unknown>();
  scan.expect("{");
  while (!scan.accept("}")) {
    const key = scan.quoted();
    if (seen.has(key)) throw new SyntaxError(`the header gives "${printable(key, 40)}" twice`);
    scan.expect(":");
    if (key === "descr") seen.set(key, parseDtype(scan));
    else if (key === "fortran_order") seen.set(key, scan.boolean());
    else if (key === "shape") seen.set(key, parseShape(scan));
    else throw new SyntaxError(`the header has an unknown key "${printable(key, 40)}"`);
    if (!scan.accept(",")) {
      scan.expect("}");
      break;
    }
  }
  scan.end();
  for (const key of ["descr", "fortran_order", "shape"]) if (!seen.has(key)) throw new SyntaxError(`the header lacks "${key}"`);
  return {
    dtype: seen.get("descr") as NpyDtype,
    fortran: seen.get("fortran_order") as boolean,
    shape: seen.get("shape") as number[],
  };
}

const ITEMS: Record<NpyDtype["kind"], readonly number[]> = { f: [4, 8], i: [1, 2, 4, 8], u: [1, 2, 4, 8], b: [1], c: [8, 16] };

const REFUSED: Record<string, string> = {
  O: "holds Python objects (a pickle), which are never read; save an array of numbers",
  U: "holds text, not numbers",
  S: "holds text, not numbers",
  a: "holds text, not numbers",
  V: "holds raw records, not numbers",
  M: "holds dates, not numbers",
  m: "holds time spans, not numbers",
};

function parseDtype(scan: Scanner): NpyDtype {
  if (scan.peek() === "[") throw new SyntaxError("the array is structured (its items have fields); save one field at a time");
  const descr = scan.quoted();
  const order = "<>|".includes(descr[0] ?? " ") ? descr[0] : "";
  const kind = descr[order.length] ?? "";
  const size = descr.slice(order.length + 1);
  if (Object.hasOwn(REFUSED, kind)) throw new SyntaxError(`the array ${REFUSED[kind]} (dtype "${printable(descr, 40)}")`);
  const itemBytes = isKind(kind) ? ITEMS[kind].find((bytes) => String(bytes) === size) : undefined;
  if (!isKind(kind) || itemBytes === undefined || order === "" || (order === "|" && itemBytes > 1)) {
    throw new SyntaxError(`dtype "${printable(descr, 40)}" is not supported; use float64, float32, complex or integers`);
  }
  return { descr, kind, itemBytes, bigEndian: order === ">" };
}

const isKind = (kind: string): kind is NpyDtype["kind"] => Object.hasOwn(ITEMS, kind);

function parseShape(scan: Scanner): number[] {
  const shape: number[] = [];
  scan.expect("(");
  while (!scan.accept(")")) {
    if (shape.length === MAX_DIMENSIONS) throw new SyntaxError(`the shape has more than ${MAX_DIMENSIONS} dimensions`);
    shape.push(scan.size());
    if (scan.accept(",")) continue;
    // (3) is a number in Python; a tuple of one is (3,).
    if (shape.length === 1 && scan.peek() === ")") throw new SyntaxError("the shape is not a tuple");
    scan.expect(")");
    break;
  }
  return shape;
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): string {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
    return this.#text[this.#at] ?? "";
  }

  accept(symbol: string): boolean {
    if (this.peek() !== symbol) return false;
    this.#at++;
    return true;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) this.#fail(`"${symbol}"`);
  }

  quoted(): string {
    const quote = this.peek();
    if (quote !== "'" && quote !== '"') this.#fail("a quoted word");
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end < 0) this.#fail("a closing quote");
    const word = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return word;
  }

  boolean(): boolean {
    this.peek();
    for (const word of ["True", "False"]) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return word === "True";
      }
    }
    return this.#fail("True or False");
  }

  /** A dimension. Python 2 wrote large ones with an L. */
  size(): number {
    this.peek();
    const begin = this.#at;
    while (this.#text[this.#at] >= "0" && this.#text[this.#at] <= "9") this.#at++;
    if (this.#at === begin) this.#fail("a dimension");
    const size = Number(this.#text.slice(begin, this.#at));
    if (!Number.isSafeInteger(size)) throw new SyntaxError("a dimension of the shape exceeds 2^53");
    if (this.#text[this.#at] === "L") this.#at++;
    return size;
  }

  end(): void {
    if (this.peek() !== "") this.#fail("the end");
  }

  #fail(wanted: string): never {
    const found = this.#at < this.#text.length ? `"${printable(this.#text.slice(this.#at, this.#at + 12))}"` : "its end";
    throw new SyntaxError(`the header is malformed: expected ${wanted} at character ${this.#at + 1}, found ${found}`);
  }
}
