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
import { syntheticMeasurements } from "../../src/problem/synthetic.ts";
import { permutation } from "../../src/random/permutation.ts";
import { STREAM } from "../../src/random/streams.ts";
import { holdOut, iterations } from "../../src/solve/stop-rules.ts";
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
  // ‖𝒜*(y)‖₂, the first triplet and the gradient there; two of 100 steps add a rank: a measurement, a triplet, a gradient.
  expect(grown.asks).toBe(3 + 2 * 98 + 3 * 2);
});

test("it finds M from few entries where the spectral start does not, draw after draw", () => {
  for (const seed of [3, 5, 6, 8]) {
    const { problem } = completion(seed);
    const run = new RiemannianConjugateGradient().solveSync(problem, { rank: r, stop: iterations(100) });
    expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(1e-4);
  }
});

test("the weakest direction of the spectral start is near a right angle to those of M, and that of rank by rank is not", () => {
  const basis = (x: Factors): Matrix => productSvd(kernels, x).left;
  const sineAfter = (growth: number, steps: number): number => {
    const run = new RiemannianConjugateGradient({ growth }).solveSync(problem, { rank: r, stop: iterations(steps) });
    return largestSine(kernels, basis(truth), basis(run.estimate));
  };
  expect(sineAfter(0, 0)).toBeGreaterThan(0.99);
  expect(sineAfter(5, 12)).toBeLessThan(0.7);
});

test("the lower ranks are iterations of the run: rules, limits and aborts see them", async () => {
  const ranks: number[] = [];
  const solver = new RiemannianConjugateGradient({ growth: 2 });
  for await (const { state } of solver.iterate(problem, { rank: r, stop: iterations(9) }))
    ranks.push(productSvd(kernels, state.x).values.filter((value) => value > 0).length);
  expect(ranks).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 3]);

  const stopped = new RiemannianConjugateGradient().solveSync(problem, { rank: r, stop: iterations(3) });
  expect([stopped.iterations, stopped.estimate.left.cols, stopped.asks]).toEqual([3, r, 9]);
  const aborting = new AbortController();
  const onProgress = ({ iteration }: { iteration: number }) => iteration === 2 && aborting.abort();
  const aborted = solver.solveSync(problem, { rank: r, signal: aborting.signal, onProgress });
  expect([aborted.status, aborted.iterations]).toEqual(["aborted", 2]);

  // From noise a higher rank than M's is no better on what is held out, and the best of the path is returned.
  const sensed = known(gaussianOperator({ rows: 20, cols: 20, count: 280, seed: 1 }, kernels), 2);
  const measurements = syntheticMeasurements(sensed.problem.operator, sensed.truth, 0.1, 3);
  const run = new RiemannianConjugateGradient().solveSync({ ...sensed.problem, measurements }, { rank: 8, stop: holdOut() });
  const held = run.history.column("heldOutResidual");
  expect(run.iteration).toBe(held.indexOf(Math.min(...held)));
  expect(productSvd(kernels, run.estimate).values.filter((value) => value > 0).length).toBeLessThan(5); // from 2 to 4 by the draw
  expect(run.iterations).toBeGreaterThan(7 * 6);
});

test("a start with all its columns begins at their rank, one with columns of zeros adds them", () => {
  const full = answered(problem.operator, spectralStart()(problem, r, 0));
  const half = { left: { ...full.left, data: full.left.data.slice() }, right: { ...full.right, data: full.right.data.slice() } };
  for (const { data, rows } of [half.left, half.right]) data.fill(0, 2 * rows);
  const rankAfter = (start: Factors, growth: number): number => {
    const run = new RiemannianConjugateGradient({ growth }).solveSync(problem, { rank: r, start, stop: iterations(3) });
    return productSvd(kernels, run.estimate).values.filter((value) => value > 1e-12).length;
  };
  expect([rankAfter(full, 2), rankAfter(half, 2), rankAfter(half, 4)]).toEqual([3, 3, 2]);
});

test("grown beyond the rank of M it stays where it is", () => {
  const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, kernels), 2);
  const run = new RiemannianConjugateGradient({ growth: 60 }).solveSync(problem, { rank: 3 });
  expect(run.status).toBe("converged");
  expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(1e-8);
});
