import fs from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ensureWritableFolder, removeFile, writeAtomic } from "../../src/io/atomic.ts";
import { OutputError } from "../../src/io/file-error.ts";
import { scratch } from "./scratch.ts";

const { folder, file } = scratch();
afterEach(() => vi.restoreAllMocks());

const failure = (code: string, errno: number): Error => Object.assign(new Error(code), { code, errno, syscall: "test" });
const names = (): string[] => fs.readdirSync(folder).sort();

describe("writeAtomic", () => {
  it("writes text, bytes and pieces", () => {
    for (const content of ["añb", Buffer.from("añb"), ["a", Buffer.from("ñ"), "b"]]) {
      writeAtomic(file("out"), content);
      expect(fs.readFileSync(file("out"), "utf8")).toBe("añb");
    }
    writeAtomic(file("out"), []);
    expect(fs.statSync(file("out")).size).toBe(0);
  });

  it("goes on after short writes", () => {
    const write = fs.writeSync;
    vi.spyOn(fs, "writeSync").mockImplementation((...args: unknown[]) => {
      const [fd, bytes, at] = args;
      if (typeof fd !== "number" || !(bytes instanceof Uint8Array) || typeof at !== "number")
        throw new TypeError("other arguments");
      return write(fd, bytes, at, 1);
    });
    writeAtomic(file("out"), "short writes");
    expect(fs.readFileSync(file("out"), "utf8")).toBe("short writes");
  });

  it("syncs the file, renames it, and syncs the folder, in that order", () => {
    const calls: string[] = [];
    const [fsync, rename] = [fs.fsyncSync, fs.renameSync];
    vi.spyOn(fs, "fsyncSync").mockImplementation((fd) => {
      calls.push(fs.fstatSync(fd).isDirectory() ? "sync folder" : "sync file");
      fsync(fd);
    });
    vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      calls.push("rename");
      rename(from, to);
    });
    writeAtomic(file("out"), "x");
    expect(calls).toEqual(["sync file", "rename", "sync folder"]);
  });

  it("on a full disk keeps the old file, leaves no other, and says why", () => {
    writeAtomic(file("out"), "old");
    const before = names();
    const open = fs.openSync;
    // The temporary file is made, and what is written to it meets a real full device.
    vi.spyOn(fs, "openSync").mockImplementation((path, flags, mode) => {
      if (flags !== "wx") return open(path, flags, mode);
      fs.closeSync(open(path, flags, mode));
      return open("/dev/full", "w");
    });
    expect(() => writeAtomic(file("out"), "new")).toThrow(`could not write ${file("out")}: no space left on device (ENOSPC)`);
    vi.restoreAllMocks();
    expect(names()).toEqual(before);
    expect(fs.readFileSync(file("out"), "utf8")).toBe("old");
  });

  it.each(["openSync", "writeSync", "fsyncSync", "renameSync"] as const)("keeps the old file when %s fails", (call) => {
    writeAtomic(file("out"), "old");
    const before = names();
    vi.spyOn(fs, call).mockImplementation(() => {
      throw failure("EIO", -5);
    });
    expect(() => writeAtomic(file("out"), "new")).toThrow(OutputError);
    vi.restoreAllMocks();
    expect(names()).toEqual(before);
    expect(fs.readFileSync(file("out"), "utf8")).toBe("old");
  });

  it("passes on what its content throws, and leaves no file", () => {
    const before = names();
    const pieces = function* (): Generator<string> {
      yield "a";
      throw new RangeError("of the content");
    };
    expect(() => writeAtomic(file("torn"), pieces())).toThrow(new RangeError("of the content"));
    expect(names()).toEqual(before);
  });

  it("refuses folders, devices and paths through files", () => {
    fs.mkdirSync(file("sub"), { recursive: true });
    writeAtomic(file("plain"), "x");
    expect(() => writeAtomic(file("sub"), "x")).toThrow(expect.objectContaining({ code: "EISDIR", path: file("sub") }));
    expect(() => writeAtomic("/dev/full", "x")).toThrow("could not write /dev/full: this is not a regular file (EEXIST)");
    expect(() => writeAtomic(join(file("plain"), "x"), "x")).toThrow(/not a directory \(ENOTDIR\)/);
    expect(() => writeAtomic(file("none/x"), "x")).toThrow(/no such file or directory \(ENOENT\)/);
  });

  it("replaces a link, not what it points to", () => {
    writeAtomic(file("target"), "kept");
    fs.symlinkSync(file("target"), file("link"));
    writeAtomic(file("link"), "new");
    expect([fs.readFileSync(file("target"), "utf8"), fs.readFileSync(file("link"), "utf8")]).toEqual(["kept", "new"]);
  });
});

describe("folders", () => {
  it("are made, proved writable, and left as they were", () => {
    ensureWritableFolder(file("a/b/c"));
    ensureWritableFolder(file("a/b/c"));
    expect(fs.readdirSync(file("a/b/c"))).toEqual([]);
  });

  it("are refused where a file stands", () => {
    writeAtomic(file("plain"), "x");
    expect(() => ensureWritableFolder(file("plain"))).toThrow(/there is a file of that name, not a folder \(ENOTDIR\)/);
    expect(() => ensureWritableFolder(file("plain/below"))).toThrow(/\(ENOTDIR\)/);
  });

  it("are refused where nothing can be written", () => {
    vi.spyOn(fs, "openSync").mockImplementation(() => {
      throw failure("EROFS", -30);
    });
    expect(() => ensureWritableFolder(file("a"))).toThrow("read-only file system (EROFS)");
  });

  it("lose a file that is removed, and do not mind one that is not there", () => {
    writeAtomic(file("gone"), "x");
    removeFile(file("gone"));
    removeFile(file("gone"));
    expect(fs.existsSync(file("gone"))).toBe(false);
  });
});
