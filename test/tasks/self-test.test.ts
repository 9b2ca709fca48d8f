import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/kernels/contract.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { selfTest } from "../../src/tasks/self-test.ts";

const kernels = openKernels("portable");
const badNames = (set: Kernels): string[] => selfTest([set]).flatMap(({ good, name }) => (good ? [] : [name]));

/** The kernels with one of them spoiled: `at` tells which argument it writes, from the end where negative, and its number `index` is off by a factor. */
function spoiled(verb: keyof Kernels, at: number, { index = 0, factor = 1 + 1e-9 } = {}): Kernels {
  const right = kernels[verb] as (...args: unknown[]) => unknown;
  return {
    ...kernels,
    [verb]: (...args: unknown[]) => {
      const code = right(...args);
      (args.at(at) as Float64Array)[index] *= factor;
      return code;
    },
  };
}

describe("the self-check", () => {
  test("finds nothing wrong with portable kernels", () => {
    expect(badNames(kernels)).toEqual([]);
  });

  test.each<[keyof Kernels, number, RegExp]>([
    ["gemm", 9, /product/],
    ["normals", 6, /normal numbers/],
    ["qr", 2, /QR/],
    ["svd", 3, /SVD/],
    ["eigen", 1, /eigenv/],
    ["solveRight", 3, /Cholesky/],
    ["measureDense", -1, /adjoint of gaussian/],
    ["pullbackDense", -2, /adjoint of (gaussian|symmetric|rademacher)/],
    ["measureEntries", -1, /adjoint of entries/],
    ["measureRankOne", -1, /adjoint of rank-one/],
    ["measurePauli", -1, /adjoint of pauli/],
  ])("finds %s wrong in its tenth digit", (verb, at, name) => {
    expect(badNames(spoiled(verb, at)).join(", ")).toMatch(name);
  });

  test("finds a NaN", () => {
    expect(badNames(spoiled("svd", 3, { factor: Number.NaN }))).not.toEqual([]);
    expect(badNames(spoiled("gradientDense", 16, { factor: Number.NaN })).join(", ")).toMatch(/recovery/);
  });

  test("finds a factorization that gave up", () => {
    expect(badNames({ ...kernels, eigen: () => 1 }).join(", ")).toMatch(/eigen/);
  });
});
