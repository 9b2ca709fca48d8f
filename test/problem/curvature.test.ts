import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/kernels/contract.ts";
import { type Factors, zeros } from "../../src/linalg/matrix.ts";
import { squared } from "../../src/losses/loss.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { answer } from "../../src/operators/operator.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { answered } from "../../src/problem/answered.ts";
import { extremeCurvatures, leastCurvature } from "../../src/problem/curvature.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { gradientBelow, iterations, residualBelow } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { allWords, cases } from "../contracts/problems.ts";

/** ‖𝒜*(y)‖₂ is given, so that it is not asked for. */
function curvatureAt(problem: Problem, x: Factors, dataNorm: number): number | undefined {
  const asking = leastCurvature({ ...problem, dataNorm }, x);
  for (let next = asking.next(); ; next = asking.next()) {
    if (next.done) return next.value;
    answer(problem.operator, next.value);
  }
}

const SIGMA = [3, 2, 0.5, 0, 0, 0];

/** Every entry of diag(3, 2, ½, 0, …) measured once: f = ½‖LRᵀ − M‖², or ¼‖FFᵀ − M‖². */
function diagonal(kernels: Kernels, symmetric: boolean): Problem {
  const n = SIGMA.length;
  const at = Int32Array.from({ length: n * n }, (_, i) => i);
  const operator = entrySampling({ rows: n, cols: n, row: at.map((i) => i % n), col: at.map((i) => Math.floor(i / n)) }, kernels);
  const measurements = Float64Array.from(at, (i) => (i % (n + 1) === 0 ? SIGMA[i % n] : 0));
  return createProblem({ operator, measurements, symmetric });
}

/** Σ_{i ∈ kept} σ_i e_i·e_iᵀ as balanced factors with k columns. */
function part(kept: readonly number[], k: number, symmetric: boolean, rows = SIGMA.length): Factors {
  const left = zeros(rows, k);
  kept.forEach((i, column) => {
    left.data[i + column * rows] = Math.sqrt(SIGMA[i]);
  });
  return symmetric ? { left, right: left } : { left, right: { ...left, data: left.data.slice() } };
}

describe.each(backends)("least curvature on %s kernels", (_, kernels) => {
  // Towards a direction that is left out, e_i·e_jᵀ with the column of σ_j: vᵀ∇²f v = σ_j − σ_i; to a column of zeros −σ_i.
  test.each([
    ["the second direction alone", [1], 1, (2 - 3) / 3],
    ["the first and the third", [0, 2], 2, (0.5 - 2) / 3],
    ["the first, with a column of zeros", [0], 2, -2 / 3],
    ["nothing", [], 2, -1],
  ] as const)("at a saddle that keeps %s", (_what, kept, k, expected) => {
    for (const symmetric of [false, true]) {
      const problem = diagonal(kernels, symmetric);
      expect(curvatureAt(problem, part(kept, k, symmetric), 3)).toBeCloseTo(expected, 5);
    }
  });

  test("at the best fit it is not below zero, with too few columns, enough and too many", () => {
    for (const symmetric of [false, true])
      for (const [kept, k] of [
        [[0], 1],
        [[0, 1], 2],
        [[0, 1, 2], 5],
      ] as const) {
        const least = curvatureAt(diagonal(kernels, symmetric), part(kept, k, symmetric), 3);
        expect(least).toBeGreaterThan(-1e-7);
        expect(least).toBeLessThan(1);
      }
  });

  test("the greatest is 2σ₁ at balanced factors, and η above 2 over it leaves them", () => {
    for (const symmetric of [false, true]) {
      const problem = { ...diagonal(kernels, symmetric), dataNorm: 3 };
      const greatest = answered(problem.operator, extremeCurvatures(problem, part([0, 1, 2], 3, symmetric)))!.greatest;
      expect(greatest).toBeCloseTo(2, 5);
      const x = part([0, 1, 2], 3, symmetric);
      x.left.data[0] *= 1.001;
      for (const [share, near] of [
        [0.95, true],
        [1.05, false],
      ] as const) {
        const stepSize = (share * 2) / (3 * greatest);
        const solver = symmetric ? new SymmetricGradientDescent({ stepSize }) : new GradientDescent({ stepSize });
        const { history } = solver.solveSync(problem, { start: x, stop: iterations(300) });
        expect(history.get("relativeResidual", history.length - 1) < 1e-3).toBe(near);
      }
    }
  });

  test("of a quantum state: the second eigenvector of diag(3, 2, ½, 0)", () => {
    const operator = pauliOperator({ qubits: 2, settings: allWords(2) }, kernels);
    const truth = part([0, 1, 2], 3, true, 8); // the imaginary half is zero
    const measurements = new Float64Array(operator.count);
    operator.measure(truth, measurements);
    const problem = createProblem({ operator, measurements, symmetric: true });
    const unit = 3 * operator.scale; // with all words 𝒜*𝒜 = τ·I
    expect(curvatureAt(problem, part([1], 1, true, 8), unit)).toBeCloseTo((2 - 3) / 3, 5);
    expect(curvatureAt(problem, part([0], 1, true, 8), unit)).toBeGreaterThan(-1e-7);
  });
});

test("undefined where x is not stationary, or the loss not smooth", () => {
  const problem = diagonal(portableBackend, false);
  const moved = part([1], 1, false);
  moved.left.data[0] = 0.1;
  expect(curvatureAt(problem, moved, 3)).toBeUndefined();
  expect(curvatureAt({ ...problem, loss: { kind: "absolute" } }, part([1], 1, false), 3)).toBeUndefined();
  expect(curvatureAt({ ...problem, loss: squared }, part([1], 1, false), 3)).toBeDefined();
});

describe("a run that rests at a saddle", () => {
  test.each([false, true])("is stalled, not stationary, and warns of symmetric: %s", (symmetric) => {
    const problem = diagonal(portableBackend, symmetric);
    const solver = symmetric ? new SymmetricGradientDescent() : new GradientDescent();
    const run = solver.solveSync(problem, { start: part([1], 1, symmetric), stop: gradientBelow(1e-12) });
    expect(run).toMatchObject({ status: "stalled", converged: false });
    expect(run.reason).toMatch(/the relative gradient \S+ is below .* at a saddle of the loss$/);
    expect(run.curvature).toBeCloseTo(-1 / 3, 5);
    expect(run.warnings[0].code).toBe("saddle");
    expect(run.warnings[0].message).toMatch(/curvature -0\.333·‖𝒜\*\(y\)‖₂/);
  });

  test("zero is one, where a function found it", () => {
    const zero = function* () {
      yield* [];
      return part([], 1, false);
    };
    const run = new GradientDescent().solveSync(diagonal(portableBackend, false), { rank: 1, start: zero });
    expect(run).toMatchObject({ status: "stalled", converged: false });
    expect(run.curvature).toBeCloseTo(-1, 5);
    expect(run.warnings.map(({ code }) => code)).toContain("saddle");
  });

  test("the best fit of too small a rank is stationary, without a warning", async () => {
    for (const { name, form, make } of cases) {
      const { problem } = make(portableBackend);
      const solver = form === "symmetric" ? new SymmetricGradientDescent() : new GradientDescent();
      const run = await solver.solve(problem, { rank: 1, stop: gradientBelow(1e-9) });
      if (run.status !== "stationary") continue; // a pure state has rank one
      expect(run.curvature, name).toBeGreaterThan(-1e-6);
      expect(run.warnings.map(({ code }) => code)).not.toContain("saddle");
    }
  });

  test("a perfect fit is not asked about", () => {
    const { problem } = cases[0].make(portableBackend);
    const run = new GradientDescent().solveSync(problem, { rank: 2, stop: residualBelow(1e-6) });
    expect(run.status).toBe("converged");
    expect(run.curvature).toBeUndefined();
  });
});
