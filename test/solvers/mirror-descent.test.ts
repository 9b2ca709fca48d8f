import { describe, expect, it } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { NotEnoughMemory } from "../../src/kernels/memory.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { symmetricEigen, thinSvd } from "../../src/linalg/decompositions.ts";
import { identity, type Matrix, matrix } from "../../src/linalg/matrix.ts";
import { absolute } from "../../src/losses/loss.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import type { State } from "../../src/solve/snapshot.ts";
import { anyOf, gapBelow, holdOut, iterations, residualBelow } from "../../src/solve/stop-rules.ts";
import { EntropyMirrorDescent } from "../../src/solvers/entropy-mirror-descent.ts";
import { HypentropyMirrorDescent } from "../../src/solvers/hypentropy-mirror-descent.ts";
import { allWords, known } from "../contracts/problems.ts";
import { adjointOf, plus, productOf, type Rows, relativeGap, residualOf, rowsOf, times, transposed } from "./dense.ts";

const kernels = openKernels();
const psd = known(symmetricGaussianOperator({ size: 8, count: 28, seed: 1 }, kernels), 2, { symmetric: true }).problem;
const rect = known(gaussianOperator({ rows: 9, cols: 6, count: 45, seed: 1 }, kernels), 2).problem;

/** f of a symmetric matrix, or U·f(s)·Vᵀ of a general one, by the engine's own functions. */
function mapped(a: Rows, f: (x: number) => number, symmetric: boolean): Rows {
  const as = matrix(a.length, a[0].length, Float64Array.from(transposed(a).flat()));
  const parts = symmetric ? symmetricEigen(kernels, as) : thinSvd(kernels, as);
  if ("reason" in parts) throw new Error(parts.reason);
  const scaled = (m: Matrix, values: Float64Array) => rowsOf(m).map((row) => row.map((v, j) => v * f(values[j])));
  return "vectors" in parts
    ? times(scaled(parts.vectors, parts.values), transposed(rowsOf(parts.vectors)))
    : times(scaled(parts.u, parts.s), rowsOf(parts.vt));
}

/** λ as it is written down, from the residuals at every iterate; and the run. */
function walked(solver: EntropyMirrorDescent | HypentropyMirrorDescent, problem: typeof psd, steps: number, stepSize: number) {
  const lambda = new Float64Array(problem.operator.count);
  const record = [
    {
      columns: ({ state, iteration }: { state: State; iteration: number }) => {
        const r = residualOf(problem, state.x);
        if (iteration < steps) for (let i = 0; i < r.length; i++) lambda[i] -= (stepSize / problem.operator.scale) * r[i];
        return {};
      },
    },
  ];
  return { run: solver.solveSync(problem, { stop: iterations(steps), record }), lambda };
}

describe("the dual variable", () => {
  it("gives X = exp(ln α·I + 𝒜*(λ)) for the entropy", () => {
    const alpha = 1e-4;
    const { run, lambda } = walked(new EntropyMirrorDescent({ alpha, stepSize: 0.7 }), psd, 60, 0.7);
    const z = adjointOf(psd, lambda);
    const x = mapped(
      plus(
        rowsOf(identity(8)).map((row) => row.map((v) => Math.log(alpha) * v)),
        1,
        z,
      ),
      Math.exp,
      true,
    );
    expect(relativeGap(productOf(run.estimate), x)).toBeLessThanOrEqual(1e-11);
  });

  it("gives arsinh(X/β) = 𝒜*(λ) for the hypentropy, at small β and large", () => {
    for (const [beta, stepSize] of [
      [1e-4, 0.7],
      [50, 0.005],
    ]) {
      const { run, lambda } = walked(new HypentropyMirrorDescent({ beta, stepSize }), rect, 60, stepSize);
      const x = mapped(adjointOf(rect, lambda), (s) => beta * Math.sinh(s), false);
      expect(relativeGap(productOf(run.estimate), x)).toBeLessThanOrEqual(1e-11);
    }
  });

  it("and its bound is that of weak duality", () => {
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    const first = walked(new EntropyMirrorDescent({ alpha: 1e-4, stepSize: 0.7 }), psd, 60, 0.7);
    const z = adjointOf(psd, first.lambda);
    const values = symmetricEigen(kernels, matrix(8, 8, Float64Array.from(z.flat())));
    if ("reason" in values) throw new Error(values.reason);
    const bound = dot(psd.measurements, first.lambda) / values.values[7];
    expect(first.run.certificate?.nuclearNormBound).toBeCloseTo(bound, 10);
    const x = productOf(first.run.estimate);
    const trace = x.reduce((sum, row, i) => sum + row[i], 0);
    expect(first.run.certificate?.nuclearNorm).toBeCloseTo(trace, 11);
    expect(first.run.certificate?.nuclearNormGap).toBeCloseTo(trace / bound - 1, 10);
    const second = walked(new HypentropyMirrorDescent({ beta: 1e-4, stepSize: 0.7 }), rect, 60, 0.7);
    const svd = thinSvd(kernels, matrix(9, 6, Float64Array.from(transposed(adjointOf(rect, second.lambda)).flat())));
    if ("reason" in svd) throw new Error(svd.reason);
    expect(second.run.certificate?.nuclearNormBound).toBeCloseTo(dot(rect.measurements, second.lambda) / svd.s[0], 10);
  });
});

describe("the certificate", () => {
  it("bounds the nuclear norm of the truth, which fits", () => {
    for (const [problem, solver] of [
      [psd, new EntropyMirrorDescent()],
      [rect, new HypentropyMirrorDescent()],
    ] as const) {
      const run = solver.solveSync(problem, { stop: anyOf(residualBelow(1e-3), iterations(4000)) });
      const { nuclearNormBound, nuclearNormGap } = run.certificate!;
      expect(nuclearNormBound).toBeLessThanOrEqual(1.5 + 1e-9); // ‖M‖_* = 1 + ½
      expect(nuclearNormBound).toBeGreaterThan(1.3);
      expect(nuclearNormGap).toBeLessThan(0.1);
    }
  });

  it("is that of the iterate that held-out data choose, and absent where nothing is proved", () => {
    const solver = new EntropyMirrorDescent();
    const noisy = createProblem({
      ...psd,
      measurements: syntheticMeasurements(psd.operator, psd.truth as never, 0.3, 1),
    });
    const held = solver.solveSync(noisy, { stop: anyOf(holdOut(0.2, 1), iterations(400)) });
    expect(held.iteration).toBeLessThan(held.iterations);
    const x = productOf(held.estimate);
    expect(held.certificate?.nuclearNorm).toBeCloseTo(
      x.reduce((sum, row, i) => sum + row[i], 0),
      11,
    );
    expect(solver.solveSync(psd, { stop: iterations(0) }).certificate).toBeUndefined();
    const given = solver.solveSync(psd, { start: psd.truth as never, stop: iterations(5) });
    expect(given.certificate).toBeUndefined();
  });
});

it("of a complex Hermitian problem the factor is complex, and ρ is found", () => {
  const { problem } = known(pauliOperator({ qubits: 3, settings: allWords(3).filter((_, i) => i % 4 !== 1) }, kernels), 1);
  const run = new EntropyMirrorDescent().solveSync(problem, { stop: anyOf(residualBelow(1e-3), iterations(3000)) });
  expect(run.estimate.left.rows).toBe(16);
  expect(run.estimate.left.cols).toBe(8);
  expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(5e-3);
});

it("for large β the hypentropy finds the matrix of least Frobenius norm that fits", () => {
  // Few measurements: 𝒜𝒜* is then well conditioned.
  const { problem: few } = known(gaussianOperator({ rows: 9, cols: 6, count: 20, seed: 1 }, kernels), 2);
  // In the range of 𝒜*, and fitting: X = 𝒜*(μ) with 𝒜𝒜*(μ) = y. Z is in that range, and X ≈ βZ.
  const run = new HypentropyMirrorDescent({ beta: 1000 }).solveSync(few, {
    stop: anyOf(residualBelow(1e-9), iterations(6000)),
  });
  expect(run.status).toBe("converged");
  const least = leastFrobenius();
  expect(relativeGap(productOf(run.estimate), least)).toBeLessThan(1e-5);
  expect(relativeErrorOf(few, run.estimate)).toBeGreaterThan(0.05);

  /** Landweber: X ← X − 𝒜*(r)/2‖𝒜‖² from zero stays in the range of 𝒜* and ends where y is fitted. */
  function leastFrobenius(): Rows {
    const residual = (x: Rows) =>
      residualOf(few, { left: matrix(9, 6, Float64Array.from(transposed(x).flat())), right: identity(6) });
    let x: Rows = Array.from({ length: 9 }, () => new Array<number>(6).fill(0));
    for (let t = 0; t < 4000; t++) x = plus(x, -0.25, adjointOf(few, residual(x)));
    return x;
  }
});

it("ends by itself where the gap is small and X fits, and goes on where a tolerance or rules are named", () => {
  const run = new EntropyMirrorDescent().solveSync(psd);
  expect(run).toMatchObject({ status: "converged", reason: expect.stringMatching(/^the nuclear norm is proved to be within/) });
  expect(run.certificate!.nuclearNormGap).toBeLessThanOrEqual(0.05);
  expect(run.relativeResidual).toBeLessThanOrEqual(5e-3);
  const before = run.history.column("relativeResidual");
  expect(run.iterations).toBe(before.length - 1);
  const on = new EntropyMirrorDescent().solveSync(psd, { stop: iterations(run.iterations + 5) });
  expect(on.iterations).toBe(run.iterations + 5);
  // At α = 0.1 the limit is not of least trace, and the gap stays.
  const large = new EntropyMirrorDescent({ alpha: 0.1 }).solveSync(psd, { stop: anyOf(gapBelow(), iterations(1500)) });
  expect(large.status).toBe("budget");
});

describe("refusals name an alternative", () => {
  it("of the loss, the form and the memory", () => {
    expect(() => new EntropyMirrorDescent().solveSync({ ...psd, loss: absolute })).toThrow(
      "mirror-psd descends ½‖r‖²; this problem carries the absolute loss, which subgm-symmetric and gd-symmetric take",
    );
    expect(() => new EntropyMirrorDescent().solveSync(rect)).toThrow("is not symmetric, which mirror-hypentropy takes");
    expect(() => new HypentropyMirrorDescent().solveSync(rect, { maxMemory: 1000 })).toThrow(NotEnoughMemory);
    expect(() => new HypentropyMirrorDescent().solveSync(rect, { maxMemory: 1000 })).toThrow(
      "use a solver of factors, such as gd",
    );
  });

  it("of potentials that are none", () => {
    for (const bad of [0, -1, Number.NaN]) {
      expect(() => new EntropyMirrorDescent({ alpha: bad })).toThrow('alpha is a number > 0, or "auto"');
      expect(() => new HypentropyMirrorDescent({ beta: bad })).toThrow('beta is a number > 0, or "auto"');
    }
  });
});

it("scales with the data: α, β and steps of auto follow y", () => {
  const truth = syntheticTruth(psd.operator, { rank: 2, condition: 2, seed: 5, symmetric: true });
  const scaled = createProblem({ ...psd, measurements: psd.measurements.map((v) => 2 ** 20 * v), truth });
  const [small, large] = [psd, scaled].map((problem) => new EntropyMirrorDescent().solveSync(problem, { stop: iterations(30) }));
  expect(large.estimate.left.data).toEqual(small.estimate.left.data.map((v) => 1024 * v));
  expect(large.certificate!.nuclearNormGap).toBe(small.certificate!.nuclearNormGap);
});
