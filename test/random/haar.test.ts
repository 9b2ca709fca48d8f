import { describe, expect, test } from "vitest";
import { haar } from "../../src/random/haar.ts";
import { normals } from "../../src/random/normals.ts";
import { STREAM, streamAt } from "../../src/random/streams.ts";
import { orthogonalityRatio } from "../kernels/matrices.ts";
import { kernelSets, portable } from "../kernels/sets.ts";

describe.each(kernelSets)("Haar matrices on %s kernels", (_, kernels) => {
  test("have orthonormal columns and an address", () => {
    for (const [n, k] of [
      [1, 1],
      [5, 5],
      [40, 3],
      [3, 0],
    ]) {
      const q = haar(kernels, n, k, 4, STREAM.truthLeft);
      expect([q.rows, q.cols]).toEqual([n, k]);
      expect(orthogonalityRatio(n, k, q.data)).toBeLessThan(15);
      expect(haar(kernels, n, k, "4", STREAM.truthLeft)).toEqual(q);
    }
  });

  test("entries have the moments of uniform orthogonal matrices", () => {
    // E q = 0, E q² = 1/n, E q⁴ = 3/(n(n + 2)); the sign of a diagonal entry is fair only with R's signs fixed.
    const [n, trials] = [3, 3000];
    let [mean, square, fourth] = [0, 0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const q = haar(kernels, n, n, 8, streamAt(STREAM.probe, trial)).data[0];
      mean += q / trials;
      square += q ** 2 / trials;
      fourth += q ** 4 / trials;
    }
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / n / trials));
    expect(Math.abs(square - 1 / n)).toBeLessThan(4 * Math.sqrt(0.09 / trials));
    expect(Math.abs(fourth - 3 / (n * (n + 2)))).toBeLessThan(4 * Math.sqrt(0.08 / trials));
  });
});

test("more columns than rows cannot be orthonormal", () => {
  expect(() => haar(portable, 3, 4, 1, STREAM.probe)).toThrow(/0 ≤ k ≤ n, got 3×4/);
});

describe("normals by seed and stream", () => {
  test("two windows are one", () => {
    const all = new Float64Array(20);
    normals(portable, -5, streamAt(STREAM.operator, 3), 0, 2, all);
    const part = new Float64Array(9);
    normals(portable, "-5", streamAt(STREAM.operator, 3), 11, 2, part);
    expect(part).toEqual(all.slice(11));
  });

  test.each([-1, 0.5, 2 ** 53])("no number %d", (first) => {
    expect(() => normals(portable, 1, STREAM.noise, first, 1, new Float64Array(1))).toThrow(RangeError);
  });
});
