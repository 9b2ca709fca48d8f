import { describe, expect, it } from "vitest";
import { openKernels } from "../../../src/kernels/open.ts";
import { runNow } from "../../../src/linalg/computing.ts";
import type { Ask } from "../../../src/operators/operator.ts";
import { conjugateGradient, type InnerLimits, type System } from "../../../src/solvers/parts/conjugate-gradient.ts";
import { gaussian } from "../../kernels/matrices.ts";
import { gramOf, inverse, type Rows, times, transposed } from "../dense.ts";

const kernels = openKernels();

/** z ↦ N·z of a matrix that is written down; counts the products. */
function systemOf(n: Rows): System & { products: number } {
  const system = {
    products: 0,
    *apply(v: Float64Array, out: Float64Array): Generator<Ask, number, void> {
      yield* [];
      system.products++;
      for (let i = 0; i < v.length; i++) out[i] = n[i].reduce((sum, value, j) => sum + value * v[j], 0);
      return v.reduce((sum, value, i) => sum + value * out[i], 0);
    },
  };
  return system;
}

function solved(system: System, b: Float64Array, limits: InnerLimits): Float64Array {
  const asking = conjugateGradient(system, b, limits);
  for (let next = asking.next(); ; next = asking.next()) {
    if (next.done) return next.value;
    if (next.value.verb === "algebra") runNow(kernels, next.value.call);
  }
}

const vector = (size: number, seed: number): Float64Array => gaussian(size, seed);
const size = (a: ArrayLike<number>): number => Math.hypot(...Array.from(a));
const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number => size(Array.from(a, (value, i) => value - b[i]));
const drawn = (rows: number, cols: number, seed: number): Rows => {
  const data = vector(rows * cols, seed);
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols)));
};
const diagonal = (values: number[]): Rows => values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));
const all: InnerLimits = { tolerance: 1e-13, iterations: 100 };

describe("conjugate gradients", () => {
  const n = gramOf(drawn(14, 8, 1));
  const b = vector(8, 2);

  it("solve a definite system, in as many products as it has unknowns", () => {
    const system = systemOf(n);
    const exact = times(
      inverse(n),
      Array.from(b, (value) => [value]),
    ).flat();
    expect(difference(solved(system, b, { tolerance: 1e-10, iterations: 100 }), exact) / size(exact)).toBeLessThan(1e-9);
    expect(system.products).toBeLessThanOrEqual(9);
  });

  it("need a product for every different eigenvalue, and no more", () => {
    const system = systemOf(diagonal([1, 1, 4, 4, 4, 9]));
    const z = solved(system, Float64Array.of(1, 2, 3, 4, 5, 6), { tolerance: 1e-12, iterations: 100 });
    expect(system.products).toBe(3);
    expect(difference(z, [1, 2, 3 / 4, 1, 5 / 4, 6 / 9])).toBeLessThan(1e-12);
  });

  it("find the solution of least norm where the system is singular and consistent", () => {
    const f = drawn(8, 3, 3);
    const z = times(f, [[1], [-2], [0.5]]).flat(); // in the range of F·Fᵀ
    const singular = times(f, transposed(f));
    const right = Float64Array.from(singular, (row) => row.reduce((sum, value, j) => sum + value * z[j], 0));
    expect(difference(solved(systemOf(singular), right, { tolerance: 1e-12, iterations: 20 }), z) / size(z)).toBeLessThan(1e-9);
  });

  it("end at the tolerance, at the limit, and at once for b = 0", () => {
    const system = systemOf(n);
    const z = solved(system, b, { tolerance: 0.1, iterations: 100 });
    const residual = n.map((row, i) => b[i] - row.reduce((sum, value, j) => sum + value * z[j], 0));
    expect(size(residual)).toBeLessThanOrEqual(0.1 * size(b) * (1 + 1e-12));
    expect(system.products).toBeLessThan(8);
    const limited = systemOf(n);
    solved(limited, b, { tolerance: 0, iterations: 3 });
    expect(limited.products).toBe(3);
    const none = systemOf(n);
    expect([...solved(none, new Float64Array(8), all)]).toEqual(new Array(8).fill(0));
    expect(none.products).toBe(0);
  });

  it("make the first step down b: z = b·‖b‖²/⟨b, Nb⟩", () => {
    const z = solved(systemOf(n), b, { tolerance: 0, iterations: 1 });
    const image = n.map((row) => row.reduce((sum, value, j) => sum + value * b[j], 0));
    const step = size(b) ** 2 / image.reduce((sum, value, i) => sum + value * b[i], 0);
    expect(
      difference(
        z,
        b.map((value) => step * value),
      ) / size(z),
    ).toBeLessThan(1e-13);
  });

  it("with N⁻¹ as preconditioner end after one product, and with another at the same solution", () => {
    const exact = times(
      inverse(n),
      Array.from(b, (value) => [value]),
    ).flat();
    const by = (p: Rows): System & { products: number } =>
      Object.assign(systemOf(n), {
        *precondition(v: Float64Array, out: Float64Array) {
          yield* [];
          for (let i = 0; i < v.length; i++) out[i] = p[i].reduce((sum, value, j) => sum + value * v[j], 0);
        },
      });
    const ideal = by(inverse(n));
    expect(difference(solved(ideal, b, { tolerance: 1e-8, iterations: 50 }), exact) / size(exact)).toBeLessThan(1e-10);
    expect(ideal.products).toBe(1);
    const jacobi = by(diagonal(n.map((row, i) => 1 / row[i])));
    expect(difference(solved(jacobi, b, { tolerance: 1e-11, iterations: 50 }), exact) / size(exact)).toBeLessThan(1e-9);
  });

  it("give back what they have where there is no curvature or a number is not finite", () => {
    const flat = systemOf(diagonal([0, 0, 0]));
    expect([...solved(flat, Float64Array.of(1, 2, 3), all)]).toEqual([0, 0, 0]);
    expect(flat.products).toBe(1);
    const broken: System = {
      *apply(_, out) {
        yield* [];
        out.fill(Number.NaN);
        return Number.NaN;
      },
    };
    expect([...solved(broken, Float64Array.of(1, 2, 3), all)]).toEqual([0, 0, 0]);
  });

  it("scale with b by powers of two, bit for bit, down to squares that underflow", () => {
    const limits = { tolerance: 1e-3, iterations: 4 };
    const plain = solved(systemOf(n), b, limits);
    for (const c of [2 ** 40, 2 ** -40])
      expect(
        solved(
          systemOf(n),
          b.map((value) => c * value),
          limits,
        ),
      ).toEqual(plain.map((value) => c * value));
    const tiny = solved(
      systemOf(n),
      b.map((value) => 2 ** -520 * value),
      limits,
    );
    expect(
      difference(
        tiny.map((value) => 2 ** 520 * value),
        plain,
      ) / size(plain),
    ).toBeLessThan(1e-12);
  });
});
