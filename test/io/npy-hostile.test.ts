import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileError } from "../../src/io/file-error.ts";
import { readNpy } from "../../src/io/npy.ts";
import { bits, fixture, scratch } from "./scratch.ts";

const { folder, file } = scratch();

/** A .npy file with any header. `claimed` is what its length field says. */
function npy(header: string, dataBytes = 0, { version = [1, 0], claimed = header.length } = {}): Uint8Array {
  const length = Buffer.alloc(version[0] === 1 ? 2 : 4);
  if (version[0] === 1) length.writeUInt16LE(claimed);
  else length.writeUInt32LE(claimed);
  return Buffer.concat([
    Buffer.from("\x93NUMPY", "latin1"),
    Buffer.from(version),
    length,
    Buffer.from(header, "latin1"),
    Buffer.alloc(dataBytes),
  ]);
}

const header = ({ descr = "'<f8'", order = "False", shape = "(2,)" } = {}): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

/** The sentence with which a file is refused. */
function refusal(path: string): string {
  try {
    readNpy(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    expect(error.path).toBe(path);
    expect(error.message.startsWith(`${path}: `)).toBe(true);
    return error.message.slice(path.length + 2);
  }
  throw new Error("the file was read");
}

it.each([
  ["object", /Python objects \(a pickle\)/],
  ["structured", /structured/],
  ["unicode", /text/],
  ["bytes", /text/],
  ["half", /dtype "<f2" is not supported/],
  ["long-double", /dtype "<f16" is not supported/],
  ["dates", /dates/],
  ["large-int", /item 1 is 9007199254740993, beyond 2\^53/],
  ["large-uint", /item 0 is 18446744073709551615/],
])("refuses NumPy's %s array", (name, sentence) => {
  expect(refusal(fixture(`refused/${name}.npy`))).toMatch(sentence);
});

it.each<[string, Uint8Array, RegExp]>([
  ["empty file", new Uint8Array(0), /not a \.npy file/],
  ["other magic", Buffer.from("PK\x03\x04 and so on"), /not a \.npy file/],
  ["pickle", Buffer.from("\x80\x04\x95\x1b\0\0\0\0\0\0\0cposix\nsystem", "latin1"), /not a \.npy file/],
  ["version 4", npy(header(), 16, { version: [4, 0] }), /version 4\.0/],
  ["version 1.1", npy(header(), 16, { version: [1, 1] }), /version 1\.1/],
  ["header of 1 GiB in 14 bytes", npy("{'", 0, { version: [2, 0], claimed: 2 ** 30 }), /header of 1073741824 bytes/],
  ["header of 4 GiB", npy("{'", 0, { version: [3, 0], claimed: 2 ** 32 - 1 }), /header of 4294967295 bytes/],
  ["header beyond the file", npy(header(), 0, { claimed: 500 }), /truncated/],
  ["header cut short", npy(header(), 16, { claimed: 20 }), /malformed/],
  ["empty header", npy(""), /expected "\{"/],
  ["truncated data", npy(header(), 15), /truncated: shape \(2\) of <f8 needs 16 bytes, and 15 follow/],
  ["data too long", npy(header(), 17), /too long: .* 16 bytes, and 17 follow/],
  ["shape that overflows", npy(header({ shape: "(4294967296, 4294967296, 4294967296)" }), 8), /truncated/],
  ["shape that wraps to 0 in 64 bits", npy(header({ shape: "(9007199254740991, 2048)" })), /truncated/],
  ["dimension above 2^53", npy(header({ shape: "(18446744073709551616,)" })), /exceeds 2\^53/],
  ["negative dimension", npy(header({ shape: "(-1,)" }), 8), /expected a dimension/],
  ["fractional dimension", npy(header({ shape: "(2.0,)" }), 16), /malformed/],
  ["hexadecimal dimension", npy(header({ shape: "(0x2,)" }), 16), /malformed/],
  ["number for a shape", npy(header({ shape: "(2)" }), 16), /not a tuple/],
  ["nested shape", npy(header({ shape: `${"(".repeat(20000)}2,${")".repeat(20000)}` }), 16), /expected a dimension/],
  ["nested dtype", npy(header({ descr: "[".repeat(30000) }), 16), /structured/],
  ["many dimensions", npy(header({ shape: `(${"1, ".repeat(65)})` }), 8), /more than 64 dimensions/],
  ["expression", npy(header({ shape: "(__import__('os').getpid(),)" }), 8), /expected a dimension/],
  ["missing key", npy("{'descr': '<f8', 'shape': (2,)}\n", 16), /lacks "fortran_order"/],
  ["unknown key", npy("{'descr': '<f8', '__proto__': True}\n", 16), /unknown key "__proto__"/],
  ["key given twice", npy("{'descr': '<f8', 'descr': '<f4'}\n", 16), /"descr" twice/],
  ["1 for True", npy(header({ order: "1" }), 16), /expected True or False/],
  ["text after the dictionary", npy(`${header()}x`, 16), /expected the end/],
  ["open quote", npy("{'descr", 0), /closing quote/],
  ["dtype without order", npy(header({ descr: "'f8'" }), 16), /not supported/],
  ["dtype of prototype", npy(header({ descr: "'<constructor'" }), 16), /not supported/],
  ["escape codes in the dtype", npy(header({ descr: "'<\x1b[2J'" }), 16), /"<\\u001b\[2J"/],
  [
    "boolean 2",
    npy(header({ descr: "'|b1'", shape: "(1,)" }), 1).map((byte, i, all) => (i === all.length - 1 ? 2 : byte)),
    /no boolean/,
  ],
])("refuses: %s", (name, bytes, sentence) => {
  expect(refusal(file(`${name.replaceAll(/\W/g, "-")}.npy`, bytes))).toMatch(sentence);
});

it("refuses what is no regular file, at once", () => {
  expect(refusal(folder)).toBe("this is a folder, not a file");
  expect(refusal("/dev/zero")).toBe("this is not a regular file");
  expect(refusal(file("nothing-here.npy"))).toMatch(/could not be read: no such file or directory \(ENOENT\)/);
  expect(() => readNpy("nul\0byte")).toThrow("nul\\u0000byte: this is not a valid file name");
});

it("escapes control characters of file names", () => {
  expect(() => readNpy("\x1b[2J\n.npy")).toThrow("\\u001b[2J\\u000a.npy: ");
});

describe("damage", () => {
  const whole = fs.readFileSync(fixture("f8-little-f.npy"));
  const original = readNpy(fixture("f8-little-f.npy"));

  it("by truncation anywhere is an error", () => {
    for (let length = 0; length < whole.length; length++) refusal(file("cut.npy", whole.subarray(0, length)));
  });

  it("of any one byte is an error or shows in the values, unless it only respells the header", () => {
    const dataAt = whole.length - original.data.byteLength;
    for (let at = 0; at < whole.length; at++) {
      for (const flip of [0x01, 0x20, 0xff]) {
        const bytes = Uint8Array.from(whole);
        bytes[at] ^= flip;
        let array: ReturnType<typeof readNpy>;
        try {
          array = readNpy(file("flipped.npy", bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(FileError);
          continue;
        }
        if (at >= dataAt) expect(bits(array.data)).not.toEqual(bits(original.data));
        else expect(array.data.length).toBe(12);
      }
    }
  });

  it("at random never crashes the reader", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({ maxLength: 120, unit: fc.constantFrom(..."{}()'\", :<>|f8i4TrueFalsedescrshape0129\n") })
        .map((text) => npy(text, 16)),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        try {
          readNpy(file("random.npy", content));
        } catch (error) {
          expect(error).toBeInstanceOf(FileError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
