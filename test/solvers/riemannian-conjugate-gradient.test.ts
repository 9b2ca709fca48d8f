import { expect, test } from "vitest";
import { relativeErrorOf } from "../../src/diagnostics/relative-error.ts";
import { spectrumOf } from "../../src/diagnostics/spectrum.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { permutation } from "../../src/random/permutation.ts";
import { STREAM } from "../../src/random/streams.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { RiemannianConjugateGradient } from "../../src/solvers/riemannian-conjugate-gradient.ts";
import { known } from "../contracts/problems.ts";

const kernels = openKernels();
const [n, r] = [80, 3];
const at = permutation(n * n, 2, STREAM.permutation).slice(0, Math.round(2.5 * r * (2 * n - r)));
const operator = entrySampling({ rows: n, cols: n, row: at.map((i) => i % n), col: at.map((i) => Math.floor(i / n)) }, kernels);
const { problem } = known(operator, r, { condition: 10, seed: 2 });

test("from few entries it may grow away from M for ever from the spectral start, and finds M rank by rank", () => {
  const far = new RiemannianConjugateGradient().solveSync(problem, { rank: r, stop: iterations(300) });
  expect(relativeErrorOf(problem, far.estimate)).toBeGreaterThan(1);
  expect(spectrumOf(problem, far.estimate)[0]).toBeGreaterThan(2); // of M it is 1
  const grown = new RiemannianConjugateGradient({ growth: 20 }).solveSync(problem, { rank: r, stop: iterations(100) });
  expect(relativeErrorOf(problem, grown.estimate)).toBeLessThan(1e-8);
  // ‖𝒜*(y)‖₂, the spectral start and the first triplet; at each of two ranks a gradient, 20 steps of two, a measurement and a triplet; a gradient at rank 3.
  expect(grown.asks).toBe(3 + 2 * (1 + 2 * 20 + 1 + 1) + 1 + 2 * 100);
});

test("grown beyond the rank of M it stays where it is", () => {
  const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, kernels), 2);
  const run = new RiemannianConjugateGradient({ growth: 60 }).solveSync(problem, { rank: 3 });
  expect(run.status).toBe("converged");
  expect(relativeErrorOf(problem, run.estimate)).toBeLessThan(1e-8);
});
