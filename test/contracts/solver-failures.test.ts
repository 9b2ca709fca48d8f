import { describe, expect, test } from "vitest";
import { zeros } from "../../src/linalg/matrix.ts";
import type { MeasurementOperator } from "../../src/operators/operator.ts";
import { createProblem, maximumRank, type Problem } from "../../src/problem/problem.ts";
import { spectralStart } from "../../src/problem/starting-points.ts";
import { defaultStop, iterations } from "../../src/solve/stop-rules.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { backends, portableBackend } from "./backends.ts";
import { fitFor, numbersOf, pairs, type SolverName, solverNamed, withDataNorm } from "./by-hand.ts";
import { cases } from "./problems.ts";

type Flaw = (out: Parameters<MeasurementOperator["gradient"]>[3]) => void;

const FLAWS: Record<string, Flaw> = {
  "NaN in a gradient": (out) => (out.left.data[1] = Number.NaN),
  "an infinity in a gradient": (out) => (out.right.data[0] = out.left.data[0] = Number.POSITIVE_INFINITY),
  "NaN as the value": (out) => (out.value = Number.NaN),
};

/** Ten times a good step or more, of solvers whose step is not ½/‖𝒜*(y)‖₂. */
const TOO_LARGE: Record<string, number> = {
  "scaled-gd": 5,
  "scaled-gd-symmetric": 5,
  "prec-gd": 5,
  apgd: 5,
  subgm: 20,
  "subgm-symmetric": 20,
  iht: 20,
  "trained-rank-pruning": 20,
  galore: 20,
  fira: 1e200, // Adam's steps have the length of η whatever the gradient
  svt: 20,
  opsa: 1e8, // the steps have this length whatever the residual, and shrink
};

/** The problem whose operator spoils its answer to the k-th gradient, and every one after it. */
function spoiled(problem: Problem, k: number, flaw: Flaw): Problem {
  let asked = 0;
  const { operator } = problem;
  const faulty: MeasurementOperator = {
    ...operator,
    answerAsync: undefined,
    gradient: (x, y, loss, out) => {
      operator.gradient(x, y, loss, out);
      if (++asked >= k) flaw(out);
    },
  };
  return { ...problem, operator: faulty };
}

/** How many gradients the start and so many steps ask for. */
function gradientsIn(solver: ReturnType<typeof solverNamed>, problem: Problem, rank: number, steps: number): number {
  let asked = 0;
  const { operator } = problem;
  const gradient: MeasurementOperator["gradient"] = (...question) => {
    asked++;
    operator.gradient(...question);
  };
  solver.solveSync(
    { ...problem, operator: { ...operator, answerAsync: undefined, gradient } },
    { rank, stop: iterations(steps) },
  );
  return asked;
}

describe.each(backends)("on %s kernels", (_, kernels) => {
  describe.each(pairs)("%s: %s", (name, _problem, { make }) => {
    const { problem, rank } = make(kernels);
    const solver = solverNamed(name);

    test.each(Object.entries(FLAWS))("%s ends in a status, with the last finite iterate", (_title, flaw) => {
      const policy = { rank, stop: iterations(30) };
      const run = solver.solveSync(spoiled(problem, 1 + gradientsIn(solver, problem, rank, 4), flaw), policy);
      expect(["diverged", "breakdown"]).toContain(run.status);
      expect(run.converged).toBe(false);
      // A step that breaks down makes no row of its own.
      const rows = run.status === "breakdown" ? 4 : 5;
      expect([run.iterations, run.iteration]).toEqual([rows, 4]);
      expect(run.reason).toMatch(/iteration 5/);
      expect(run.history.length).toBe(rows + 1);
      expect(numbersOf(run.estimate).every(Number.isFinite)).toBe(true);
      expect(run.estimate).toEqual(solver.solveSync(problem, { ...policy, stop: iterations(4) }).estimate);
      expect(run.relativeResidual).toBe(run.history.get("relativeResidual", 4));
    });

    test("NaN from a spectral start, where plain descent backtracks, is divergence too", () => {
      const run = solver.solveSync(spoiled(problem, 6, FLAWS["NaN as the value"]), {
        rank,
        start: spectralStart(),
        stop: iterations(30),
      });
      expect([run.status, run.converged]).toEqual(["diverged", false]);
    });

    test.each(Object.entries(FLAWS))("%s from the start ends in a status", (_title, flaw) => {
      const run = solver.solveSync(spoiled(problem, 1, flaw), { rank, start: spectralStart() });
      expect([run.status, run.converged, run.iterations]).toEqual(["diverged", false, 0]);
      expect(numbersOf(run.estimate).every(Number.isFinite)).toBe(true);
    });

    test.runIf("stepSize" in solver.options)("a step ten times too large diverges", () => {
      const auto = 0.5 / withDataNorm(problem).dataNorm!;
      // Mirror descent orbits at ten times its step.
      const stepSize = TOO_LARGE[name] ?? (solver.carries === "matrix" ? 1e4 : 10) * auto;
      const run = solverNamed(name, { stepSize }).solveSync(problem, { rank, stop: defaultStop({ maxIterations: 3000 }) });
      expect([run.status, run.converged]).toEqual(["diverged", false]);
      expect(run.reason).toMatch(/iteration \d+/);
      expect(numbersOf(run.estimate).every(Number.isFinite)).toBe(true);
      expect(run.warnings).toEqual([]);
    });

    test("after a run that failed the solver works again", () => {
      const policy = { rank, stop: iterations(8) };
      const before = solver.solveSync(problem, policy);
      solver.solveSync(spoiled(problem, 3, FLAWS["NaN as the value"]), policy);
      expect(solver.solveSync(problem, policy).estimate).toEqual(before.estimate);
    });

    test("ranks that do not exist are refused", async () => {
      const most = maximumRank(problem);
      for (const bad of [0, -1, 1.5, Number.NaN, most + 1, Number.POSITIVE_INFINITY]) {
        const message = `the rank is an integer from 1 to ${most}, got ${bad}`;
        expect(() => solver.solveSync(problem, { rank: bad })).toThrow(message);
        await expect(solver.solve(problem, { rank: bad })).rejects.toThrow(RangeError);
      }
      const unknown = createProblem({ ...problem, truth: undefined });
      expect(solver.solveSync(problem, { rank: most, stop: iterations(2) }).rank).toBe(most);
      if (solver.carries === "matrix") expect(solver.solveSync(unknown, { stop: iterations(1) }).rank).toBe(most);
      else {
        expect(() => solver.solveSync(unknown)).toThrow(`no rank is given; it is an integer from 1 to ${most}`);
        expect(solver.solveSync(problem, { stop: iterations(1) }).rank).toBe(rank); // that of the truth
      }
    });

    test("starts of another shape, not finite, or zero are refused", () => {
      const { rows, cols } = problem.operator;
      const start = (n1: number, n2: number, k: number, l = k) => ({ left: zeros(n1, k), right: zeros(n2, l) });
      for (const bad of [
        start(rows + 1, cols, rank),
        start(rows, cols + 1, rank),
        start(rows, cols, rank + 1),
        start(rows, cols, rank, rank + 1),
      ])
        expect(() => solver.solveSync(problem, { rank, start: bad })).toThrow(
          /^the start is \d+×\d+ and \d+×\d+; rank \d+ of this problem takes/,
        );
      expect(() => solver.solveSync(problem, { rank, start: start(rows, cols, rank) })).toThrow(
        "the start is zero, which is a stationary point of every factorized loss",
      );
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const bad = start(rows, cols, rank);
        bad.left.data[3] = value;
        expect(() => solver.solveSync(problem, { rank, start: bad })).toThrow(
          `number 3 of the start is ${value}; every number must be finite`,
        );
      }
    });

    test("seeds that are none are refused before the first iteration", () => {
      for (const seed of [1.5, "x", ""]) {
        let reported = 0;
        expect(() => solver.solveSync(problem, { rank, seed, stop: iterations(3), onProgress: () => reported++ })).toThrow(
          /a seed is an integer/,
        );
        expect(reported).toBe(0);
      }
    });
  });
});

describe.each(Object.keys(solvers))("%s", (name) => {
  const { parameters } = solvers[name as SolverName];
  const solver = solverNamed(name);

  test("takes problems of its own form alone", async () => {
    const other = fitFor(name, cases.find(({ form }) => form !== solver.form)!.make(portableBackend).problem);
    expect(() => solver.solveSync(other, { rank: 1 })).toThrow(RangeError);
    expect(() => solver.solveSync(other, { rank: 1 })).toThrow(
      `this problem is ${solver.form === "symmetric" ? "not " : ""}symmetric, which ${solver.counterpart} takes`,
    );
    expect(solverNamed(solver.counterpart!).form).not.toBe(solver.form);
    await expect(solver.solve(other, { rank: 1 })).rejects.toThrow(name);
    expect(() => solver.iterate(other, { rank: 1 })).toThrow(name);
  });

  test("refuses options it does not have, with a suggestion, and values that are not allowed", () => {
    const known = Object.keys(parameters);
    expect(() => solverNamed(name, { colour: 1 })).toThrow(
      `${name} has no option "colour"; ${known.length > 0 ? `its options are ${known.join(", ")}` : "it has no options"}`,
    );
    if (!("stepSize" in parameters)) return;
    expect(() => solverNamed(name, { stepsize: 1 })).toThrow(`${name} has no option "stepsize"; did you mean "stepSize"?`);
    for (const bad of [0, -1, "x", null, true, {}, "0x10"])
      expect(() => solverNamed(name, { stepSize: bad })).toThrow(`${name}: stepSize is ${parameters.stepSize.allowed}, got `);
    expect(() => solverNamed(name, { stepSize: Number.NaN })).toThrow("got NaN");
    expect(solverNamed(name, { stepSize: "0.25" }).options).toHaveProperty("stepSize", 0.25);
  });
});
