import { describe, expect, test } from "vitest";
import { symmetricEigen } from "../../src/linalg/decompositions.ts";
import { embedding } from "../../src/linalg/hermitian.ts";
import { type Factors, type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { answer, type MeasurementOperator } from "../../src/operators/operator.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { isBreakdown } from "../../src/problem/asking.ts";
import { type Identifiability, identifiability } from "../../src/problem/identifiability.ts";
import { createProblem, degreesOfFreedom, type Problem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { permutation } from "../../src/random/permutation.ts";
import { STREAM } from "../../src/random/streams.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { allWords, known } from "../contracts/problems.ts";
import { gaussian } from "../kernels/matrices.ts";

function measuredAt(problem: Problem, x: Factors): Identifiability {
  const asking = identifiability(problem, x);
  for (let next = asking.next(); ; next = asking.next()) {
    if (next.done) return next.value;
    answer(next.value.operator, next.value.ask);
  }
}

/** A matrix Z of the problem's kind as factors (Z, I); for a complex field Z is a real embedding. */
type Tangent = Matrix;

/**
 * σ_min/√τ by brute force: random elements of the tangent space at x, orthonormalized by Gram and Schmidt in ⟨·,·⟩ of the true (real or
 * complex) matrices, each measured by definition; the least eigenvalue of their Gram matrix after 𝒜.
 */
function bruteForce(problem: Problem, x: Factors): { sigma: number; dimension: number } {
  const { operator, kernels } = problem;
  const basis: Tangent[] = [];
  for (let trial = 0; trial < 400; trial++) {
    const z = randomTangent(problem, x, 1000 + trial);
    const size = length(z);
    for (let pass = 0; pass < 2; pass++) for (const b of basis) subtract(z, b);
    const rest = length(z);
    if (rest < 1e-8 * size) break;
    for (let i = 0; i < z.data.length; i++) z.data[i] /= rest;
    basis.push(z);
  }
  const images = basis.map((z) => {
    const out = new Float64Array(operator.count);
    const columns = operator.field === "complex" ? z.cols / 2 : z.cols;
    // For a complex field the image [Re Z; Im Z] and that of the identity: Re tr(Z* P I).
    const left = matrix(z.rows, columns, z.data.slice(0, z.rows * columns));
    const right = zeros(operator.cols, columns);
    for (let i = 0; i < columns; i++) right.data[i + i * operator.cols] = 1;
    operator.measure({ left, right }, out);
    return out;
  });
  // An embedding's norm is √2 that of its complex matrix.
  const unit = operator.field === "complex" ? 2 : 1;
  const gram = zeros(basis.length, basis.length);
  for (let i = 0; i < basis.length; i++)
    for (let j = 0; j < basis.length; j++)
      gram.data[i + j * basis.length] = unit * images[i].reduce((sum, value, at) => sum + value * images[j][at], 0);
  const eigen = symmetricEigen(kernels, gram);
  if (isBreakdown(eigen)) throw new Error(eigen.reason);
  return { sigma: Math.sqrt(Math.max(0, eigen.values[0]) / operator.scale), dimension: basis.length };
}

const length = ({ data }: Matrix): number => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));

function subtract(z: Matrix, b: Matrix): void {
  const part = z.data.reduce((sum, value, i) => sum + value * b.data[i], 0);
  for (let i = 0; i < z.data.length; i++) z.data[i] -= part * b.data[i];
}

/** L·Bᵀ + C·Rᵀ with random B, C (U·W* + W·U* where X is U·U*). */
function randomTangent({ operator, kernels, symmetric }: Problem, { left, right }: Factors, seed: number): Tangent {
  const [n1, n2, k] = [operator.rows, operator.cols, left.cols];
  const out = zeros(n1, n2);
  if (operator.field === "complex") {
    const [u, w] = [embedding(left), embedding(matrix(n1, k, gaussian(n1 * k, seed)))];
    multiply(kernels, out, u, w, { transB: true });
    multiply(kernels, out, w, u, { transB: true, beta: 1 });
    return out;
  }
  const c = matrix(n1, k, gaussian(n1 * k, seed));
  const b = symmetric ? c : matrix(n2, k, gaussian(n2 * k, seed + 50_000));
  multiply(kernels, out, left, b, { transB: true });
  multiply(kernels, out, c, right, { transB: true, beta: 1 });
  return out;
}

const some = (words: string[], count: number, seed: number): string[] =>
  [...permutation(words.length, seed, STREAM.permutation).slice(0, count)].map((i) => words[i]);

describe.each(backends)("identifiability on %s kernels", (_, kernels) => {
  const row = Int32Array.from({ length: 50 }, (_, k) => (k * 3) % 9);
  const col = Int32Array.from({ length: 50 }, (_, k) => (k * 5 + Math.floor(k / 9)) % 8);
  const examples: [string, MeasurementOperator, number, boolean][] = [
    ["Gaussian", gaussianOperator({ rows: 7, cols: 5, count: 60, seed: 1 }, kernels), 2, false],
    ["Gaussian, full rank", gaussianOperator({ rows: 4, cols: 5, count: 60, seed: 1 }, kernels), 4, false],
    [
      "Gaussian, fewer measurements than dimensions",
      gaussianOperator({ rows: 7, cols: 5, count: 12, seed: 1 }, kernels),
      2,
      false,
    ],
    ["entries", entrySampling({ rows: 9, cols: 8, row, col }, kernels), 2, false],
    ["symmetric Gaussian", symmetricGaussianOperator({ size: 6, count: 40, seed: 1 }, kernels), 2, true],
    ["Gaussian of a symmetric matrix", gaussianOperator({ rows: 6, cols: 6, count: 40, seed: 1 }, kernels), 3, true],
    ["entries of a symmetric matrix", entrySampling({ rows: 8, cols: 8, row: row.map((r) => r % 8), col }, kernels), 1, true],
    ["Pauli, rank 1", pauliOperator({ qubits: 2, settings: some(allWords(2), 11, 2) }, kernels), 1, true],
    ["Pauli, rank 2", pauliOperator({ qubits: 3, settings: some(allWords(3), 45, 3) }, kernels), 2, true],
  ];

  test.each(examples)("is σ_min of 𝒜 on the tangent space: %s", (_name, operator, rank, symmetric) => {
    const truth = syntheticTruth(operator, { rank, condition: 3, seed: 8, symmetric });
    const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), symmetric });
    const found = measuredAt(problem, truth);
    const { sigma, dimension } = bruteForce(problem, truth);
    expect([found.rank, found.degreesOfFreedom]).toEqual([rank, dimension]);
    expect(found.degreesOfFreedom).toBe(degreesOfFreedom(problem, rank));
    expect(Math.abs(found.sigmaMin! - sigma)).toBeLessThanOrEqual(1e-7);
  });

  test("counts the columns that matter", () => {
    const operator = gaussianOperator({ rows: 7, cols: 5, count: 60, seed: 1 }, kernels);
    const { problem, truth } = known(operator, 2);
    const wider = {
      left: matrix(7, 4, Float64Array.from([...truth.left.data, ...gaussian(14, 1).map((v) => 1e-4 * v)])),
      right: matrix(5, 4, Float64Array.from([...truth.right.data, ...gaussian(10, 2).map((v) => 1e-4 * v)])),
    };
    expect(measuredAt(problem, wider)).toMatchObject({ rank: 2, degreesOfFreedom: 20 });
    const zero = { left: zeros(7, 2), right: zeros(5, 2) };
    expect(measuredAt(problem, zero)).toEqual({ rank: 0, degreesOfFreedom: 0, skipped: "the estimate is zero" });
  });
});

describe("the warning underdetermined", () => {
  test("fewer measurements than degrees of freedom", () => {
    const { problem } = known(gaussianOperator({ rows: 6, cols: 5, count: 12, seed: 1 }, portableBackend), 2);
    const run = new GradientDescent().solveSync(problem, { rank: 2 });
    expect(run.warnings).toEqual([
      {
        code: "underdetermined",
        message: "12 measurements do not determine a matrix of rank 2, which has 18 degrees of freedom",
      },
    ]);
    expect(run.converged).toBe(true); // the residual is small: that is not recovery
  });

  test("entries that miss a whole row", () => {
    const at = Array.from({ length: 96 }, (_, i) => i).filter((i) => i % 12 !== 5);
    const operator = entrySampling(
      { rows: 12, cols: 8, row: Int32Array.from(at, (i) => i % 12), col: Int32Array.from(at, (i) => Math.floor(i / 12)) },
      portableBackend,
    );
    const { problem } = known(operator, 2);
    const run = new GradientDescent().solveSync(problem, { rank: 2 });
    expect(operator.count).toBeGreaterThan(degreesOfFreedom(problem, 2));
    expect(run.warnings.map(({ code }) => code)).toEqual(["underdetermined"]);
    expect(run.warnings[0].message).toMatch(/σ_min of 𝒜 is \S+·√τ, below 0\.25·√τ/);
    expect(run.identifiability!.sigmaMin).toBeLessThan(1e-6);
  });

  test("sets of nine words for a pure state of two qubits warn where σ_min at the state found is small, and all sixteen do not", () => {
    const runs = Array.from({ length: 16 }, (_, seed) => {
      const { problem } = known(pauliOperator({ qubits: 2, settings: some(allWords(2), 9, seed) }, portableBackend), 1, { seed });
      return { problem, run: new SymmetricGradientDescent().solveSync(problem, { rank: 1 }) };
    });
    for (const { problem, run } of runs) expect(run.warnings.length).toBe(bruteForce(problem, run.estimate).sigma < 0.25 ? 1 : 0);
    expect(runs.filter(({ run }) => run.warnings.length > 0).length).toBeGreaterThan(2);
    const { problem } = known(pauliOperator({ qubits: 2, settings: allWords(2) }, portableBackend), 1);
    expect(new SymmetricGradientDescent().solveSync(problem, { rank: 1 }).warnings).toEqual([]);
  });

  test.each([0, 1, 2, 3, 4])("none with plenty of Gaussian data, seed %d", (seed) => {
    const { problem } = known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed }, portableBackend), 2, { seed });
    expect(new GradientDescent().solveSync(problem, { rank: 2 }).warnings).toEqual([]);
  });

  test("what is too large is skipped, and said so", () => {
    const operator = entrySampling({ rows: 90, cols: 90, ...spread(90, 4000) }, portableBackend);
    const { problem, truth } = known(operator, 2);
    const found = measuredAt(problem, truth);
    expect(found.sigmaMin).toBeUndefined();
    expect(found.skipped).toMatch(/the tangent space has 356 dimensions, and it is computed up to 300/);
  });
});

function spread(n: number, count: number): { row: Int32Array; col: Int32Array } {
  const order = permutation(n * n, 1, STREAM.positions).slice(0, count);
  return { row: order.map((at) => at % n), col: order.map((at) => Math.floor(at / n)) };
}
