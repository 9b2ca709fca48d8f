import { expect, test } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { maximumRank } from "../../src/problem/problem.ts";
import { spectralStart } from "../../src/problem/starting-points.ts";
import { costFormula } from "../../src/solve/cost-formula.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { ask, COMPLETING, fitFor, solverNamed, TENSORS, withDataNorm } from "./by-hand.ts";
import { known, positions } from "./problems.ts";

const kernels = openKernels();

/**
 * The share of the declared numbers that a state holds between two steps, beside x. The rest is what a step allocates and leaves to the collector of
 * garbage: the SVD of a whole matrix and its copies, tangent directions, directions and residuals of inner iterations, former iterates.
 */
const SHARE: Record<string, number> = {
  gd: 1,
  "gd-modified": 1,
  "gd-symmetric": 1,
  "scaled-gd": 1,
  "scaled-gd-symmetric": 0.6,
  "prec-gd": 0.6,
  apgd: 0.5,
  subgm: 1,
  "subgm-symmetric": 1,
  opsa: 0.3,
  "group-lasso": 1,
  "lifted-gd": 0.75,
  "mirror-psd": 1,
  "mirror-hypentropy": 0.9,
  iht: 0.04,
  "riemannian-gd": 0.25,
  "riemannian-cg": 0.4,
  "alternating-minimization": 0.2,
  asd: 0.25,
  "scaled-asd": 0.2,
  gnmr: 0.18,
  "matrix-irls": 0.017,
  galore: 0.18,
  fira: 0.16,
  maestro: 0.35,
  "trained-rank-pruning": 0.09,
  lmafit: 0.06,
  fista: 0.33,
  svt: 0.68,
  "soft-impute": 0.26,
  sltrain: 0.09,
};

/** Numbers in all typed arrays within, each buffer once. */
function numbersIn(value: unknown, seen = new Set<unknown>()): number {
  if (typeof value !== "object" || value === null || seen.has(value)) return 0;
  seen.add(value);
  if (!ArrayBuffer.isView(value)) return Object.values(value).reduce((sum: number, one) => sum + numbersIn(one, seen), 0);
  if (seen.has(value.buffer)) return 0;
  seen.add(value.buffer);
  return value.buffer.byteLength / 8;
}

/** Those that begin at a lower rank: they hold what they declare once they have all their columns. */
const GROWING = new Set(["riemannian-cg"]);

/** What a state holds after three steps beside x, and what is declared. */
function heldAndDeclared(name: string, n1: number, n2: number, r: number): readonly [number, number] {
  const solver = solverNamed(name);
  const symmetric = solver.form === "symmetric";
  const operator = COMPLETING.has(name)
    ? entrySampling({ rows: n1, cols: n2, ...positions(n1, n2) }, kernels)
    : symmetric
      ? symmetricGaussianOperator({ size: n1, count: 4 * n1 * r, seed: 1 }, kernels)
      : gaussianOperator({ rows: n1, cols: n2, count: 3 * r * (n1 + n2), seed: 1 }, kernels);
  const problem = withDataNorm(fitFor(name, known(operator, r, { symmetric }).problem));
  const k = solver.carries === "matrix" ? maximumRank(problem) : r;
  const start = GROWING.has(name) ? spectralStart() : solver.defaultStart;
  const { result: x0 } = ask(problem, start(problem, k, 0));
  const { result: state } = ask(problem, solver.start(problem, x0));
  for (let step = 0; step < 3; step++) ask(problem, solver.step(state, problem));
  const n = Math.max(operator.rows, operator.cols);
  const sizes = { n1: operator.rows, n2: operator.cols, n, p: (n * (n + 1)) / 2, k, r: k, m: operator.count };
  return [numbersIn(state) - numbersIn(state.x), costFormula(solver.cost?.memory ?? "none", sizes)];
}

test("every solver declares what a step asks, computes and keeps, and where it is proved", () => {
  expect(Object.keys(SHARE)).toEqual(Object.keys(solvers));
  for (const name of Object.keys(solvers)) {
    const { cost, regime } = solverNamed(name);
    expect(cost?.asks).toBeGreaterThan(0);
    for (const text of [cost?.algebra, cost?.memory, regime?.assumes]) expect(text).toMatch(/\S/);
  }
});

test.each(Object.entries(SHARE))(
  "%s keeps what it declares, and a share of it that does not change with the size",
  (name, share) => {
    const [small, large] = (
      TENSORS.has(name)
        ? [
            [4, 4, 1],
            [6, 6, 2],
          ]
        : [
            [12, 10, 2],
            [40, 30, 4],
          ]
    ).map(([n1, n2, r]) => {
      const [held, declared] = heldAndDeclared(name, n1, n2, r);
      expect(held).toBeLessThanOrEqual(declared);
      expect(held / declared).toBeGreaterThanOrEqual(share);
      expect(held / declared).toBeLessThan(1.6 * share);
      return held / declared;
    });
    expect(Math.max(small / large, large / small)).toBeLessThan(1.6);
  },
);
