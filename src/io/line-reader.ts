import { FileError } from "./file-error.ts";
import type { Input } from "./input.ts";

const WINDOW = 4 * 2 ** 20;
const MAX_LINE = 2 ** 20;

/** Walks through a file line by line in a window of fixed size. Between calls of `next` the line is bytes[start…end). */
export class LineReader {
  readonly bytes: Buffer;
  start = 0;
  end = 0;
  /** 1-based number of the current line. */
  line = 0;
  readonly #input: Input;
  /** Where the next line begins, and where the bytes in the window end. */
  #next = 0;
  #filled = 0;
  #position = 0;

  constructor(input: Input) {
    this.#input = input;
    // Longer than any line allowed, so that a window without a line end is always an error, even if the file grows meanwhile.
    this.bytes = Buffer.alloc(Math.min(WINDOW, input.size + MAX_LINE + 2));
  }

  /** Moves to the next line, without its end (LF or CRLF); false at the end of the file. Throws FileError for a line above 1 MiB. */
  next(): boolean {
    let end = this.#lineFeed();
    if (end < 0 && this.#refill()) end = this.#lineFeed();
    if (end < 0 && this.#next === this.#filled) return false;
    this.line++;
    this.start = this.#next;
    this.end = end < 0 ? this.#filled : end;
    this.#next = end < 0 ? this.#filled : end + 1;
    if (this.end - this.start > MAX_LINE)
      throw new FileError(this.#input.path, "the line is longer than 1 MiB", { line: this.line });
    if (this.end > this.start && this.bytes[this.end - 1] === 0x0d) this.end--;
    return true;
  }

  #lineFeed(): number {
    const at = this.bytes.indexOf(0x0a, this.#next);
    return at < this.#filled ? at : -1;
  }

  /** Moves what is left to the front and reads on; false if the file has ended. */
  #refill(): boolean {
    this.bytes.copyWithin(0, this.#next, this.#filled);
    this.#filled -= this.#next;
    this.#next = 0;
    const got = this.#input.read(this.bytes.subarray(this.#filled), this.#position);
    this.#position += got;
    this.#filled += got;
    return got > 0;
  }
}
