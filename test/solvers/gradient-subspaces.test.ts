import { expect, test } from "vitest";
import { cosineBasis } from "../../src/linalg/cosine-basis.ts";
import { productSvd } from "../../src/linalg/factored.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { Fira } from "../../src/solvers/fira.ts";
import { GradientLowRankProjection } from "../../src/solvers/gradient-low-rank-projection.ts";
import type { AnySolver } from "../../src/solvers/registry.ts";
import { nativeBackend, portableBackend } from "../contracts/backends.ts";
import { adjointOf, inverse, plus, productOf, type Rows, relativeGap, residualOf, rowsOf, times, transposed } from "./dense.ts";

function problemOf(rows: number, cols: number, count: number, kernels = portableBackend): Problem {
  const operator = gaussianOperator({ rows, cols, count, seed: 4 }, kernels);
  const truth = syntheticTruth(operator, { rank: 2, seed: 4 });
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
}

const STEPS = 12;
const square = problemOf(12, 12, 80);
const after = (solver: AnySolver, problem: Problem, steps: number) => solver.solveSync(problem, { stop: iterations(steps) });
const ended = (solver: AnySolver, problem: Problem, steps: number): Rows => productOf(after(solver, problem, steps).estimate);

/** ⟨A_i, e·fᵀ⟩ for every unit row e and column f: 𝒜 as m rows of n1·n2 numbers, column-major. */
function operatorRows({ operator }: Problem): Rows {
  const { rows, cols, count } = operator;
  const columns = Array.from({ length: rows * cols }, (_, at) => {
    const [left, right] = [new Float64Array(rows), new Float64Array(cols)];
    left[at % rows] = right[Math.floor(at / rows)] = 1;
    const out = new Float64Array(count);
    operator.measure({ left: { rows, cols: 1, data: left }, right: { rows: cols, cols: 1, data: right } }, out);
    return [...out];
  });
  return transposed(columns);
}

test("the rank is at most ρ times the number of subspaces, for either inner rule", () => {
  for (const inner of ["plain", "adam"] as const) {
    const run = after(new GradientLowRankProjection({ dimension: 2, refresh: 5, inner, moments: "reset" }), square, 20);
    const { values } = productSvd(portableBackend, run.estimate);
    expect([...values].filter((value) => value > 1e-12 * values[0])).toHaveLength(8);
  }
});

test("f falls by at least η(1 − ηL/2)‖PᵀG‖² a step", async () => {
  const a = operatorRows(square);
  let v: Rows = a[0].map((_, i) => [1 + (i % 3)]);
  let largest = 0;
  for (let i = 0; i < 200; i++) {
    const next = times(transposed(a), times(a, v));
    largest = Math.hypot(...next.flat());
    v = next.map(([value]) => [value / largest]);
  }
  const eta = 0.1;
  const step = eta * square.operator.scale ** -1;
  let promised = Number.NaN;
  let before = Number.NaN;
  for await (const { state, iteration } of new GradientLowRankProjection({ dimension: 3, stepSize: eta }).iterate(square, {
    stop: iterations(30),
  })) {
    if (iteration > 0) expect(state.gradient.value).toBeLessThanOrEqual(before - promised + 1e-12 * before);
    before = state.gradient.value;
    const s = productSvd(portableBackend, factorsOf(rowsOf(state.gradient.left))).values;
    promised = step * (1 - (step * largest) / 2) * (s[0] ** 2 + s[1] ** 2 + s[2] ** 2);
    expect(promised).toBeGreaterThan(0);
  }
});

test("never chosen anew, the subspace holds a least-squares problem, and its residual is where the run ends", () => {
  const solver = new GradientLowRankProjection({ dimension: 2, refresh: 1_000_000, subspace: "dct", stepSize: 0.3 });
  const wide = problemOf(8, 10, 60);
  const run = after(solver, wide, 4000);
  const x = productOf(run.estimate);
  // P spans the columns of X: coordinates in the two cosines that X uses.
  const q = rowsOf(cosineBasis(8));
  const energy = times(transposed(q), x).map((row) => Math.hypot(...row));
  const used = [...energy.keys()].toSorted((i, j) => energy[j] - energy[i]).slice(0, 2);
  const p = q.map((row) => used.map((j) => row[j]));
  const rest = plus(x, -1, times(p, times(transposed(p), x)));
  expect(Math.hypot(...rest.flat())).toBeLessThan(1e-12);
  const b = operatorRows(wide).map((row) =>
    Array.from({ length: 20 }, (_, at) => p.reduce((sum, line, i) => sum + line[at % 2] * row[Math.floor(at / 2) * 8 + i], 0)),
  );
  const y: Rows = Array.from(wide.measurements, (value) => [value]);
  const z = times(inverse(times(transposed(b), b)), times(transposed(b), y));
  const floor = Math.hypot(...plus(times(b, z), -1, y).flat());
  expect(Math.abs(Math.hypot(...residualOf(wide, run.estimate)) / floor - 1)).toBeLessThan(1e-8);
});

test("with the identity, all of the space is plain descent, and so is a subspace with what is outside it", () => {
  const step = 0.1 / square.operator.scale;
  let x: Rows = Array.from({ length: 12 }, () => new Array(12).fill(0));
  const { measurements, operator } = square;
  const a = operatorRows(square);
  for (let t = 0; t < 100; t++) {
    const flat = transposed(x).flat();
    const r = a.map((row, i) => row.reduce((sum, value, at) => sum + value * flat[at], 0) - measurements[i]);
    x = plus(x, -step, adjointOf(square, Float64Array.from(r)));
  }
  expect(operator.count).toBeLessThan(144);
  const full = ended(new GradientLowRankProjection({ dimension: 12, stepSize: 0.1 }), square, 100);
  expect(relativeGap(full, x)).toBeLessThan(1e-12);
  expect(relativeGap(ended(new Fira({ inner: "plain", refresh: 5, stepSize: 0.1 }), square, 100), x)).toBeLessThan(1e-12);
});

test("Fira's step with Adam along cosines is what its definition says", () => {
  const [wide, refresh, eta, decay] = [problemOf(6, 9, 40), 2, 0.1, 30];
  const q: Rows = Array.from({ length: 6 }, (_, j) =>
    Array.from({ length: 6 }, (_, k) => Math.cos((Math.PI * (2 * j + 1) * k) / 12) * Math.sqrt((k === 0 ? 1 : 2) / 6)),
  );
  const unit = productSvd(portableBackend, factorsOf(adjointOf(wide, wide.measurements))).values[0] / wide.operator.scale;
  let x: Rows = Array.from({ length: 6 }, () => new Array(9).fill(0));
  let p: Rows = [];
  let m: Rows = [];
  let v: Rows = [];
  let outside = Number.POSITIVE_INFINITY;
  for (let t = 0; t < STEPS; t++) {
    const g = scaled(adjointOf(wide, residualOf(wide, factorsOf(x))), 1 / (unit * wide.operator.scale));
    if (t % refresh === 0) {
      const energy = times(transposed(q), g).map((row) => Math.hypot(...row));
      const best = [...energy.keys()].toSorted((i, j) => energy[j] - energy[i]).slice(0, 2);
      const next = q.map((row) => best.map((j) => row[j]));
      const change = p.length > 0 ? times(transposed(next), p) : [];
      m = p.length > 0 ? times(change, m) : scaled(times(transposed(next), g), 0);
      v = p.length > 0 ? times(change, v).map((row) => row.map(Math.abs)) : m;
      p = next;
    }
    const r = times(transposed(p), g);
    m = plus(scaled(m, 0.9), 0.1, r);
    v = plus(
      scaled(v, 0.999),
      0.001,
      r.map((row) => row.map((value) => value ** 2)),
    );
    const c = Math.sqrt(1 - 0.999 ** (t + 1)) / (1 - 0.9 ** (t + 1));
    const n = m.map((row, i) => row.map((value, j) => (c * value) / (Math.sqrt(v[i][j]) + 1e-8)));
    const size = (rows: Rows, j: number) => Math.hypot(...rows.map((row) => row[j]));
    let e = plus(g, -1, times(p, r)).map((row) => row.map((value, j) => (value * size(n, j)) / (size(r, j) + 1e-8)));
    if (Math.hypot(...e.flat()) > 1.01 * outside) e = scaled(e, (1.01 * outside) / Math.hypot(...e.flat()));
    outside = Math.hypot(...e.flat());
    x = plus(x, (-eta * (1 + Math.cos((Math.PI * t) / decay))) / 2, plus(times(p, n), 1, e));
  }
  const options = { subspace: "dct", dimension: 2, refresh, moments: "rotate", stepSize: eta, decay } as const;
  expect(relativeGap(ended(new Fira(options), wide, STEPS), x)).toBeLessThan(1e-10);
  for (const moments of ["keep", "reset"] as const)
    expect(relativeGap(ended(new Fira({ ...options, moments }), wide, STEPS), x)).toBeGreaterThan(1e-3);
});

const scaled = (rows: Rows, s: number): Rows => rows.map((row) => row.map((value) => s * value));

/** X as { left: X, right: I }. */
function factorsOf(x: Rows) {
  const [n1, n2] = [x.length, x[0].length];
  const left = { rows: n1, cols: n2, data: Float64Array.from(transposed(x).flat()) };
  const right = { rows: n2, cols: n2, data: Float64Array.from({ length: n2 * n2 }, (_, i) => (i % (n2 + 1) === 0 ? 1 : 0)) };
  return { left, right };
}

// The contracts allow these solvers more rounding than others, since the subspace of a gradient with near-equal singular values is ill-determined.
test.runIf(nativeBackend)(
  "rounding grows by the choice of the subspace alone: without it both backends agree as those of other solvers do",
  () => {
    const gap = (solver: AnySolver): number => {
      const [native, portable] = [nativeBackend!, portableBackend].map((kernels) =>
        after(solver, problemOf(12, 10, 80, kernels), 100).history.column("relativeResidual"),
      );
      return Math.max(...native.map((value, i) => Math.abs(value - portable[i])));
    };
    expect(gap(new GradientLowRankProjection({ dimension: 10 }))).toBeLessThan(1e-14);
    expect(gap(new Fira({ inner: "plain" }))).toBeLessThan(1e-14);
  },
);
