import { describe, expect, test } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { copyFactors, type Factors } from "../../src/linalg/matrix.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { spectralStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { splitHeldOut } from "../../src/solve/held-out.ts";
import type { Snapshot } from "../../src/solve/snapshot.ts";
import { anyOf, defaultStop, holdOut, iterations, residualBelow } from "../../src/solve/stop-rules.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { numbersOf, pairs, solverNamed } from "../contracts/by-hand.ts";
import { cases } from "../contracts/problems.ts";

describe.each(backends)("held-out stopping on %s kernels", (_, kernels) => {
  test.each(pairs)("returns the iterate at the minimum: %s: %s", (name, _problem, { make }) => {
    const { problem, truth, rank } = make(kernels);
    const noisy = createProblem({ ...problem, measurements: syntheticMeasurements(problem.operator, truth, 0.3, 9) });
    const before = [...noisy.measurements];
    const seen: Factors[] = [];
    const record = [{ columns: ({ state }: Snapshot) => ({ seen: seen.push(copyFactors(state.x)) }) }];
    const searched = rank + 1;
    const run = solverNamed(name).solveSync(noisy, {
      rank: searched,
      stop: anyOf(holdOut(0.2, 3, 30), iterations(300)),
      record,
      start: spectralStart(),
    });
    const held = run.history.column("heldOutResidual");
    const lowest = held.indexOf(Math.min(...held));
    expect(run.iteration).toBe(lowest);
    expect(numbersOf(run.estimate)).toEqual(numbersOf(seen[lowest]));
    expect(run.heldOutResidual).toBe(held[lowest]);
    expect(run.relativeResidual).toBe(run.history.get("relativeResidual", lowest));
    expect([...noisy.measurements]).toEqual(before);
    expect(["validated", "budget"]).toContain(run.status);
    if (run.status === "validated") {
      expect(run.converged).toBe(true);
      expect(run.iterations).toBeGreaterThanOrEqual(30);
      expect(run.reason).toContain(`at iteration ${lowest} of ${run.iterations}`);
    }
    // The column recomputes, over the measurements that the split names.
    const { fitted, heldOut } = splitHeldOut(noisy, { fraction: 0.2, seed: 3 });
    expect(fitted.measurements.length + heldOut.out.length).toBe(noisy.operator.count);
    heldOut.operator.measure(run.estimate, heldOut.out);
    expect(heldOut.residual()).toBe(held[lowest]);
  });
});

const { problem, rank } = cases[0].make(portableBackend);
const solver = solverNamed("gd");

test("the split depends on its own seed alone", () => {
  const held = (seed: number, run: number) =>
    solver
      .solveSync(problem, { rank, seed: run, start: spectralStart(), stop: anyOf(holdOut(0.1, seed), iterations(3)) })
      .history.column("heldOutResidual");
  expect(held(1, 0)).toEqual(held(1, 5));
  expect(held(1, 0)).not.toEqual(held(2, 0));
});

test("a split is disjoint and whole", () => {
  const marked = createProblem({ operator: problem.operator, measurements: Float64Array.from({ length: 240 }, (_, i) => i + 1) });
  const { fitted, heldOut } = splitHeldOut(marked, { fraction: 0.25, seed: 4 });
  expect(fitted.measurements.length).toBe(180);
  expect(heldOut.out.length).toBe(60);
  const all = new Float64Array(240);
  problem.operator.measure(problem.truth as Factors, all);
  fitted.operator.measure(
    problem.truth as Factors,
    fitted.measurements.map(() => 0),
  );
  const judged = new Float64Array(60);
  heldOut.operator.measure(problem.truth as Factors, judged);
  const kept = new Float64Array(180);
  fitted.operator.measure(problem.truth as Factors, kept);
  expect([...kept, ...judged].sort()).toEqual([...all].sort());
  for (const [i, y] of fitted.measurements.entries()) expect(kept[i]).toBe(all[y - 1]);
});

test("parts that would be empty, and two rules that hold out, are refused", async () => {
  const tiny = cases[0].make(portableBackend);
  const few = createProblem({
    operator: tiny.problem.operator.restrict(Int32Array.of(0, 1, 2)),
    measurements: tiny.problem.measurements.slice(0, 3),
  });
  for (const fraction of [0.1, 0.9])
    expect(() => solver.solveSync(few, { rank: 1, stop: holdOut(fraction) })).toThrow(
      `holding out ${fraction} of 3 measurements leaves a part empty`,
    );
  expect(() => anyOf(holdOut(), defaultStop(), holdOut())).toThrow("only one rule");
  await expect(solver.solve(few, { rank: 1, stop: holdOut(0.01) })).rejects.toThrow(RangeError);
});

describe("the verdict of a run with held-out data is on the iterate that it returns", () => {
  const operator = gaussianOperator({ rows: 10, cols: 8, count: 60, seed: 5 }, portableBackend);
  const truth = syntheticTruth(operator, { rank: 1, seed: 6 });
  const gd = solverNamed("gd");

  test("noise alone is predicted no better than by zero, and nothing is validated", () => {
    const none = { left: truth.left, right: { ...truth.right, data: truth.right.data.map(() => 0) } };
    const measurements = syntheticMeasurements(operator, none, 1, 7);
    for (const others of [defaultStop(), residualBelow(1e-6)]) {
      const run = gd.solveSync(createProblem({ operator, measurements }), { rank: 8, stop: anyOf(holdOut(0.2, 1, 50), others) });
      expect([run.status, run.converged]).toEqual(["stalled", false]);
      expect(run.reason).toMatch(/no better than by zero/);
    }
  });

  test("a rule that the last iterate satisfies claims nothing of an earlier one", () => {
    const measurements = syntheticMeasurements(operator, truth, 0.2, 7);
    const stop = anyOf(holdOut(0.2, 1, 1_000_000), residualBelow(1e-6), iterations(20_000));
    const run = gd.solveSync(createProblem({ operator, measurements }), { rank: 8, stop });
    expect(run.iteration).toBeLessThan(run.iterations);
    expect(run.relativeResidual).toBeGreaterThan(1e-3);
    expect(run.status).toBe("validated");
    expect(run.reason).toMatch(/at iteration \d+ of \d+, where the relative residual .* is below/);
  });

  test("a saddle on the way is survived", () => {
    const [rows, cols] = [30, 25];
    const positions = Array.from({ length: rows * cols }, (_, at) => at).filter(
      (at) => (Math.imul(at, 2654435761) >>> 16) % 10 < 6,
    );
    const at = { row: Int32Array.from(positions, (p) => p % rows), col: Int32Array.from(positions, (p) => Math.floor(p / rows)) };
    const table = entrySampling({ rows, cols, ...at }, portableBackend);
    const both = syntheticTruth(table, { rank: 2, condition: 100, seed: 2 });
    const whole = createProblem({ operator: table, measurements: syntheticMeasurements(table, both), truth: both });
    const run = gd.solveSync(whole, { rank: 4, stop: anyOf(holdOut(0.1, 0), defaultStop({ maxIterations: 6000 })) });
    expect(relativeErrorOf(whole, run.estimate)).toBeLessThan(2e-3); // the first component alone leaves 1e-2
  });
});
