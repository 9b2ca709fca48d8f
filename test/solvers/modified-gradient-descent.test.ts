import { describe, expect, test } from "vitest";
import { computed } from "../../src/linalg/computing.ts";
import { thinSvd } from "../../src/linalg/decompositions.ts";
import { distance, productNorm } from "../../src/linalg/factored.ts";
import { copyFactors, type Factors } from "../../src/linalg/matrix.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { isBreakdown } from "../../src/problem/asking.ts";
import { randomStart } from "../../src/problem/starting-points.ts";
import { iterations, residualBelow } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { ModifiedGradientDescent, type ModifiedState } from "../../src/solvers/modified-gradient-descent.ts";
import { rankByGap } from "../../src/solvers/parts/rank-by-gap.ts";
import { type RescaledForm, rescaleLeft } from "../../src/solvers/parts/rescale-left.ts";
import { backends } from "../contracts/backends.ts";
import { ask, withDataNorm } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";

const FORMS: RescaledForm[] = ["lift", "flat"];

describe.each(backends)("on %s kernels", (_, kernels) => {
  const { problem, truth } = known(gaussianOperator({ rows: 16, cols: 14, count: 420, seed: 3 }, kernels), 2);
  const whole = withDataNorm(problem);
  const begin = (solver: ModifiedGradientDescent): ModifiedState =>
    ask(whole, solver.start(whole, ask(whole, randomStart({ scale: 0.1, ratio: 1 / 3 })(whole, 5, 0)).result)).result;
  const valuesOf = (factors: Factors): Float64Array => {
    const svd = thinSvd(kernels, factors.left);
    if (isBreakdown(svd)) throw new Error(svd.reason);
    return svd.s;
  };

  test.each(FORMS)("%s: one step changes the factors and not their product, by the rule that needs only y", (form) => {
    const solver = new ModifiedGradientDescent({ form, stepSize: 0.2 });
    const state = begin(solver);
    let before = copyFactors(state.x);
    let residual = Number.NaN;
    for (let step = 0; step < 400 && !state.change.switched; step++) {
      before = copyFactors(state.x);
      residual = state.gradient.residualNorm;
      ask(whole, solver.step(state, whole));
    }
    const { switched, iteration, rank, beta } = state.change;
    expect([switched, rank, iteration]).toEqual([true, 2, state.change.steps]);
    expect(residual / Math.hypot(...problem.measurements)).toBeLessThan(0.02);
    expect(Math.abs(beta - Math.sqrt(0.5))).toBeLessThan(0.02); // σ_r = ½
    expect(distance(kernels, state.x, before) / productNorm(kernels, before)).toBeLessThanOrEqual(1e-15);
    expect(Math.abs(state.gradient.residualNorm - residual)).toBeLessThanOrEqual(1e-13 * residual + 1e-15);

    const [s, old] = [valuesOf(state.x), valuesOf(before)];
    for (const [i, value] of s.entries()) expect(value).toBeCloseTo(form === "flat" ? beta : Math.max(old[i], beta), 12);
    expect(old[4]).toBeLessThan(0.2);
    expect(state.step.size).toBe(0.2);
    const frozen = { ...state.change };
    for (let step = 0; step < 60; step++) ask(whole, solver.step(state, whole));
    expect(state.change).toEqual({ ...frozen, steps: frozen.steps + 60 });
    expect(structuredClone(state)).toEqual(state);
  });

  test.each(FORMS)("%s: columns that are zero take β and leave the product alone", (form) => {
    const x = copyFactors(begin(new ModifiedGradientDescent()).x);
    x.left.data.fill(0, 3 * 16);
    const before = copyFactors(x);
    const sharpness = computed(kernels, rescaleLeft(x, 0.7, form));
    expect(valuesOf(x)[4]).toBeCloseTo(0.7, 12);
    expect(distance(kernels, x, before)).toBeLessThanOrEqual(1e-15 * Math.max(1, productNorm(kernels, before)));
    const other = thinSvd(kernels, x.right);
    if (isBreakdown(other)) throw new Error(other.reason);
    expect(sharpness).toBeCloseTo(valuesOf(x)[0] ** 2 + other.s[0] ** 2, 12);
  });

  test.each(FORMS)("%s: from a start where plain descent crawls it converges", (form) => {
    const policy = { rank: 5, start: randomStart({ scale: 0.01, ratio: 1 / 3 }), stop: residualBelow(1e-9) };
    const run = new ModifiedGradientDescent({ form }).solveSync(problem, policy);
    expect(run.converged).toBe(true);
    expect(run.iterations).toBeLessThan(600);
    expect(distance(kernels, run.estimate, truth)).toBeLessThan(1e-8);
    const plain = new GradientDescent().solveSync(problem, { ...policy, stop: iterations(run.iterations) });
    expect(plain.relativeResidual).toBeGreaterThan(1e-5);
  });

  test("before the switch, with τ out of reach or a gap that is never found, it is plain descent, bit for bit", () => {
    const start = randomStart({ scale: 0.1, ratio: 1 / 3 });
    const plain = new GradientDescent().solveSync(problem, { rank: 5, start, stop: iterations(150) });
    for (const options of [{ tau: 1e-12 }, { gap: 1e12 }]) {
      const run = new ModifiedGradientDescent(options).solveSync(problem, { rank: 5, start, stop: iterations(150) });
      expect(run.estimate).toEqual(plain.estimate);
    }
  });

  test("β may be given; flat's greater sharpness lowers the automatic step, and no step that was given", () => {
    const { problem: steep } = known(gaussianOperator({ rows: 16, cols: 14, count: 420, seed: 3 }, kernels), 2, { condition: 5 });
    const hot = withDataNorm(steep);
    const walk = (options: object) => {
      const solver = new ModifiedGradientDescent({ form: "flat", beta: Math.sqrt(0.2), ...options });
      const state = ask(hot, solver.start(hot, ask(hot, randomStart({ scale: 0.1, ratio: 1 / 3 })(hot, 5, 0)).result)).result;
      for (let step = 0; step < 1500; step++) ask(hot, solver.step(state, hot));
      return state;
    };
    const state = walk({});
    expect(state.change).toMatchObject({ switched: true, beta: Math.sqrt(0.2) });
    expect(state.step.size * hot.operator.scale).toBeCloseTo(1 / (0.2 + 1 / 0.2), 2);
    expect(state.gradient.residualNorm).toBeLessThan(1e-6);
    expect(walk({ stepSize: 0.1 }).step.size).toBe(0.1);
  });
});

test("the largest gap among leading values, never behind the last one", () => {
  expect(rankByGap([1, 0.9, 0.05, 0.01])).toEqual({ rank: 2, gap: 18 });
  expect(rankByGap([1, 0.2, 0.001, 0.00099])).toEqual({ rank: 2, gap: 200 });
  expect(rankByGap([1, 0.9, 0.8])).toMatchObject({ rank: 2 });
  expect(rankByGap([1, 0.04, 1e-9])).toEqual({ rank: 1, gap: 25 });
  expect(rankByGap([1, 0, 0])).toEqual({ rank: 1, gap: Number.POSITIVE_INFINITY });
  for (const none of [[], [1], [0, 0], [Number.NaN, Number.NaN]]) expect(rankByGap(none)).toEqual({ rank: 0, gap: 0 });
});
