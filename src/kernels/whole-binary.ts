import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * Throws Error where a 64-bit little-endian ELF file is shorter than its own header says: the dynamic loader would map it all the
 * same, and the process die of a bus error. Files of other formats are left to their loaders.
 */
export function requireWholeBinary(path: string): void {
  const file = openSync(path, "r");
  try {
    const header = Buffer.alloc(64);
    const got = readSync(file, header, 0, 64, 0);
    const elf = header.readUInt32BE(0) === 0x7f454c46;
    if (!elf || header[4] !== 2 || header[5] !== 1) return;
    // The section headers come last: e_shoff, then e_shnum entries of e_shentsize bytes.
    const needed = got < 64 ? 64 : Number(header.readBigUInt64LE(40)) + header.readUInt16LE(58) * header.readUInt16LE(60);
    const { size } = fstatSync(file);
    if (size < needed) throw new Error(`${path} is truncated: ${size} of ${needed} bytes`);
  } finally {
    closeSync(file);
  }
}
