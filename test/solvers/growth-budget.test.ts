import { describe, expect, it } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute } from "../../src/losses/loss.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { randomStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { growthNeeded, growthOf } from "../../src/solvers/parts/growth-budget.ts";
import { SubgradientMethod } from "../../src/solvers/subgradient-method.ts";
import { SymmetricSubgradientMethod } from "../../src/solvers/symmetric-subgradient-method.ts";
import { subgradientGrowth } from "../../src/theory/absolute-loss.ts";
import { gaussian } from "../kernels/matrices.ts";

const kernels = openKernels();

function problemOf(symmetric: boolean, rank = 2, scale = 1): Problem {
  const operator = symmetric
    ? symmetricGaussianOperator({ size: 8, count: 160, seed: 1 }, kernels)
    : gaussianOperator({ rows: 8, cols: 6, count: 160, seed: 1 }, kernels);
  const truth = syntheticTruth(operator, { rank, seed: 2, symmetric });
  const measurements = syntheticMeasurements(operator, truth).map((value) => scale * value);
  return createProblem({ operator, measurements, symmetric, loss: absolute });
}

describe("a schedule that cannot travel far enough", () => {
  const solve = (options: Record<string, number>, scale: number, problem = problemOf(false)) =>
    new SubgradientMethod(options).solveSync(problem, { rank: 4, start: randomStart({ scale }), stop: iterations(1) });

  it("is refused, with both numbers", () => {
    expect(() => solve({ decay: 0.99, signalRank: 2 }, 1e-2)).toThrow(
      /^the steps add up to 10\.0, which lets a signal of rank 2 grow by e\^5\.64; from this start it needs e\^6\.\d+: take a decay/,
    );
    expect(() => solve({ decay: 0.97 }, 1e-2)).toThrow(RangeError);
    expect(() => solve({}, 1e-8)).toThrow(RangeError);
    expect(() => new SymmetricSubgradientMethod({ decay: 0.9 }).solveSync(problemOf(true), { rank: 3 })).toThrow(RangeError);
  });

  it("is taken where it can: longer, with larger steps, from a larger start, or where the rank is not given", () => {
    for (const [options, scale] of [
      [{ decay: 0.995, signalRank: 2 }, 1e-2],
      [{ decay: 0.99, signalRank: 2, stepSize: 0.2 }, 1e-2],
      [{ decay: 0.99, signalRank: 2 }, 0.1],
      [{ decay: 0.99 }, 1e-2],
      [{ decay: 1 }, 1e-300],
    ] as const)
      expect(solve(options, scale).status).toBe("budget");
  });

  it("is judged without regard to the scale of the data, and hardly moved by wrong measurements", () => {
    const needed = (problem: Problem, scale: number) => {
      const x = {
        left: matrix(
          8,
          4,
          gaussian(32, 5).map((v) => scale * v),
        ),
        right: matrix(
          6,
          4,
          gaussian(24, 6).map((v) => scale * v),
        ),
      };
      return growthNeeded(problem, x, 2);
    };
    const plain = needed(problemOf(false), 1e-3);
    expect(needed(problemOf(false, 2, 1e6), 1)).toBeCloseTo(plain, 10);
    const problem = problemOf(false);
    const measurements = problem.measurements.map((value, i) => (i % 10 === 0 ? 1e6 : value));
    expect(Math.abs(needed({ ...problem, measurements }, 1e-3) - plain)).toBeLessThan(0.2);
  });

  it("is counted as the theory counts it, with no share of errors", () => {
    expect(growthOf(20, 2)).toBeCloseTo(subgradientGrowth(20, 0, 2), 14);
  });
});
