import { FileError, type Place, printable } from "./file-error.ts";
import type { Input } from "./input.ts";
import { LineReader } from "./line-reader.ts";
import { parseDecimal } from "./number.ts";

const PERCENT = 0x25;
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09;

/** The lines of a MatrixMarket file that are neither blank nor comments, and the words on them, read from left to right. */
export class MtxLines {
  readonly #path: string;
  readonly #lines: LineReader;
  #at = 0;

  constructor(input: Input) {
    this.#path = input.path;
    this.#lines = new LineReader(input);
  }

  /** The first line, whatever it holds. */
  banner(): string {
    if (!this.#lines.next()) throw new FileError(this.#path, "the file is empty");
    const { bytes, start, end } = this.#lines;
    this.#at = end;
    return bytes.toString("latin1", start, Math.min(end, start + 200));
  }

  /** Moves to the next line of data; false at the end of the file. */
  next(): boolean {
    while (this.#lines.next()) {
      this.#at = this.#lines.start;
      this.#skipBlanks();
      if (this.#at < this.#lines.end && this.#lines.bytes[this.#at] !== PERCENT) return true;
    }
    return false;
  }

  /** An integer in [least, most], without sign. */
  integer(what: string, least: number, most: number): number {
    const { bytes } = this.#lines;
    const begin = this.#word(what);
    let value = 0;
    for (let at = begin; at < this.#at; at++) {
      const digit = bytes[at] - 0x30;
      if (digit < 0 || digit > 9) this.fail(`${what} must be an integer, got "${this.#text(begin)}"`, begin);
      value = value * 10 + digit;
    }
    if (value < least || value > most) this.fail(`${what} must be in ${least}…${most}, got ${this.#text(begin)}`, begin);
    return value;
  }

  /** A finite decimal number. */
  number(what: string, integer: boolean): number {
    const begin = this.#word(what);
    const value = parseDecimal(this.#lines.bytes.toString("latin1", begin, this.#at));
    if (value === undefined) this.fail(`${what} must be a decimal number, got "${this.#text(begin)}"`, begin);
    if (!Number.isFinite(value)) this.fail(`${what} exceeds double precision: "${this.#text(begin)}"`, begin);
    if (integer && !Number.isSafeInteger(value))
      this.fail(`${what} must be an integer below 2^53, got "${this.#text(begin)}"`, begin);
    return value;
  }

  endOfLine(): void {
    this.#skipBlanks();
    if (this.#at < this.#lines.end) this.fail("the line has more words than expected", this.#at);
  }

  fail(sentence: string, at = this.#lines.start): never {
    const place: Place = { line: this.#lines.line, column: at - this.#lines.start + 1 };
    throw new FileError(this.#path, sentence, place);
  }

  #word(what: string): number {
    const { bytes, end } = this.#lines;
    this.#skipBlanks();
    const begin = this.#at;
    while (this.#at < end && !isBlank(bytes[this.#at])) this.#at++;
    if (this.#at === begin) this.fail(`the line ends before ${what}`, begin);
    return begin;
  }

  #skipBlanks(): void {
    const { bytes, end } = this.#lines;
    while (this.#at < end && isBlank(bytes[this.#at])) this.#at++;
  }

  #text(begin: number): string {
    return printable(this.#lines.bytes.toString("latin1", begin, Math.min(this.#at, begin + 41)), 40);
  }
}
