import { describe, expect, test } from "vitest";
import type { Factors } from "../../src/linalg/matrix.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { type Asking, isBreakdown } from "../../src/problem/asking.ts";
import type { Problem } from "../../src/problem/problem.ts";
import { randomStart, spectralStart } from "../../src/problem/starting-points.ts";
import { anyOf, defaultStop, iterations } from "../../src/solve/stop-rules.ts";
import { type DescentState, GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";
import { backends } from "../contracts/backends.ts";
import { ask, pairs, solverNamed, spectral, withDataNorm } from "../contracts/by-hand.ts";
import { known } from "../contracts/problems.ts";

/** Descent whose automatic step begins at c/‖𝒜*(y)‖₂. */
class Hot extends GradientDescent {
  last: DescentState | undefined;

  constructor(private readonly c: number) {
    super();
  }

  override *start(problem: Problem, x0: Factors): Asking<DescentState> {
    const state = yield* super.start(problem, x0);
    if (isBreakdown(state)) return state;
    state.step.size = this.c / problem.dataNorm!;
    this.last = state;
    return state;
  }
}

describe.each(backends)("the automatic step on %s kernels", (_, kernels) => {
  const { problem } = known(gaussianOperator({ rows: 20, cols: 20, count: 600, seed: 3 }, kernels), 2, { condition: 1 });
  const norm = withDataNorm(problem).dataNorm!;

  test("is ½/‖𝒜*(y)‖₂, and from a small start lowers the value every time", () => {
    const whole = withDataNorm(problem);
    const start = ask(whole, randomStart()(whole, 4, 0)).result;
    const { result: state } = ask(whole, new GradientDescent().start(whole, start));
    expect(state.step).toMatchObject({ size: 0.5 / norm, automatic: true, backtracking: false });
    const value = new GradientDescent().solveSync(problem, { rank: 4, stop: iterations(400) }).history.column("value");
    for (let i = 1; i < value.length; i++) expect(value[i]).toBeLessThanOrEqual(value[i - 1] * (1 + 1e-9));
  });

  test("halves once where the value oscillates, and then converges", () => {
    // core.md's figure: at c = 1 bounded oscillation of period two, without any blow-up.
    const given = new GradientDescent({ stepSize: 1 / norm }).solveSync(problem, {
      rank: 2,
      stop: defaultStop({ maxIterations: 4000 }),
    });
    expect(["stalled", "budget"]).toContain(given.status);
    expect(given.converged).toBe(false);
    expect(given.relativeResidual).toBeGreaterThan(1e-3);

    const hot = new Hot(1);
    const run = hot.solveSync(problem, { rank: 2, stop: defaultStop({ maxIterations: 4000 }) });
    expect(hot.last!.step.halvings).toBe(1);
    expect(hot.last!.step.size).toBe(0.5 / norm);
    expect(run.status).toBe("converged");
  });

  test("never halves a step that was given", () => {
    const solver = new GradientDescent({ stepSize: 1 / norm });
    const whole = withDataNorm(problem);
    const { result: state } = ask(whole, solver.start(whole, spectral(whole, 2)));
    for (let i = 0; i < 200; i++) ask(whole, solver.step(state, whole));
    expect(state.step).toMatchObject({ size: 1 / norm, automatic: false, backtracking: false, halvings: 0 });
  });

  test("backtracks from a start far larger than the data, and the value never grows", () => {
    for (const scale of [3, 30, 1000]) {
      const run = new GradientDescent().solveSync(problem, {
        rank: 4,
        start: randomStart({ scale }),
        stop: anyOf(defaultStop({ maxIterations: 300 })),
      });
      const value = run.history.column("value");
      for (let i = 1; i < value.length; i++) expect(value[i]).toBeLessThanOrEqual(value[i - 1] * (1 + 1e-12));
      expect(run.relativeResidual).toBeLessThan(run.history.get("relativeResidual", 0) / 10);
    }
    const { problem: symmetric } = known(gaussianOperator({ rows: 12, cols: 12, count: 300, seed: 4 }, kernels), 2, {
      symmetric: true,
    });
    const value = new SymmetricGradientDescent()
      .solveSync(symmetric, { rank: 4, start: randomStart({ scale: 50 }), stop: iterations(200) })
      .history.column("value");
    for (let i = 1; i < value.length; i++) expect(value[i]).toBeLessThanOrEqual(value[i - 1] * (1 + 1e-12));
  });
});

test.each(pairs.filter(([name]) => name.startsWith("gd")))(
  "from a spectral start plain descent still asks about once a step: %s: %s",
  (name, _, { make }) => {
    const { problem, rank } = make(backends[0][1]);
    const run = solverNamed(name).solveSync(problem, { rank, start: spectralStart(), stop: iterations(100) });
    expect(run.history.get("asks", 100) - run.history.get("asks", 0)).toBeLessThanOrEqual(103);
  },
);
