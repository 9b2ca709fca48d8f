import { getSystemErrorMap } from "node:util";

/** Text that is safe to print on one line: control characters are escaped, long text is cut after `limit` characters. */
export function printable(text: string, limit = 1000): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  // Bidirectional overrides could show a name that is not the file's.
  return cut.replace(
    /\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters. */
  readonly column?: number;
}

/** An input file that cannot be used. The message is "path:line:column: sentence", with as much of the place as is known. */
export class FileError extends Error {
  override readonly name: string = "FileError";
  readonly path: string;
  readonly line?: number;
  readonly column?: number;

  constructor(path: string, sentence: string, place?: Place, options?: ErrorOptions) {
    const at = place ? (place.column === undefined ? `:${place.line}` : `:${place.line}:${place.column}`) : "";
    super(`${printable(path)}${at}: ${sentence}`, options);
    this.path = path;
    this.line = place?.line;
    this.column = place?.column;
  }
}

/** A file whose contents would need more memory than allowed, or than there is: refused for lack of memory, not for what it holds. */
export class FileTooLargeError extends FileError {
  override readonly name = "FileTooLargeError";
  /** Bytes. */
  readonly needed: number;

  constructor(path: string, needed: number, sentence: string, options?: ErrorOptions) {
    super(path, sentence, undefined, options);
    this.needed = needed;
  }
}

/** A file or folder that could not be written: "could not write PATH: no space left on device (ENOSPC)". */
export class OutputError extends Error {
  override readonly name = "OutputError";
  readonly path: string;
  /** The system's word, such as "ENOSPC". */
  readonly code: string;

  constructor(path: string, code: string, reason: string, options?: ErrorOptions) {
    super(`could not write ${printable(path)}: ${reason} (${code})`, options);
    this.path = path;
    this.code = code;
  }
}

export interface SystemError extends Error {
  readonly code: string;
  readonly errno?: number;
}

export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error;
}

/** What the system says about an error, in its own words: "no such file or directory". */
export function systemReason(error: SystemError): string {
  const known = error.errno === undefined ? undefined : getSystemErrorMap().get(error.errno);
  return known ? known[1] : printable(error.message, 200);
}
