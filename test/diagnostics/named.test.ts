import { describe, expect, test } from "vitest";
import { truthSubspaces } from "../../src/diagnostics/against-truth.ts";
import { imbalanceNorm } from "../../src/diagnostics/imbalance.ts";
import { diagnosticsNamed, type RecordedRun } from "../../src/diagnostics/named.ts";
import { columnsAmong, diagnostics } from "../../src/diagnostics/registry.ts";
import { perturbationNorm } from "../../src/diagnostics/restricted-isometry.ts";
import { residualBlocks, signalNoise } from "../../src/diagnostics/signal-noise.ts";
import { spectrum } from "../../src/diagnostics/spectrum.ts";
import { NotEnoughMemory } from "../../src/kernels/memory.ts";
import { symmetricEigen } from "../../src/linalg/decompositions.ts";
import { type Matrix, matrix } from "../../src/linalg/matrix.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { answered } from "../../src/problem/answered.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { AcceleratedProximalGradient } from "../../src/solvers/accelerated-proximal-gradient.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";
import { allWords, known } from "../contracts/problems.ts";
import { frobenius, kernels, plus, random, times, transpose, values } from "./brute-force.ts";

const asymmetric = known(gaussianOperator({ rows: 9, cols: 7, count: 120, seed: 1 }, kernels), 2);
const symmetric = known(symmetricGaussianOperator({ size: 8, count: 90, seed: 2 }, kernels), 2, { symmetric: true });
const complex = known(pauliOperator({ qubits: 2, settings: allWords(2) }, kernels), 2);

const gd: RecordedRun = { problem: asymmetric.problem, rank: 3, solver: new GradientDescent() };
const gdSymmetric: RecordedRun = { problem: symmetric.problem, rank: 3, solver: new SymmetricGradientDescent() };
const whole: RecordedRun = { problem: asymmetric.problem, rank: 7, solver: new AcceleratedProximalGradient() };
const pauli: RecordedRun = { problem: complex.problem, rank: 3, solver: new SymmetricGradientDescent() };
const { truth: _, ...truthless } = asymmetric.problem;
const blind: RecordedRun = { ...gd, problem: truthless };

const fits = (name: string, { problem: { symmetric: is } }: RecordedRun): boolean =>
  !diagnostics[name].needs.includes(is ? "asymmetric" : "symmetric");

describe.each([
  ["L·Rᵀ", gd, new GradientDescent()],
  ["F·Fᵀ", gdSymmetric, new SymmetricGradientDescent()],
] as const)("the diagnostics that fit %s", (_form, run, solver) => {
  const names = Object.keys(diagnostics).filter((name) => fits(name, run));
  const record = diagnosticsNamed([...names, ...names], run);
  const { history, estimate } = solver.solveSync(run.problem, { rank: 3, stop: iterations(25), record });
  const last = (name: string): number => history.get(name, 25);

  test("each add the columns that they declare, once and finite", () => {
    expect(record.length).toBe(names.length);
    const own = new Set(["iteration", "seconds", "asks", "value", "relativeResidual", "relativeGradient"]);
    const columns = names.flatMap((name) => columnsAmong(diagnostics[name], history.names));
    expect([...columns].sort()).toEqual(history.names.filter((name) => !own.has(name)).sort());
    for (const name of names) expect(columnsAmong(diagnostics[name], history.names).length, name).toBeGreaterThan(0);
    for (const name of columns) expect(last(name), name).toSatisfy(Number.isFinite);
  });

  test("hold what the functions say of the estimate", () => {
    const { problem } = run;
    const { u, v } = truthSubspaces(problem);
    expect(history.get("perturbation", 25)).toBe(answered(problem.operator, perturbationNorm(problem, estimate)));
    const expected = problem.symmetric
      ? { ...signalNoise(kernels, estimate.left, u) }
      : { ...residualBlocks(kernels, estimate, u, v), imbalance: imbalanceNorm(kernels, estimate) };
    for (const [name, value] of Object.entries(expected)) expect(history.get(name, 25), name).toBe(value);
  });

  test("go on where a run blows up", () => {
    const start = { left: random(run.problem.operator.rows, 3, 1, 1e60), right: random(run.problem.operator.cols, 3, 2, 1e60) };
    const wild = { left: start.left, right: run.problem.symmetric ? start.left : start.right };
    const { status } = solver.solveSync(run.problem, { rank: 3, start: wild, stop: iterations(9), record });
    expect(["diverged", "breakdown"]).toContain(status);
  });

  test("see angles as brute force does", () => {
    const { u, v } = truthSubspaces(run.problem);
    const x = times(estimate.left, transpose(estimate.right));
    const cosine = (of: Matrix, basis: Matrix): number => {
      const eigen = symmetricEigen(kernels, times(of, transpose(of)));
      if ("reason" in eigen) throw new Error(eigen.reason);
      const leading = matrix(of.rows, 2, eigen.vectors.data.slice((of.rows - 2) * of.rows));
      return values(times(transpose(basis), leading))[1];
    };
    expect(Math.cos(history.get("leftAngle", 25))).toBeCloseTo(cosine(x, u), 8);
    if (!run.problem.symmetric) expect(Math.cos(history.get("rightAngle", 25))).toBeCloseTo(cosine(transpose(x), v), 8);
    expect(history.has("rightAngle")).toBe(!run.problem.symmetric);
  });
});

describe("what cannot be recorded is refused", () => {
  test.each<[string, RecordedRun, string | RegExp]>([
    ["imbalanse", gd, 'there is no diagnostic "imbalanse"; did you mean "imbalance"?; there are spectrum, factor-spectra'],
    ["relativeError", gd, 'did you mean "relative-error"?'],
    ["toString", gd, 'there is no diagnostic "toString"; there are spectrum'],
    ["", gd, 'there is no diagnostic ""'],
    ["relative-error", blind, "relative-error cannot be recorded: it compares with the truth, which this problem does not know"],
    ["principal-angles", blind, "the truth, which this problem does not know"],
    ["perturbation", blind, "the truth, which this problem does not know"],
    ["signal-noise", gd, "of symmetric problems, X = F·Fᵀ, and this one is not symmetric"],
    ["residual-blocks", gdSymmetric, "X = L·Rᵀ, and this problem is symmetric, X = F·Fᵀ"],
    ["imbalance", gdSymmetric, "X = L·Rᵀ, and this problem is symmetric"],
    ["imbalance", whole, /looks at factors, and \S+ searches whole matrices/],
    ["factor-spectra", pauli, "it is of real problems, and this one is complex"],
    ["principal-angles", pauli, "it is of real problems, and this one is complex"],
    ["principal-angles", { ...gd, rank: 1 }, "a searched rank of at least that of the truth, 2, got 1"],
  ])("%s %#", (name, run, words) => {
    expect(() => diagnosticsNamed(["spectrum", name], run)).toThrow(RangeError);
    expect(() => diagnosticsNamed(["spectrum", name], run)).toThrow(words);
  });

  test("and what does not fit in memory", () => {
    expect(() => diagnosticsNamed(["perturbation"], { ...gd, maxMemory: 1000 })).toThrow(NotEnoughMemory);
    expect(() => diagnosticsNamed(["spectrum"], { ...gd, maxMemory: 1000 })).not.toThrow();
  });

  test("a policy takes no names, and no diagnostic that was not called", () => {
    const solve = (record: object | string) => () =>
      new GradientDescent().solveSync(asymmetric.problem, { rank: 2, stop: iterations(1), record: record as [] });
    for (const record of ["spectrum", ["spectrum"], [spectrum], [null], [{ due: () => true }], spectrum()])
      expect(solve(record), JSON.stringify(record)).toThrow(TypeError);
    expect(solve(["spectrum"])).toThrow("record takes a list of diagnostics, such as [spectrum(), imbalance()]");
    expect(solve(["spectrum"])).toThrow('one of them is "spectrum"');
    expect(solve([spectrum])).toThrow("one of them is the function spectrum");
    expect(solve([spectrum()])).not.toThrow();
  });
});

describe("complex problems", () => {
  test("record what is of their own matrix", () => {
    const record = diagnosticsNamed(["effective-ranks", "perturbation", "spectrum", "relative-error"], pauli);
    const { history } = new SymmetricGradientDescent().solveSync(complex.problem, { rank: 3, stop: iterations(400), record });
    // σ = 1, ½: (1 + ¼)/1 and (1 + ½)/1
    expect(history.get("stableRank", history.length - 1)).toBeCloseTo(1.25, 4);
    expect(history.get("nuclearRank", history.length - 1)).toBeCloseTo(1.5, 4);
    expect(history.get("perturbation", history.length - 1)).toBeLessThan(1e-6);
  });
});

describe("the subspaces of the truth", () => {
  const { truth } = asymmetric;
  const m = times(truth.left, transpose(truth.right));
  const projector = (q: Matrix): Matrix => times(q, transpose(q));

  test("are one whether it is factored or whole, rounded or not", () => {
    const factored = truthSubspaces(asymmetric.problem);
    const single = matrix(m.rows, m.cols, Float64Array.from(Float32Array.from(m.data)));
    for (const [known, digits] of [
      [m, 12],
      [single, 5],
    ] as const) {
      const found = truthSubspaces({ kernels, truth: known });
      expect([found.u.cols, found.v.cols]).toEqual([2, 2]);
      for (const side of ["u", "v"] as const)
        expect(frobenius(plus(projector(found[side]), projector(factored[side]), -1))).toBeCloseTo(0, digits);
    }
  });

  test("need one that is there, and not zero", () => {
    expect(() => truthSubspaces(truthless)).toThrow("does not know the truth");
    const zero = matrix(9, 7, new Float64Array(63));
    expect(() => truthSubspaces({ kernels, truth: zero })).toThrow("the truth is zero");
  });
});
