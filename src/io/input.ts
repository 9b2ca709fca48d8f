import fs from "node:fs";
import { FileError, isSystemError, systemReason } from "./file-error.ts";

/** An open input file. */
export interface Input {
  readonly path: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  /** Fills `into` from byte `position` on; returns how many bytes there were, fewer only at the end of the file. */
  read(into: Uint8Array, position: number): number;
}

/**
 * Opens a regular file, hands it to `use`, and closes it. Pipes, devices and folders are refused, for they have no size
 * and reading them may never end. Throws FileError where the file cannot be opened or read.
 */
export function withInput<T>(path: string, use: (input: Input) => T): T {
  const fd = attempt(path, () => fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)));
  try {
    const stat = attempt(path, () => fs.fstatSync(fd));
    if (stat.isDirectory()) throw new FileError(path, "this is a folder, not a file");
    if (!stat.isFile()) throw new FileError(path, "this is not a regular file");
    return use({ path, size: stat.size, read: (into, position) => attempt(path, () => fill(fd, into, position)) });
  } finally {
    fs.closeSync(fd);
  }
}

function fill(fd: number, into: Uint8Array, position: number): number {
  let done = 0;
  while (done < into.length) {
    const got = fs.readSync(fd, into, done, into.length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (isSystemError(cause))
      throw new FileError(path, `could not be read: ${systemReason(cause)} (${cause.code})`, undefined, { cause });
    // A path with a NUL byte never reaches the system.
    if (cause instanceof TypeError) throw new FileError(path, "this is not a valid file name", undefined, { cause });
    throw cause;
  }
}

/** The bytes of a file of at most `maxBytes`; `advice` ends the sentence that refuses a larger one. Throws FileError. */
export function readBytes(path: string, maxBytes: number, advice: string): Uint8Array {
  return withInput(path, (input) => {
    if (input.size > maxBytes) throw new FileError(path, `${input.size} bytes is more than the ${maxBytes} that ${advice}`);
    const bytes = new Uint8Array(input.size);
    return bytes.subarray(0, input.read(bytes, 0));
  });
}

/** Text without its byte order mark; undefined where the bytes are not UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
