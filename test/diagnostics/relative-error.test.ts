import { describe, expect, test } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { embedding } from "../../src/linalg/hermitian.ts";
import { copyFactors, matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { backends } from "../contracts/backends.ts";
import { allWords, known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

describe.each(backends)("the relative error on %s kernels", (_, kernels) => {
  const { problem, truth } = known(gaussianOperator({ rows: 9, cols: 7, count: 60, seed: 1 }, kernels), 2);

  test("is zero at the truth and exact for a known tiny error", () => {
    expect(relativeErrorOf(problem, truth)).toBeLessThanOrEqual(1e-15);
    for (const size of [1e-3, 1e-8, 1e-12]) {
      const x = copyFactors(truth);
      // (1 + ε)·L: an error of exactly ε.
      for (const [i, v] of truth.left.data.entries()) x.left.data[i] = v * (1 + size);
      expect(Math.abs(relativeErrorOf(problem, x) / size - 1)).toBeLessThanOrEqual(1e-3);
    }
  });

  test("is the same for a truth in factors and as a matrix", () => {
    const whole = zeros(9, 7);
    multiply(kernels, whole, truth.left, truth.right, { transB: true });
    const x = { left: matrix(9, 3, gaussian(27, 1)), right: matrix(7, 3, gaussian(21, 2)) };
    const dense = createProblem({ ...problem, truth: whole });
    expect(relativeErrorOf(dense, x)).toBeCloseTo(relativeErrorOf(problem, x), 12);
  });

  test("of quantum states is that of U·U*, whatever the phase of U's columns", () => {
    const { problem: state, truth: u } = known(pauliOperator({ qubits: 2, settings: allWords(2) }, kernels), 2);
    // i·U = [−Im U; Re U].
    const turned = matrix(
      8,
      2,
      Float64Array.from({ length: 16 }, (_, at) => (at % 8 < 4 ? -u.left.data[at + 4] : u.left.data[at - 4])),
    );
    expect(relativeErrorOf(state, { left: turned, right: turned })).toBeLessThanOrEqual(1e-14);
    const embedded = embedding(u.left);
    const whole = zeros(8, 8);
    multiply(kernels, whole, embedded, embedded, { transB: true });
    expect(relativeErrorOf(createProblem({ ...state, truth: whole }), { left: turned, right: turned })).toBeLessThanOrEqual(
      1e-14,
    );
  });

  test("is NaN where the truth is not known", () => {
    expect(relativeErrorOf(createProblem({ ...problem, truth: undefined }), truth)).toBeNaN();
  });
});
