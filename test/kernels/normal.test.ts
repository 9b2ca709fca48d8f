import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { philox } from "../../src/kernels/portable/philox.ts";
import { kernelSets } from "./sets.ts";

describe("Philox4x32-10", () => {
  // The known answers published with Random123.
  test.each([
    [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("counter %j under key %j", ([c0, c1, c2, c3], [k0, k1], answer) => {
    const out = new Uint32Array(4);
    philox(c0, c1, c2, c3, k0, k1, out);
    expect(Array.from(out, (word) => word.toString(16).padStart(8, "0")).join(" ")).toBe(answer);
  });
});

describe.each(kernelSets)("%s normals", (_, kernels) => {
  const draw = (first: number, length: number, scale = 1) => {
    const out = new Float64Array(length);
    kernels.normals(2026, 7, 3, 5, first, scale, out);
    return out;
  };

  test("100,000 numbers have the fixed hash", () => {
    expect(sha256(draw(0, 100_000, 0.1))).toBe("26c1eeae6a9b4c2b77d68bb944515be6d4aa1f1e1d41114f1664ef0de721b62d");
    const single = new Float32Array(100_000);
    kernels.normals(0xffffffff, 0x80000000, 1, 0xfffffffe, 2 ** 34 - 12_345, 1 / 3, single);
    expect(sha256(single)).toBe("c6cac6ff952ee52cde513b1a8c757329dab02d99a6e82f2d4081ed58487797ea");
  });

  test("any window of a stream is the same numbers", () => {
    const all = draw(0, 500);
    fc.assert(
      fc.property(fc.nat(400), fc.nat(99), (first, length) => {
        expect(draw(first, length)).toEqual(all.slice(first, first + length));
      }),
    );
  });

  test("windows beyond 2³⁴ numbers and at the end of a stream", () => {
    const around = draw(2 ** 34 - 6, 12);
    expect(draw(2 ** 34, 6)).toEqual(around.slice(6));
    expect(around.slice(6)).not.toEqual(draw(0, 6));
    expect(draw(2 ** 53 - 8, 7)).toEqual(draw(2 ** 53 - 16, 15).slice(8));
    expect(draw(3, 0)).toHaveLength(0);
  });

  test("seed and stream halves all count", () => {
    const first = [
      [1, 2, 3, 4],
      [0, 2, 3, 4],
      [1, 0, 3, 4],
      [1, 2, 0, 4],
      [1, 2, 3, 0],
    ].map(([a, b, c, d]) => {
      const out = new Float64Array(1);
      kernels.normals(a, b, c, d, 0, 1, out);
      return out[0];
    });
    expect(new Set(first).size).toBe(5);
  });

  test("moments, tails and neighbours are those of independent normal numbers", () => {
    const n = 400_000;
    const z = draw(0, n);
    const mean = (f: (x: number, i: number) => number) => z.reduce((sum, x, i) => sum + f(x, i), 0) / n;
    const within = (value: number, expected: number, variance: number) =>
      expect(Math.abs(value - expected)).toBeLessThan(4.5 * Math.sqrt(variance / n));
    within(
      mean((x) => x),
      0,
      1,
    );
    within(
      mean((x) => x * x),
      1,
      2,
    );
    within(
      mean((x) => x ** 3),
      0,
      15,
    );
    within(
      mean((x) => x ** 4),
      3,
      96,
    );
    within(
      mean((x) => (Math.abs(x) > 3 ? 1 : 0)),
      0.0026998,
      0.0026925,
    );
    for (const lag of [1, 2, 3, 4])
      within(
        mean((x, i) => x * z[(i + lag) % n]),
        0,
        1,
      );
    expect(z.every((x) => Math.abs(x) <= 6.77)).toBe(true);
  });

  test("agree with the formula in the engine's own functions", () => {
    const words = new Uint32Array(4);
    const z = draw(0, 4000);
    for (let block = 0; block < 1000; block++) {
      philox(block, 0, 3, 5, 2026, 7, words);
      for (const pair of [0, 2]) {
        const rho = Math.sqrt(-2 * Math.log((words[pair] + 0.5) / 2 ** 32));
        const angle = words[pair + 1] * ((2 * Math.PI) / 2 ** 32) - Math.PI / 4;
        // Quadrant 0 is centred on angle 0.
        expect(z[4 * block + pair]).toBeCloseTo(rho * Math.cos(angle), 13);
        expect(z[4 * block + pair + 1]).toBeCloseTo(rho * Math.sin(angle), 13);
      }
    }
  });
});

const sha256 = (a: Float64Array | Float32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(a.buffer, a.byteOffset, a.byteLength))
    .digest("hex");
