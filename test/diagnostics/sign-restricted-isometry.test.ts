import { describe, expect, it } from "vitest";
import { signIsometry } from "../../src/diagnostics/sign-restricted-isometry.ts";
import { absolute } from "../../src/losses/loss.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { signSubgradientScale } from "../../src/theory/absolute-loss.ts";
import { kernels, plus, random, times, transpose, values } from "./brute-force.ts";

describe("at one point", () => {
  const [n1, n2, m] = [5, 4, 30];
  const matrices = random(1, m * n1 * n2, 3, 2).data;
  const operator = denseOperator({ rows: n1, cols: n2, matrices }, kernels);
  const truth = syntheticTruth(operator, { rank: 1, seed: 1 });
  const measurements = syntheticMeasurements(operator, truth, 0.3, 2);
  const problem = createProblem({ operator, measurements, truth, loss: absolute });
  const x = { left: random(n1, 2, 4), right: random(n2, 2, 5) };

  it("is that of its definition, with raw A_i", () => {
    const difference = plus(times(x.left, transpose(x.right)), times(truth.left, transpose(truth.right)), -1);
    const size = Math.hypot(...difference.data);
    const raw = Math.sqrt(m / operator.scale);
    const d = new Float64Array(n1 * n2);
    const out = new Float64Array(m);
    operator.measure(x, out);
    for (let i = 0; i < m; i++)
      for (let r = 0; r < n1; r++)
        for (let c = 0; c < n2; c++)
          d[r + c * n1] += (raw * Math.sign(out[i] - measurements[i]) * matrices[(i * n1 + r) * n2 + c]) / m;
    const scale = d.reduce((sum, value, at) => sum + value * difference.data[at], 0) / size;
    const rest = { rows: n1, cols: n2, data: d.map((value, at) => value - (scale * difference.data[at]) / size) };
    for (const rank of [1, 2, 4]) {
      const found = signIsometry(problem, x, rank);
      expect(found.scale).toBeCloseTo(scale, 12);
      expect(found.deviation).toBeCloseTo(Math.hypot(...values(rest).slice(0, rank)) / scale, 12);
    }
  });

  it("deviates more for every rank", () => {
    const found = [1, 2, 3, 4].map((rank) => signIsometry(problem, x, rank).deviation);
    expect(found.toSorted((a, b) => a - b)).toEqual(found);
  });

  it("refuses what it cannot judge", () => {
    for (const rank of [0, 5, 1.5]) expect(() => signIsometry(problem, x, rank)).toThrow("the rank is an integer from 1 to 4");
    expect(() => signIsometry(problem, truth, 1)).toThrow("x is the truth");
    expect(() => signIsometry({ ...problem, truth: undefined }, x, 1)).toThrow("does not know");
    const pauli = pauliOperator({ qubits: 1, settings: ["X", "Z"] }, kernels);
    const complex = createProblem({ operator: pauli, measurements: Float64Array.of(1, 0) });
    const u = random(4, 1, 6);
    expect(() => signIsometry(complex, { left: u, right: u }, 1)).toThrow("real matrices");
  });
});

it("tends to the mean of its law as measurements grow", () => {
  const off = [400, 40_000].map((count) => {
    const operator = symmetricGaussianOperator({ size: 6, count, seed: 4 }, kernels);
    const truth = syntheticTruth(operator, { rank: 1, seed: 1, symmetric: true });
    const problem = createProblem({
      operator,
      measurements: syntheticMeasurements(operator, truth, 0.5, 2),
      symmetric: true,
      truth,
    });
    const left = random(6, 1, 5);
    const difference = plus(times(left, transpose(left)), times(truth.left, transpose(truth.left)), -1);
    const { scale, deviation } = signIsometry(problem, { left, right: left }, 2);
    return [Math.abs(scale - signSubgradientScale(1, 0.5, Math.hypot(...difference.data))), deviation];
  });
  expect(off[1][0]).toBeLessThan(0.01);
  expect(off[1][1]).toBeLessThan(0.2 * off[0][1]);
});

it("is blind to how wrong a measurement is", () => {
  const operator = gaussianOperator({ rows: 5, cols: 4, count: 60, seed: 2 }, kernels);
  const truth = syntheticTruth(operator, { rank: 1, seed: 2 });
  const clean = syntheticMeasurements(operator, truth);
  const x = { left: random(5, 1, 7), right: random(4, 1, 8) };
  const at = (error: number) => {
    const measurements = clean.map((value, i) => (i % 7 === 0 ? value + error : value));
    return signIsometry(createProblem({ operator, measurements, truth }), x, 2);
  };
  expect(at(1e3)).toEqual(at(1e9));
});
