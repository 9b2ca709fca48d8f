import { describe, expect, test } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { productNorm } from "../../src/linalg/factored.ts";
import type { Factors } from "../../src/linalg/matrix.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { oneSidedStart } from "../../src/problem/one-sided-start.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { type RandomStart, randomStart, spectralStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import type { Policy, Run } from "../../src/solve/policy.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { ScaledGradientDescent } from "../../src/solvers/scaled-gradient-descent.ts";
import { ask, solverNamed, withDataNorm } from "../contracts/by-hand.ts";

/** A rank-2 problem whose M is `unit` times the usual one. */
function problemIn(unit: number, count: number, symmetric = false): Problem {
  const operator = symmetric
    ? symmetricGaussianOperator({ size: 12, count, seed: 1 })
    : gaussianOperator({ rows: 12, cols: 12, count, seed: 1 });
  const truth = syntheticTruth(operator, { rank: 2, seed: 2, symmetric });
  const scaled = ({ rows, cols, data }: Factors["left"]) => ({ rows, cols, data: data.map((value) => value * Math.sqrt(unit)) });
  const left = scaled(truth.left);
  const inUnits = { left, right: symmetric ? left : scaled(truth.right) };
  return createProblem({ operator, measurements: syntheticMeasurements(operator, inUnits), truth: inUnits, symmetric });
}

const largeStarts = ({ warnings }: Run): string[] =>
  warnings.filter(({ code }) => code === "large-start").map(({ message }) => message);

const descent = (problem: Problem, policy: Policy, start?: RandomStart): Run =>
  solverNamed(problem.symmetric ? "gd-symmetric" : "gd").solveSync(problem, {
    ...policy,
    ...(start && { start: randomStart(start) }),
  });

describe("the warning large-start", () => {
  test.each(["gd", "gd-modified", "gd-symmetric", "sltrain"])(
    "names an α from which data of size 1e-8 are recovered: %s",
    (name) => {
      const problem = problemIn(1e-8, 130, name === "gd-symmetric");
      const run = solverNamed(name).solveSync(problem, { rank: 2, stop: iterations(300) });
      expect(relativeErrorOf(problem, run.estimate)).toBeGreaterThan(0.3);
      const [message] = largeStarts(run);
      const scale = Number(/--start-scale (\S+) /.exec(message)?.[1]);
      expect(message).toContain(`randomStart({ scale: ${scale} })`);
      expect(scale).toBeLessThan(1e-6);
      const again = solverNamed(name).solveSync(problem, { rank: 2, start: randomStart({ scale }) });
      expect([again.status, largeStarts(again)]).toEqual(["converged", []]);
      expect(relativeErrorOf(problem, again.estimate)).toBeLessThan(1e-6);
    },
  );

  test("gives the sizes of the start and of the data", () => {
    const problem = withDataNorm(problemIn(1e-8, 130));
    const x0 = ask(problem, randomStart()(problem, 2, 0)).result;
    const [message] = largeStarts(descent(problem, { rank: 2, stop: iterations(1) }));
    const [, size, share, data] = /size (\S+), (\S+) times that of the data, .* = (\S+): descent spends/.exec(message) ?? [];
    expect(Number(data)).toBeCloseTo(problem.dataNorm! / problem.operator.scale, 9);
    expect(Number(size) / productNorm(problem.kernels, x0)).toBeGreaterThan(0.5);
    expect(Number(size) / productNorm(problem.kernels, x0)).toBeLessThan(2);
    expect(Number(size) / Number(data) / Number(share)).toBeCloseTo(1, 0);
  });

  test.each([false, true])("where other matrices fit, a start of a third of the data decides; symmetric: %s", (symmetric) => {
    const [rank, problem] = [12, problemIn(1, symmetric ? 60 : 100, symmetric)];
    const from = (share: number, most = 3000) => {
      const scale = Math.sqrt(share / Math.sqrt(rank));
      return descent(problem, { rank, stop: iterations(most) }, { scale, relative: true });
    };
    const [large, small] = [from(0.3), from(1e-4)];
    const [wrong, near] = [large, small].map((run) => relativeErrorOf(problem, run.estimate));
    expect(near).toBeLessThan(0.2 * wrong);
    expect(largeStarts(large)[0]).toMatch(/^the random start has size .* descent finds one near its start; begin smaller/);
    expect([largeStarts(small), largeStarts(from(0.01, 1))]).toEqual([[], []]);
  });

  test("is not given where the data determine M and the run came to a good end", () => {
    const run = descent(problemIn(1, 140), { rank: 2 }, { scale: 5 });
    expect([run.status, run.warnings]).toEqual(["converged", []]);
  });

  test("is not given where the run has converged at a matrix that the data determine, though not one of the searched rank", () => {
    const problem = problemIn(1, 130);
    const run = solverNamed("gd-modified").solveSync(problem, { rank: 8, start: randomStart({ scale: 0.1 }) });
    expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(1e-6);
    expect([run.status, run.warnings]).toEqual(["converged", []]);
    expect(run.identifiability).toMatchObject({ rank: 2 });
  });

  test("is not given in large units, where descent takes a little longer and arrives", () => {
    for (const unit of [1, 1e8, 1e30]) {
      const problem = problemIn(unit, 130);
      const run = descent(problem, { rank: 2 });
      expect([run.status, run.warnings]).toEqual(["converged", []]);
      expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(1e-6);
    }
  });

  test("is of random starts and of plain descent alone", () => {
    const problem = problemIn(1e-8, 130);
    const one = { rank: 2, stop: iterations(1) };
    for (const start of [spectralStart(), oneSidedStart(), syntheticTruth(problem.operator, { rank: 2, seed: 3 })])
      expect(largeStarts(new GradientDescent().solveSync(problem, { ...one, start }))).toEqual([]);
    expect(largeStarts(new ScaledGradientDescent().solveSync(problem, { ...one, start: randomStart() }))).toEqual([]);
  });
});
