import { describe, expect, it } from "vitest";
import { effectiveRanks } from "../../src/diagnostics/effective-rank.ts";
import { dilation, imbalanceDefect, imbalanceEigenvalues, imbalanceNorm, imbalanceOf } from "../../src/diagnostics/imbalance.ts";
import { copyFactors } from "../../src/linalg/matrix.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { randomStart } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { ScaledGradientDescent } from "../../src/solvers/scaled-gradient-descent.ts";
import { at, kernels, plus, random, times, transpose, values } from "./brute-force.ts";

const x = { left: random(7, 4, 30), right: random(5, 4, 31) };
const written = plus(times(transpose(x.left), x.left), times(transpose(x.right), x.right), -1);

describe("imbalance", () => {
  it("is FᵀF − GᵀG, with its eigenvalues", () => {
    expect([...imbalanceOf(kernels, x).data]).toEqual([...written.data].map((value) => expect.closeTo(value, 12)));
    const eigenvalues = imbalanceEigenvalues(kernels, x);
    expect(eigenvalues.reduce((sum, value) => sum + value, 0)).toBeCloseTo(
      [0, 1, 2, 3].reduce((sum, i) => sum + at(written, i, i), 0),
      11,
    );
    expect([...eigenvalues].map(Math.abs).sort((a, b) => b - a)).toEqual(
      values(written).map((value) => expect.closeTo(value, 10)),
    );
    expect(imbalanceNorm(kernels, x)).toBeCloseTo(values(written)[0], 11);
  });

  it("is twice the product of the dilation's halves", () => {
    const { z, reflected } = dilation(x);
    expect([z.rows, z.cols]).toEqual([12, 4]);
    expect([...times(transpose(z), reflected).data].map((value) => 2 * value)).toEqual(
      [...written.data].map((value) => expect.closeTo(value, 12)),
    );
  });

  it("moves by its exact recursion under descent, at every step, and not under another method", () => {
    const operator = gaussianOperator({ rows: 9, cols: 7, count: 80, seed: 4 }, kernels);
    const truth = syntheticTruth(operator, { rank: 2, seed: 4 });
    const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
    const defects = (solver: GradientDescent | ScaledGradientDescent, stepSize: number) => {
      const found: number[] = [];
      let before: { x: ReturnType<typeof copyFactors>; gradient: ReturnType<typeof copyFactors> } | undefined;
      const columns = ({ state }: { state: { x: typeof x; gradient: typeof x } }) => {
        if (before)
          found.push(imbalanceDefect(kernels, { before: before.x, gradient: before.gradient, after: state.x }, stepSize));
        before = { x: copyFactors(state.x), gradient: copyFactors(state.gradient) };
        return {};
      };
      solver.solveSync(problem, { rank: 4, start: randomStart({ scale: 1 }), stop: iterations(40), record: [{ columns }] });
      return found;
    };
    const plain = defects(new GradientDescent({ stepSize: 0.1 }), 0.1);
    expect(plain).toHaveLength(40);
    expect(Math.max(...plain)).toBeLessThanOrEqual(1e-12);
    expect(Math.max(...defects(new ScaledGradientDescent({ damping: 0.1 }), 0.1))).toBeGreaterThan(1e-6);
  });
});

describe("effective ranks", () => {
  it("all count equal directions", () => {
    for (const scale of [1, 1e-200, 1e200]) {
      const found = effectiveRanks([scale, scale, scale, 0, 0]);
      expect(found).toEqual({ stable: 3, nuclear: 3, entropy: expect.closeTo(3, 12), numerical: 3 });
    }
  });

  it("are those of their definitions", () => {
    const s = [5, 2, 1, 0.2];
    const p = s.map((value) => value / 8.2);
    const found = effectiveRanks(s);
    expect(found.stable).toBeCloseTo((25 + 4 + 1 + 0.04) / 25, 12);
    expect(found.nuclear).toBeCloseTo(8.2 / 5, 12);
    expect(found.entropy).toBeCloseTo(Math.exp(-p.reduce((sum, value) => sum + value * Math.log(value), 0)), 12);
    expect(found.numerical).toBe(3);
    expect(effectiveRanks(s, 0.3).numerical).toBe(2);
  });

  it("of nothing is zero, of the unknown unknown", () => {
    expect(effectiveRanks([0, 0])).toEqual({ stable: 0, nuclear: 0, entropy: 0, numerical: 0 });
    expect(Object.values(effectiveRanks([1, Number.NaN])).every(Number.isNaN)).toBe(true);
  });
});
