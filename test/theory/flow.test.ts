import { describe, expect, it } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { type FlowField, integrateFlow } from "../../src/theory/flow.ts";
import {
  flowFactors,
  flowVector,
  perturbedFlowField,
  perturbedFlowTime,
  sensedFlowField,
} from "../../src/theory/perturbed-flow.ts";
import { gaussian } from "../kernels/matrices.ts";

const kernels = openKernels();

describe("the integrator", () => {
  const rotation: FlowField = (_, y, out) => {
    out[0] = -y[1];
    out[1] = y[0];
  };

  it("turns a circle and comes back, within what the tolerance allows", () => {
    for (const tolerance of [1e-6, 1e-9, 1e-12]) {
      const y0 = Float64Array.of(1, 0);
      const { y, reached, time, steps } = integrateFlow(rotation, y0, { from: 0, to: 20 * Math.PI, tolerance });
      expect([reached, time]).toEqual([true, 20 * Math.PI]);
      expect(Math.hypot(y[0] - 1, y[1])).toBeLessThan(10 * steps * tolerance);
      expect([...y0]).toEqual([1, 0]);
    }
  });

  it("knows the time, and takes longer steps where the field is slow", () => {
    const forced: FlowField = (t, _, out) => (out[0] = Math.cos(t));
    expect(integrateFlow(forced, new Float64Array(1), { from: 1, to: 3 }).y[0]).toBeCloseTo(Math.sin(3) - Math.sin(1), 9);
    const slowing: FlowField = (_, y, out) => (out[0] = -y[0] * y[0]);
    const { y, steps } = integrateFlow(slowing, Float64Array.of(1), { from: 0, to: 1e6 });
    expect(Math.abs(y[0] * (1 + 1e6) - 1)).toBeLessThan(1e-3);
    expect(steps).toBeLessThan(2000);
  });

  it("does nothing between one time and itself", () => {
    expect(integrateFlow(rotation, Float64Array.of(1, 2), { from: 3, to: 3 })).toMatchObject({
      reached: true,
      steps: 0,
      time: 3,
    });
  });

  it("says so where its tolerance cannot be met", () => {
    const exploding: FlowField = (_, y, out) => (out[0] = y[0] * y[0]); // y = 1/(1 − t)
    const blown = integrateFlow(exploding, Float64Array.of(1), { from: 0, to: 2 });
    expect(blown.reached).toBe(false);
    expect(blown.reason).toMatch(/^the tolerance 1e-10 cannot be met/);
    expect(Math.abs(blown.time - 1)).toBeLessThan(1e-3);
    const few = integrateFlow(rotation, Float64Array.of(1, 0), { from: 0, to: 100, maxSteps: 20 });
    expect(few).toMatchObject({ reached: false, reason: expect.stringMatching(/within 20 steps: they came to t = /) });
    const poisoned: FlowField = (_, __, out) => (out[0] = Number.NaN);
    expect(integrateFlow(poisoned, Float64Array.of(1), { from: 0, to: 1 }).reached).toBe(false);
  });

  it("refuses what no arithmetic in doubles can meet, and what is no start", () => {
    const flow = (y0: readonly number[], options: object) =>
      integrateFlow(rotation, Float64Array.from(y0), { from: 0, to: 1, ...options });
    expect(() => flow([1, 0], { tolerance: 1e-20 })).toThrow("a flow's tolerance is at least 2⁻⁵²");
    expect(flow([1, 0], { tolerance: 1e-15 }).y[0]).toBeCloseTo(Math.cos(1), 13);
    expect(() => flow([1, Number.NaN], {})).toThrow("got y0[1] = NaN");
    for (const firstStep of [0, -1, Number.NaN]) expect(() => flow([1, 0], { firstStep })).toThrow("firstStep > 0");
    for (const maxSteps of [0, 1.5, Number.NaN]) expect(() => flow([1, 0], { maxSteps })).toThrow("an integer maxSteps ≥ 1");
  });

  it("refuses to run backward, and tolerances that are none", () => {
    for (const [from, to] of [
      [1, 0],
      [0, Number.NaN],
      [0, Number.POSITIVE_INFINITY],
    ])
      expect(() => integrateFlow(rotation, new Float64Array(2), { from, to })).toThrow(RangeError);
    for (const tolerance of [0, -1, Number.NaN])
      expect(() => integrateFlow(rotation, new Float64Array(2), { from: 0, to: 1, tolerance })).toThrow("tolerance > 0");
  });
});

describe("the perturbed flow", () => {
  const shape = { rows: 6, cols: 5, k: 4 };
  const operator = gaussianOperator({ rows: 6, cols: 5, count: 60, seed: 1 }, kernels);
  const truth = syntheticTruth(operator, { rank: 2, seed: 1 });
  const measurements = syntheticMeasurements(operator, truth);
  const m = zeros(6, 5);
  multiply(kernels, m, truth.left, truth.right, { transB: true });
  const y0 = gaussian(44, 7).map((value) => 0.3 * value);

  it("with the P of sensing is minus the gradient: P = (I − 𝒜*𝒜)(LRᵀ − M)", () => {
    const x = flowFactors(shape, y0);
    const error = matrix(6, 5, m.data.slice());
    multiply(kernels, error, x.left, x.right, { transB: true, beta: -1 });
    // 𝒜*𝒜(error), entry by entry.
    const identity = (n: number) =>
      matrix(
        n,
        n,
        Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
      );
    const seen = new Float64Array(60);
    operator.measure({ left: error, right: identity(5) }, seen);
    const back = { left: zeros(6, 5), right: zeros(5, 5) };
    operator.pullback(seen, { left: zeros(6, 5), right: identity(5) }, back);
    const pulled = matrix(
      6,
      5,
      m.data.map((value, i) => value + error.data[i] - back.left.data[i]),
    );
    const [a, b] = [new Float64Array(44), new Float64Array(44)];
    perturbedFlowField(kernels, shape, pulled)(0, y0, a);
    sensedFlowField(operator, shape, measurements)(0, y0, b);
    for (let i = 0; i < 44; i++) expect(a[i]).toBeCloseTo(b[i], 12);
  });

  it("is what gradient descent follows, to first order in its step", () => {
    const problem = createProblem({ operator, measurements, truth });
    const flow = integrateFlow(sensedFlowField(operator, shape, measurements), y0, { from: 0, to: 4 }).y;
    const gap = (stepSize: number) => {
      const { estimate } = new GradientDescent({ stepSize }).solveSync(problem, {
        start: flowFactors(shape, y0.slice()),
        stop: iterations(Math.round(4 / stepSize)),
      });
      return Math.hypot(...flowVector(estimate).map((value, i) => value - flow[i]));
    };
    expect(Math.abs(gap(0.02) / gap(0.01) - 2)).toBeLessThan(0.1);
  });

  it("follows a P that is a function of time, as the same function cut into pieces does in the limit", () => {
    const at = (t: number) =>
      matrix(
        6,
        5,
        m.data.map((value, i) => value + 0.2 * Math.cos(3 * t + i)),
      );
    const smooth = integrateFlow(perturbedFlowField(kernels, shape, at), y0, { from: 0, to: 2 }).y;
    const cut = (pieces: number) => {
      let y: Float64Array = y0;
      for (let p = 0; p < pieces; p++) {
        const [from, to] = [(2 * p) / pieces, (2 * (p + 1)) / pieces];
        y = integrateFlow(perturbedFlowField(kernels, shape, at((from + to) / 2)), y, { from, to, firstStep: to - from }).y;
      }
      return Math.hypot(...y.map((value, i) => value - smooth[i]));
    };
    expect(cut(20)).toBeLessThan(1e-2);
    expect(Math.abs(cut(20) / cut(40) - 4)).toBeLessThan(0.2); // the midpoint of each piece is off by its length squared
    expect(() => perturbedFlowField(kernels, shape, () => zeros(5, 6))(0, y0, new Float64Array(44))).toThrow(RangeError);
  });

  it("has a stated time only from a small start", () => {
    expect(perturbedFlowTime(0.5, 1e-3)).toBeCloseTo(131.2236, 3);
    for (const start of [0, -1, 0.8, Number.NaN]) expect(() => perturbedFlowTime(0.5, start)).toThrow("0 < a₀² < σ_r");
  });
});
