import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** e_machine of the ELF header for the processors that Node names. */
const MACHINES: Readonly<Record<string, number>> = { ia32: 3, arm: 40, x64: 62, arm64: 183, riscv64: 243 };

/**
 * Throws Error where a 64-bit little-endian ELF file is shorter than its own header says (the dynamic loader would map it all the same,
 * and the process die of a bus error), or was made for another processor (the loader would say that there is no such file). Files of
 * other formats are left to their loaders.
 */
export function requireFittingBinary(path: string, arch: string = process.arch): void {
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
    const machine = header.readUInt16LE(18);
    if (arch in MACHINES && machine !== MACHINES[arch])
      throw new Error(`${path} is for ${processor(machine)}, and this is ${arch}`);
  } finally {
    closeSync(file);
  }
}

const processor = (machine: number): string =>
  Object.keys(MACHINES).find((name) => MACHINES[name] === machine) ?? `another processor (ELF machine ${machine})`;
