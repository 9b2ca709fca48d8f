import { describe, expect, it } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { integrateFlow } from "../../src/theory/flow.ts";
import {
  schurComplementFlowAt,
  schurComplementOf,
  symmetricFlowAt,
  symmetricFlowField,
} from "../../src/theory/symmetric-flow.ts";
import { gaussian } from "../kernels/matrices.ts";

const kernels = openKernels();

describe("the symmetric flow", () => {
  const lambda = Float64Array.of(1, 0.6, 0, -0.4);
  const x0 = matrix(
    4,
    3,
    gaussian(12, 9).map((value) => 0.3 * value),
  );
  const square = (x: typeof x0) => {
    const out = zeros(x.rows, x.rows);
    multiply(kernels, out, x, x, { transB: true });
    return out;
  };

  it("solves the closed form, for eigenvalues of every sign", () => {
    for (const t of [0, 0.1, 2, 10, 30]) {
      const { y } = integrateFlow(symmetricFlowField(kernels, lambda, 3), x0.data, { from: 0, to: t, tolerance: 1e-13 });
      const [flow, closed] = [square(matrix(4, 3, y)), symmetricFlowAt(kernels, lambda, x0, t)];
      if ("reason" in closed) throw new Error(closed.reason);
      for (let i = 0; i < 16; i++) expect(flow.data[i]).toBeCloseTo(closed.data[i], 10);
    }
  });

  it("refuses the closed form where it overflows, and where columns are too few for what grows", () => {
    expect(() => symmetricFlowAt(kernels, lambda, x0, 400)).toThrow(
      /^the closed form is numerically infinite at t = 400: e\^\(2λt\) = e\^800 for λ = 1/,
    );
    const narrow = matrix(4, 1, x0.data.slice(0, 4));
    expect(() => symmetricFlowAt(kernels, lambda, narrow, 30)).toThrow(
      /^the closed form is numerically singular at t = 30: e\^\(2λt\) = e\^60\.0 for λ = 1 is beyond 1000000000000000; integrate the flow, or take t below 17\.3$/,
    );
    const negative = lambda.map((value) => -Math.abs(value));
    expect(() => symmetricFlowAt(kernels, negative, narrow, 1e4)).not.toThrow();
    for (const t of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => symmetricFlowAt(kernels, lambda, x0, t)).toThrow(RangeError);
  });

  it("has a Schur complement with eigenvalues 1/(1/s₀ + 2t)", () => {
    const s0 = matrix(2, 2, Float64Array.of(0.5, 0, 0, 2));
    expect(schurComplementFlowAt(kernels, s0, 3)).toMatchObject({ data: Float64Array.of(1 / 8, 0, 0, 1 / 6.5).map((v) => v) });
    expect(() => schurComplementFlowAt(kernels, s0, -1)).toThrow(RangeError);
    const p = matrix(2, 2, Float64Array.of(4, 2, 2, 3));
    expect(schurComplementOf(kernels, p, 1)).toMatchObject({ rows: 1, cols: 1, data: Float64Array.of(2) });
    expect(schurComplementOf(kernels, matrix(2, 2), 1)).toMatchObject({ reason: expect.stringMatching(/not positive definite/) });
  });
});
