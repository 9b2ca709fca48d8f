import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isSystemError, OutputError, systemReason } from "./file-error.ts";

export type Chunk = string | Uint8Array;

// fs.writeSync takes fewer than 2³¹ bytes at once.
const WINDOW = 64 * 2 ** 20;

/**
 * Writes a file so that its readers find the old contents or the new, never a mixture, whenever the process dies: a
 * temporary file in the same folder, fsync, rename, fsync of the folder. On failure the temporary file is removed and the
 * old file is as it was. Throws OutputError; an error thrown by `content` itself is passed on.
 */
export function writeAtomic(path: string, content: Chunk | Iterable<Chunk>): void {
  const chunks = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  outputting(path, () => {
    refuseSpecialFile(path);
    const temporary = join(dirname(path), `.lowrank-${randomBytes(9).toString("hex")}.tmp`);
    const fd = fs.openSync(temporary, "wx");
    try {
      try {
        for (const chunk of chunks) writeAll(fd, typeof chunk === "string" ? Buffer.from(chunk) : chunk);
        fs.fsyncSync(fd);
      } finally {
        fs.closeSync(fd);
      }
      fs.renameSync(temporary, path);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(dirname(path));
  });
}

/** Removes a file, if there is one, so that it stays removed after a power loss. Throws OutputError. */
export function removeFile(path: string): void {
  outputting(path, () => {
    if (!fs.lstatSync(path, { throwIfNoEntry: false })) return;
    fs.unlinkSync(path);
    syncFolder(dirname(path));
  });
}

/** Creates a folder, parents too, and proves that files can be written in it, before long work starts. Throws OutputError. */
export function ensureWritableFolder(folder: string): void {
  outputting(folder, () => {
    if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new OutputError(folder, "ENOTDIR", "there is a file of that name, not a folder");
    }
    makeFolders(resolve(folder));
    const probe = join(folder, `.lowrank-${randomBytes(9).toString("hex")}.tmp`);
    const fd = fs.openSync(probe, "wx");
    try {
      try {
        fs.writeSync(fd, "0");
      } finally {
        fs.closeSync(fd);
      }
    } finally {
      fs.rmSync(probe, { force: true });
    }
  });
}

/** One folder at a time: where nothing can be made, as in /proc, the recursive way of Node never returns. */
function makeFolders(folder: string): void {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeFolders(dirname(folder));
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (!isSystemError(error) || error.code !== "EEXIST") throw error; // another process may have made it
  }
}

/** A rename would replace a device or a pipe by a file. */
function refuseSpecialFile(path: string): void {
  const old = fs.lstatSync(path, { throwIfNoEntry: false });
  if (old?.isDirectory()) throw new OutputError(path, "EISDIR", "there is a folder of that name");
  if (old && !old.isFile() && !old.isSymbolicLink()) throw new OutputError(path, "EEXIST", "this is not a regular file");
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(fd, bytes, done, Math.min(WINDOW, bytes.length - done));
}

/** Makes a rename durable. Windows, and some network file systems, know no fsync of folders. */
function syncFolder(folder: string): void {
  try {
    const fd = fs.openSync(folder, "r");
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    if (!isSystemError(error) || !["EINVAL", "EPERM", "EACCES", "EISDIR", "ENOTSUP"].includes(error.code)) throw error;
  }
}

function outputting(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    if (isSystemError(cause)) throw new OutputError(path, cause.code, systemReason(cause), { cause });
    throw cause;
  }
}
