import { expect, test } from "vitest";
import { largestSine } from "../../src/diagnostics/principal-angles.ts";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { spectrumOf } from "../../src/diagnostics/spectrum.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { productSvd } from "../../src/linalg/factored.ts";
import type { Factors, Matrix } from "../../src/linalg/matrix.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { answered } from "../../src/problem/answered.ts";
import { spectralStart } from "../../src/problem/starting-points.ts";
import { permutation } from "../../src/random/permutation.ts";
import { STREAM } from "../../src/random/streams.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { RiemannianConjugateGradient } from "../../src/solvers/riemannian-conjugate-gradient.ts";
import { known } from "../contracts/problems.ts";

const kernels = openKernels();
const [n, r] = [80, 3];

/** m = 2.5·r(2n − r) entries of a matrix with κ = 10. */
function completion(seed: number) {
  const at = permutation(n * n, seed, STREAM.permutation).slice(0, Math.round(2.5 * r * (2 * n - r)));
  const sampled = { rows: n, cols: n, row: at.map((i) => i % n), col: at.map((i) => Math.floor(i / n)) };
  return known(entrySampling(sampled, kernels), r, { condition: 10, seed });
}

const { problem, truth } = completion(2);

test("from few entries it may grow away from M for ever from the spectral start, and finds M rank by rank", () => {
  const solver = new RiemannianConjugateGradient();
  const far = solver.solveSync(problem, { rank: r, start: spectralStart(), stop: iterations(300) });
  expect(relativeErrorOf(problem, far.estimate)).toBeGreaterThan(1);
  expect(spectrumOf(problem, far.estimate)[0]).toBeGreaterThan(2); // of M it is 1
  expect(far.start).toEqual({ kind: "spectral" });
  const grown = solver.solveSync(problem, { rank: r, stop: iterations(100) });
  expect(relativeErrorOf(problem, grown.estimate)).toBeLessThan(1e-8);
  expect(grown.start).toEqual({ kind: "grown", steps: 5 });
  // ‖𝒜*(y)‖₂, and the first triplet; at each of two ranks a gradient, 5 steps of two, a measurement and a triplet; a gradient at rank 3.
  expect(grown.asks).toBe(2 + 2 * (1 + 2 * 5 + 1 + 1) + 1 + 2 * 100);
});

test("it finds M from few entries where the spectral start does not, draw after draw", () => {
  for (const seed of [3, 5, 6, 8]) {
    const { problem } = completion(seed);
    const run = new RiemannianConjugateGradient().solveSync(problem, { rank: r, stop: iterations(100) });
    expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(1e-4);
  }
});

test("the weakest direction of the spectral start is near a right angle to those of M, and the grown one is not", () => {
  const basis = (x: Factors): Matrix => productSvd(kernels, x).left;
  const sine = (start: Factors): number => largestSine(kernels, basis(truth), basis(start));
  const startOf = (growth: number): Factors =>
    answered(problem.operator, new RiemannianConjugateGradient({ growth }).defaultStart(problem, r, 0));
  expect(sine(startOf(0))).toBeGreaterThan(0.99);
  expect(sine(startOf(5))).toBeLessThan(0.7);
});

test("grown beyond the rank of M it stays where it is", () => {
  const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, kernels), 2);
  const run = new RiemannianConjugateGradient({ growth: 60 }).solveSync(problem, { rank: 3 });
  expect(run.status).toBe("converged");
  expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(1e-8);
});
