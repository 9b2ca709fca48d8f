import { describe, expect, it } from "vitest";
import { linearTail } from "../../src/diagnostics/linear-tail.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { addScaled } from "../../src/linalg/arithmetic.ts";
import { thinSvd } from "../../src/linalg/decompositions.ts";
import { distance } from "../../src/linalg/factored.ts";
import { type Factors, type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gradientLike, isBreakdown } from "../../src/problem/asking.ts";
import {
  alphaSquaredRange,
  localStepLimit,
  sharpnessAt,
  type TailSteps,
  tailRate,
  unevenStartEigenvalue,
} from "../../src/theory/asymmetric-descent.ts";
import { modifiedDescent } from "../../src/theory/modified-descent.ts";
import { known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

const kernels = openKernels();

const squares = (a: Matrix): Float64Array => {
  const svd = thinSvd(kernels, a);
  if (isBreakdown(svd)) throw new Error(svd.reason);
  return svd.s.map((s) => s * s);
};

/** All of a rank-2 M observed: errors of descent with a step for each factor, and where it ends. */
function descend([n1, n2, k]: readonly number[], alpha: number, ratio: number, steps: TailSteps, limit = 20_000) {
  const row = Int32Array.from({ length: n1 * n2 }, (_, at) => at % n1);
  const col = Int32Array.from({ length: n1 * n2 }, (_, at) => Math.floor(at / n1));
  const { problem, truth } = known(entrySampling({ rows: n1, cols: n2, row, col }, kernels), 2, { condition: 1 });
  const draw = (n: number, scale: number, seed: number) =>
    scale === 0
      ? zeros(n, k)
      : matrix(
          n,
          k,
          gaussian(n * k, seed).map((v) => (scale * v) / Math.sqrt(n)),
        );
  const x: Factors = {
    left: draw(n1, steps.zeroAtStart === "left" ? 0 : alpha, 1),
    right: draw(n2, steps.zeroAtStart === "right" ? 0 : ratio * alpha, 2),
  };
  const gradient = gradientLike(x);
  const errors: number[] = [];
  for (let t = 0; t < limit && !(errors[t - 1] < 1e-13); t++) {
    errors.push(distance(kernels, x, truth));
    problem.operator.gradient(x, problem.measurements, problem.loss, gradient);
    addScaled(x.left, -steps.stepSize, gradient.left);
    addScaled(x.right, -(steps.rightStepSize ?? steps.stepSize), gradient.right);
  }
  return { errors, spectra: { rows: n1, cols: n2, left: squares(x.left), right: squares(x.right) } };
}

describe("the exact tail rate", () => {
  const half = { stepSize: 0.2, rightStepSize: 0.1 };
  it.each<[string, readonly number[], number, number, TailSteps]>([
    ["k = r", [10, 8, 2], 0.5, 1 / 3, { stepSize: 0.2 }],
    ["k = 4", [12, 12, 4], 0.8, 1 / 3, { stepSize: 0.2 }],
    ["k = 4, unequal steps", [12, 12, 4], 0.8, 1 / 3, half],
    ["k = 4, the right factor larger, unequal steps", [12, 10, 4], 0.3, 3, half],
    ["k = n1 < n2", [8, 12, 8], 2, 1 / 3, { stepSize: 0.05 }],
    ["k = n", [8, 8, 8], 2, 1 / 3, { stepSize: 0.05 }],
    ["k = 2n", [8, 8, 16], 2, 1 / 3, { stepSize: 0.03 }],
    ["k = 2n, equal scales, unequal steps", [8, 8, 16], 1, 1, { stepSize: 0.05, rightStepSize: 0.03 }],
    ["k = 4, the right factor zero at the start", [12, 10, 4], 0.8, 1, { stepSize: 0.2, zeroAtStart: "right" }],
    ["k = 4, the left factor zero at the start", [12, 10, 4], 1, 0.8, { stepSize: 0.2, zeroAtStart: "left" }],
    ["k = 2n, the right factor zero at the start", [8, 8, 16], 1, 1, { stepSize: 0.1, zeroAtStart: "right" }],
    ["k = 4, the left factor zero, unequal steps", [12, 10, 4], 1, 0.8, { ...half, zeroAtStart: "left" }],
  ])("%s", (_, shape, alpha, ratio, steps) => {
    const { errors, spectra } = descend(shape, alpha, ratio, steps);
    const tail = linearTail(Array.from(errors.keys()), errors);
    expect(tail).toBeDefined();
    const ratioOfRates = tail!.rate / tailRate(spectra, steps, 2).rate;
    expect(ratioOfRates).toBeGreaterThan(0.97);
    expect(ratioOfRates).toBeLessThan(1.03);
  });

  it("says which singular values set it", () => {
    const spectra = { rows: 6, cols: 5, left: [1, 0.9, 0.25], right: [1.1, 0.8, 0] };
    const { rate, ...tail } = tailRate(spectra, { stepSize: 0.2 });
    expect(tail).toEqual({ term: 0.05, left: 3, right: 3 });
    expect(rate).toBeCloseTo(-Math.log(0.95), 14);
    expect(tailRate(spectra, { stepSize: 0.2, zeroAtStart: "right" }, 2)).toMatchObject({
      term: expect.closeTo(0.16, 14),
      left: 4,
      right: 2,
    });
    // A step near its limit is slow in the steepest direction: |1 − 0.9·2.1| = 0.89.
    expect(tailRate({ ...spectra, left: [1, 0.9, 0.8] }, { stepSize: 0.9 })).toMatchObject({ left: 1, right: 1 });
    expect(() => tailRate({ rows: 2, cols: 2, left: [0], right: [0] }, { stepSize: 1 })).toThrow(RangeError);
    expect(() => tailRate({ ...spectra, left: [1, 0.9, 0.8] }, { stepSize: 1.1 })).toThrow(
      /the step is above its limit: η\(σ₁\(F\)² \+ σ₁\(G\)²\) is 2\.31, and descent is stable below 2/,
    );
  });
});

it("the α² law is void at equal scales and for k/n ≥ ¼ at a third", () => {
  const start = { startScale: 0.4, ratio: 1 / 3, rows: 400, cols: 400, columns: 4 };
  expect(unevenStartEigenvalue(start)).toBeCloseTo(0.16 * (0.81 - 1.21 / 9), 14);
  for (const startScale of [0, -0.1, Number.NaN])
    expect(() => unevenStartEigenvalue({ ...start, startScale })).toThrow(/needs α > 0 and c ≥ 0, got α = /);
  expect(unevenStartEigenvalue({ ...start, columns: 100 })).toBeCloseTo(0, 14);
  expect(unevenStartEigenvalue({ ...start, ratio: 1 })).toBeLessThan(0);
  expect(alphaSquaredRange(0.25)).toBeCloseTo(0.4, 14);
});

it("flat and lift at their best β, and away from it", () => {
  const at = (form: "flat" | "lift", beta: number, sigma = [1, 0.25], overparameterized = true) =>
    modifiedDescent({ form, beta, sigma, overparameterized });
  expect(at("flat", 0.5)).toEqual({ lambda: 0.25, sharpness: 0.25 + 4 });
  expect(at("flat", 1)).toEqual({ lambda: 0.0625, sharpness: 2 });
  expect(at("lift", 0.5)).toEqual({ lambda: 0.25, sharpness: 2 });
  expect(at("lift", 0.1).lambda).toBeCloseTo(0.01, 14);
  expect(at("lift", 0.1, [1, 0.25], false).lambda).toBe(0.25);
  expect(at("lift", 1).lambda).toBe(0.0625); // β above √σ_r wastes rate
  expect(() => at("lift", 0)).toThrow(RangeError);
  expect(localStepLimit(sharpnessAt(1, 1))).toBe(1);
  expect(localStepLimit(sharpnessAt(1, 1), 0.25)).toBeCloseTo(0.8, 14);
});
