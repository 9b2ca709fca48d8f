import { describe, expect, test } from "vitest";
import { spectrum, spectrumOf } from "../../src/diagnostics/spectrum.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { backends } from "../contracts/backends.ts";
import { known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

describe.each(backends)("the spectrum of an estimate on %s kernels", (_, kernels) => {
  const operator = gaussianOperator({ rows: 6, cols: 4, count: 60, seed: 1 }, kernels);

  test("is that of LRᵀ, as many values as it can have", () => {
    const truth = syntheticTruth(operator, { rank: 3, condition: 4, seed: 1 });
    const values = spectrumOf({ kernels, operator }, truth);
    for (const [i, v] of [1, 0.625, 0.25].entries()) expect(values[i]).toBeCloseTo(v, 12);
    const wide = { left: matrix(6, 9, gaussian(54, 1)), right: matrix(4, 9, gaussian(36, 2)) };
    expect(spectrumOf({ kernels, operator }, wide).length).toBe(4);
    const bad = { left: matrix(6, 2, gaussian(12, 1)), right: matrix(4, 2, gaussian(8, 1).fill(Number.NaN, 3, 4)) };
    expect([...spectrumOf({ kernels, operator }, bad)]).toEqual([Number.NaN, Number.NaN]);
  });

  test("of a complex factor are the eigenvalues of U·U*, once each", () => {
    const pauli = pauliOperator({ qubits: 2, settings: ["XX"] }, kernels);
    // U = (|00⟩ + i|11⟩): one eigenvalue, 2.
    const one = matrix(8, 1, Float64Array.of(1, 0, 0, 0, 0, 0, 0, 1));
    expect(
      [...spectrumOf({ kernels, operator: pauli }, { left: one, right: one })].map((v) => Math.round(v * 1e12) / 1e12),
    ).toEqual([2]);
  });

  test("makes columns sigma_1, sigma_2, … where it is due", () => {
    const { problem } = known(operator, 2);
    const run = new GradientDescent().solveSync(problem, {
      rank: 3,
      stop: iterations(4),
      record: [spectrum(2, (i) => i % 2 === 0)],
    });
    expect(run.history.names.slice(-2)).toEqual(["sigma_1", "sigma_2"]);
    expect([...run.history.column("sigma_2")].map(Number.isFinite)).toEqual([true, false, true, false, true]);
    expect(run.history.get("sigma_1", 4)).toBe(spectrumOf(problem, run.estimate)[0]);
  });
});
