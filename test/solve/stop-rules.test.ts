import { describe, expect, test } from "vitest";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem, degreesOfFreedom } from "../../src/problem/problem.ts";
import { randomStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements } from "../../src/problem/synthetic.ts";
import type { Snapshot } from "../../src/solve/snapshot.ts";
import {
  anyOf,
  defaultStop,
  diverged,
  gradientBelow,
  holdOut,
  iterations,
  residualBelow,
  seconds,
  stalledFor,
} from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { ScaledGradientDescent } from "../../src/solvers/scaled-gradient-descent.ts";
import { Table } from "../../src/table/table.ts";
import { portableBackend } from "../contracts/backends.ts";
import { withDataNorm } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";

const { problem, truth } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, portableBackend), 2);

/** A snapshot after these rows. Rules read the history alone. */
function snapshotOf(rows: Record<string, number>[]): Snapshot {
  const history = new Table();
  for (const [iteration, row] of rows.entries())
    history.append({ iteration, seconds: iteration, relativeResidual: 1, relativeGradient: 1, value: 1, ...row });
  const gradient = { left: truth.left, right: truth.right, value: 0, residualNorm: 0 };
  return { iteration: rows.length - 1, problem, state: { x: truth, gradient }, history };
}

const many = (count: number, row: (i: number) => Record<string, number>) =>
  snapshotOf(Array.from({ length: count }, (_, i) => row(i)));

describe("each rule alone", () => {
  test("residualBelow", () => {
    expect(residualBelow(1e-3)(snapshotOf([{ relativeResidual: 1.001e-3 }]))).toBeUndefined();
    expect(residualBelow(1e-3)(snapshotOf([{ relativeResidual: 1e-3 }]))).toEqual({
      status: "converged",
      reason: "the relative residual 0.00100 is below 0.00100",
    });
    expect(residualBelow(1e-3)(snapshotOf([{ relativeResidual: Number.NaN }]))).toBeUndefined();
  });

  test("gradientBelow", () => {
    expect(gradientBelow(1e-12)(snapshotOf([{ relativeGradient: 2e-12 }]))).toBeUndefined();
    expect(gradientBelow(1e-12)(snapshotOf([{ relativeGradient: 1e-13 }]))?.status).toBe("stationary");
    expect(gradientBelow(1e-12)(snapshotOf([{ relativeGradient: Number.NaN }]))).toBeUndefined();
  });

  test("diverged", () => {
    expect(diverged(1e6)(snapshotOf([{ value: 1 }, { value: 1e6 }]))).toBeUndefined();
    const verdict = diverged(1e6)(snapshotOf([{ value: 1 }, { value: 1.1e6 }]));
    expect(verdict?.status).toBe("diverged");
    expect(verdict?.reason).toMatch(/from 1\.00 to 1\.10e\+6 by iteration 1/);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(diverged(1e6)(snapshotOf([{ value: 1 }, { value: bad }]))?.status).toBe("diverged");
      expect(diverged(1e6)(snapshotOf([{ value: 1 }, { relativeGradient: bad }]))?.status).toBe("diverged");
    }
  });

  test("iterations and seconds", () => {
    expect(iterations(3)(many(3, () => ({})))).toBeUndefined();
    expect(iterations(3)(many(4, () => ({})))).toMatchObject({
      status: "budget",
      reason: expect.stringContaining("3 iterations"),
    });
    expect(seconds(2.5)(many(3, () => ({})))).toBeUndefined();
    expect(seconds(2.5)(many(4, () => ({})))).toMatchObject({ status: "budget", reason: expect.stringContaining("2.5 seconds") });
  });

  test("stalledFor waits for a whole window without progress", () => {
    const rest = (i: number) => ({ value: 1, relativeGradient: 1e-6 / (i + 1) });
    expect(stalledFor(20)(many(20, rest))).toBeUndefined();
    expect(stalledFor(20)(many(21, rest))?.status).toBe("stalled");
    expect(stalledFor(20)(many(21, (i) => ({ ...rest(i), value: 1 - 1e-11 * i })))).toBeUndefined();
    expect(stalledFor(20)(many(21, (i) => ({ ...rest(i), value: 1 - 1e-13 * i })))?.status).toBe("stalled");
  });

  test("stalledFor goes on where the gradient grows, at a saddle", () => {
    expect(stalledFor(20)(many(21, (i) => ({ value: 1, relativeGradient: 1e-9 * 1.1 ** i })))).toBeUndefined();
    expect(stalledFor(20)(many(21, (i) => ({ value: 1, relativeGradient: 1e-9 * 0.9 ** i })))?.status).toBe("stalled");
  });

  test("stalledFor goes on while X grows from next to nothing, and not where the residual is of another size", () => {
    const rows = (relativeResidual: number, relativeGradient: number) =>
      many(21, () => ({ value: 1, relativeGradient, relativeResidual }));
    expect(stalledFor(20)(rows(1, 0.9))).toBeUndefined();
    expect(stalledFor(20)(rows(1, 0.1))?.status).toBe("stalled");
    expect(stalledFor(20)(rows(0.9, 0.9))?.status).toBe("stalled");
  });

  test("stalledFor sees bounded oscillation, and a value that rests at zero", () => {
    expect(stalledFor(20)(many(41, (i) => ({ value: 1 + 0.3 * (i % 2), relativeGradient: 0.1 + 0.01 * (i % 2) })))?.status).toBe(
      "stalled",
    );
    const orbits = stalledFor(20)(many(41, (i) => ({ value: 1 + 0.3 * (i % 2), relativeGradient: 0.1 })));
    expect(orbits?.reason).toMatch(/; it goes up and down between 1\.00 and 1\.30, so a smaller step may help$/);
    expect(stalledFor(20)(many(41, () => ({ value: 1, relativeGradient: 0.1 })))?.reason).not.toMatch(/up and down/);
    expect(stalledFor(20)(many(41, () => ({ value: 0, relativeGradient: 0, relativeResidual: 0 })))?.status).toBe("stalled");
  });

  test("anyOf takes the first, and at most one that holds out", () => {
    const both = anyOf(iterations(1), residualBelow(2));
    expect(both(snapshotOf([{}]))?.status).toBe("converged");
    expect(both(snapshotOf([{}, {}]))?.status).toBe("budget");
    expect(() => anyOf(holdOut(), anyOf(holdOut(0.2)))).toThrow("only one rule may hold measurements out");
    expect(anyOf(anyOf(holdOut(0.2, 7))).heldOut).toEqual({ fraction: 0.2, seed: 7 });
    expect(both.heldOut).toBeUndefined();
    for (const fraction of [0, 1, -0.1, Number.NaN])
      expect(() => holdOut(fraction)).toThrow(`holdOut needs 0 < fraction < 1, got ${fraction}`);
  });
});

describe("runs end", () => {
  test("converged, by the default rules", () => {
    const run = new GradientDescent().solveSync(problem, { rank: 2 });
    expect([run.status, run.converged]).toEqual(["converged", true]);
    expect(run.relativeResidual).toBeLessThanOrEqual(1e-9);
    expect(run.reason).toMatch(/relative residual \S+ is below 1\.00e-9/);
  });

  test("stationary, at the best fit to noisy data", () => {
    const noisy = createProblem({
      operator: problem.operator,
      measurements: syntheticMeasurements(problem.operator, truth, 0.1, 3),
    });
    const run = new GradientDescent().solveSync(noisy, { rank: 2 });
    expect([run.status, run.converged]).toEqual(["stationary", true]);
    expect(run.relativeResidual).toBeGreaterThan(0.01);
    expect(run.history.get("relativeGradient", run.iteration)).toBeLessThanOrEqual(1e-12);
  });

  test("stalled where nothing else fits: a bounded oscillation", () => {
    const { problem: even } = known(gaussianOperator({ rows: 20, cols: 20, count: 600, seed: 3 }, portableBackend), 2, {
      condition: 1,
    });
    const run = new GradientDescent({ stepSize: 1 / withDataNorm(even).dataNorm! }).solveSync(even, { rank: 2 });
    expect([run.status, run.converged]).toEqual(["stalled", false]);
    expect(run.iterations).toBeLessThan(5000);
  });

  test("budget and divergence", () => {
    expect(new GradientDescent().solveSync(problem, { rank: 2, stop: iterations(7) })).toMatchObject({
      status: "budget",
      iterations: 7,
      iteration: 7,
      converged: false,
    });
    expect(new GradientDescent().solveSync(problem, { rank: 2, stop: iterations(0) })).toMatchObject({
      status: "budget",
      iterations: 0,
    });
    expect(new GradientDescent().solveSync(problem, { rank: 2, stop: seconds(0) }).status).toBe("budget");
    const blownUp = new ScaledGradientDescent({ stepSize: 5 }).solveSync(problem, { rank: 2 });
    expect(blownUp.status).toBe("diverged");
    expect(blownUp.warnings).toEqual([]);
    // The first half of the rows is too few for the largest rank, and the advice to take a smaller step would not do.
    const few = createProblem({
      operator: problem.operator.restrict(Int32Array.from({ length: 30 }, (_, i) => i)),
      measurements: problem.measurements.slice(0, 30),
    });
    expect(degreesOfFreedom(few, 5)).toBeGreaterThan(30);
    const undetermined = new ScaledGradientDescent({ stepSize: 5 }).solveSync(few, { rank: 5 });
    expect(undetermined.status).toMatch(/diverged|breakdown/);
    expect(undetermined.warnings.map(({ code }) => code)).toEqual(["underdetermined"]);
  });

  test("a factor that lost its rank is a breakdown", () => {
    const left = { rows: 12, cols: 2, data: new Float64Array(24) };
    left.data.fill(1, 0, 12);
    const run = new ScaledGradientDescent().solveSync(problem, {
      start: { left, right: { rows: 10, cols: 2, data: new Float64Array(20).map((_, i) => (i < 10 ? 1 : 0)) } },
    });
    expect([run.status, run.converged, run.iterations]).toEqual(["breakdown", false, 0]);
    expect(run.reason).toMatch(/a factor lost rank: minor 2 of its Gram matrix is not positive \(iteration 1\)/);
    expect(run.estimate.left).toEqual(left);
  });

  test("not at a saddle: a small start on an ill-conditioned problem passes a plateau and converges", () => {
    const { problem: ill } = known(gaussianOperator({ rows: 14, cols: 14, count: 600, seed: 4 }, portableBackend), 2, {
      condition: 10,
    });
    const run = new GradientDescent().solveSync(ill, { rank: 2, start: randomStart({ scale: 1e-12 }), stop: defaultStop() });
    const value = run.history.column("value");
    let longest = 0;
    for (let i = 1, rest = 0; i < value.length; i++)
      longest = Math.max(longest, (rest = value[i - 1] - value[i] < 1e-5 * value[i - 1] ? rest + 1 : 0));
    expect(longest).toBeGreaterThan(100);
    expect(run.status).toBe("converged");
  });

  test("tiny data are judged as their multiples are", () => {
    const rank = { rank: 2, stop: defaultStop({ maxIterations: 30 }) };
    const plain = new ScaledGradientDescent().solveSync(problem, rank);
    for (const k of [-200, 200]) {
      const scaled = createProblem({ operator: problem.operator, measurements: problem.measurements.map((v) => v * 4 ** k) });
      const run = new ScaledGradientDescent().solveSync(scaled, rank);
      expect([run.status, run.iterations]).toEqual([plain.status, plain.iterations]);
    }
  });

  test.each([-300, 300])("data whose squares leave double precision are refused (4^%i)", (k) => {
    const measurements = problem.measurements.map((v) => v * 4 ** k);
    expect(() => createProblem({ operator: problem.operator, measurements })).toThrow(/have norm .*; rescale them/);
  });
});
