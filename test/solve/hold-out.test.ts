import { describe, expect, test } from "vitest";
import { copyFactors, type Factors } from "../../src/linalg/matrix.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { spectralStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements } from "../../src/problem/synthetic.ts";
import { splitHeldOut } from "../../src/solve/held-out.ts";
import type { Snapshot } from "../../src/solve/snapshot.ts";
import { anyOf, defaultStop, holdOut, iterations } from "../../src/solve/stop-rules.ts";
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
