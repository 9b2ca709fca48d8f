import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ABSOLUTE, HUBER, SQUARED } from "../../src/kernels/contract.ts";
import { denseChunks } from "../../src/kernels/dense-shape.ts";
import { EPS, gaussian, integers } from "./matrices.ts";
import { answerLike, denseKind, entriesKind, type Kind } from "./operators.ts";
import { kernelSets, portable } from "./sets.ts";
import { circulantKind, hadamardKind, pauliKind, rankOneKind } from "./structured.ts";

const places = (length: number, bound: number, seed: number) =>
  Int32Array.from(gaussian(length, seed), (x) => Math.floor(Math.abs(x) * 1000) % bound);
const words = (count: number, qubits: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Array.from(places(qubits, 4, seed + i), (letter) => "IXYZ"[letter]).join(""));

/** Small operators of every kind: empty, single, repeated and indexed measurements among them. */
const kinds = fc
  .record({
    kind: fc.constantFrom(
      "dense",
      "dense32",
      "indexed",
      "entries",
      "pauli",
      "vectors",
      "symmetric vectors",
      "complex vectors",
      "hadamard",
    ),
    m: fc.integer({ min: 0, max: 9 }),
    n1: fc.integer({ min: 1, max: 7 }),
    n2: fc.integer({ min: 1, max: 7 }),
    k: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(10_000),
  })
  .map(({ kind, m, n1, n2, k, seed }): { operator: Kind; k: number; seed: number } => {
    const a = integers(Math.max(m, 3) * n1 * n2, seed);
    if (kind === "dense") return { operator: denseKind(m, n1, n2, a.subarray(0, m * n1 * n2)), k, seed };
    if (kind === "dense32") return { operator: denseKind(m, n1, n2, Float32Array.from(a.subarray(0, m * n1 * n2))), k, seed };
    if (kind === "indexed") return { operator: denseKind(m + 1, n1, n2, a, places(m + 1, 3, seed)), k, seed };
    if (kind === "entries") return { operator: entriesKind(n1, n2, places(m, n1, seed), places(m, n2, seed + 1)), k, seed };
    if (kind.endsWith("vectors")) return { operator: vectors(kind, m, n1, n2, seed), k, seed };
    if (kind === "hadamard") {
      const signs = Int32Array.from(gaussian(2, seed), (x) => x * 2 ** 30);
      return {
        operator: hadamardKind(n1, n2, 64, places(m, 64, seed), signs.subarray(0, Math.ceil((n1 * n2) / 32)), 2),
        k,
        seed,
      };
    }
    return { operator: pauliKind((n1 % 3) + 1, words(m, (n1 % 3) + 1, seed)), k, seed };
  });

/** Vectors by index, as they come, or centred; of symmetric and complex ones all three. */
function vectors(kind: string, m: number, n1: number, n2: number, seed: number): Kind {
  const complex = kind === "complex vectors";
  const [rows, cols] = kind === "vectors" ? [n1, n2] : complex ? [2 * n1, 2 * n1] : [n1, n1];
  const index = seed % 2 ? places(m + 1, m + 2, seed) : new Int32Array(0);
  const count = index.length ? m + 2 : m;
  const a = integers(count * rows, seed);
  const b = kind === "vectors" ? integers(count * cols, seed + 1) : a;
  return rankOneKind(rows, cols, a, b, { index, complex, scale: 2, centre: rows === cols ? seed % 3 : 0 });
}

// −0 and 0 count as one number here: + 0 makes them so.
describe.each(kernelSets)("%s operators", (_, kernels) => {
  test("measure is ⟨A_i, L·Rᵀ⟩, exact on integers", () => {
    fc.assert(
      fc.property(kinds, ({ operator, k, seed }) => {
        const { left, right } = factors(operator, k, seed);
        const out = new Float64Array(operator.m).fill(Number.NaN);
        operator.measure(kernels, k, left, right, out);
        expect(out.map((x) => x + 0)).toEqual(measured(operator, k, left, right));
      }),
    );
  });

  test("pullback is (𝒜*(w)·R, 𝒜*(w)ᵀ·L), exact on integers", () => {
    fc.assert(
      fc.property(kinds, ({ operator, k, seed }) => {
        const { left, right } = factors(operator, k, seed);
        const w = integers(operator.m, seed + 7);
        const out = answerLike(operator, k);
        operator.pullback(kernels, k, w, left, right, out.left, out.right);
        const { outLeft, outRight } = pulled(operator, k, w, left, right);
        expect(out.left.map((x) => x + 0)).toEqual(outLeft);
        expect(out.right.map((x) => x + 0)).toEqual(outRight);
      }),
    );
  });

  test.each([
    ["squared", SQUARED, 0],
    ["absolute", ABSOLUTE, 0],
    ["huber", HUBER, 3],
  ])("the gradient of the %s loss is measure, weigh, pullback, exact on integers", (_, loss, delta) => {
    fc.assert(
      fc.property(kinds, ({ operator, k, seed }) => {
        const { left, right } = factors(operator, k, seed);
        const y = measured(operator, k, left, right).map((v, i) => v + [0, 1, -2, 5, -9][i % 5]);
        const out = answerLike(operator, k);
        operator.gradient(kernels, k, left, right, y, loss, delta, out);

        const r = measured(operator, k, left, right).map((v, i) => v - y[i]);
        const size = (x: number) => Math.abs(x);
        const huber = (x: number) => (size(x) <= 3 ? 0.5 * x * x : 3 * (size(x) - 1.5));
        const value = r.reduce((sum, x) => sum + (loss === SQUARED ? 0.5 * x * x : loss === ABSOLUTE ? size(x) : huber(x)), 0);
        const slope = r.map((x) => (loss === SQUARED ? x : loss === ABSOLUTE ? Math.sign(x) : Math.max(-3, Math.min(3, x))));
        const { outLeft, outRight } = pulled(operator, k, slope, left, right);
        expect([...out.stats]).toEqual([value, Math.sqrt(r.reduce((sum, x) => sum + x * x, 0))]);
        expect(out.left.map((x) => x + 0)).toEqual(outLeft);
        expect(out.right.map((x) => x + 0)).toEqual(outRight);
      }),
    );
  });

  test("many chunks of a dense operator lose no row, and the fused pass adds in the order of the separate ones", () => {
    const [m, n1, n2, k] = [300, 33, 47, 3];
    expect(denseChunks(m, n1 * n2)).toBe(7);
    for (const draw of [integers, gaussian]) {
      const operator = denseKind(m, n1, n2, draw(m * n1 * n2, 1));
      const [left, right, y] = [draw(n1 * k, 2), draw(n2 * k, 3), draw(m, 4)];
      const out = answerLike(operator, k);
      operator.gradient(kernels, k, left, right, y, SQUARED, 0, out);

      const x = new Float64Array(m);
      operator.measure(kernels, k, left, right, x);
      const w = x.map((v, i) => v - y[i]);
      const pull = answerLike(operator, k);
      operator.pullback(kernels, k, w, left, right, pull.left, pull.right);
      expect(out.left).toEqual(pull.left);
      expect(out.right).toEqual(pull.right);
      const { outLeft, outRight } = pulled(operator, k, w, left, right);
      if (draw === integers) expect([out.left, out.right]).toEqual([outLeft, outRight]);

      // ⟨𝒜(LRᵀ), w⟩ = ⟨L, 𝒜*(w)R⟩ = ⟨R, 𝒜*(w)ᵀL⟩
      const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);
      const rounding = EPS * Math.sqrt(dot(x, x) * dot(w, w) * (m + n1 * n2));
      expect(Math.abs(dot(x, w) - dot(left, pull.left))).toBeLessThanOrEqual(rounding);
      expect(Math.abs(dot(x, w) - dot(right, pull.right))).toBeLessThanOrEqual(rounding);
    }
  });

  test("NaN in a row, an observation or a factor reaches value and gradient, whatever the loss", () => {
    for (const loss of [SQUARED, ABSOLUTE, HUBER]) {
      for (const operator of [
        denseKind(3, 2, 3, integers(18, 1)),
        entriesKind(2, 3, Int32Array.of(0, 1, 0), Int32Array.of(0, 1, 2)),
        pauliKind(1, ["X", "Y", "Z"]),
        rankOneKind(2, 3, integers(6, 1), integers(9, 2)),
      ]) {
        const { left, right } = factors(operator, 2, 5);
        const y = Float64Array.of(1, Number.NaN, 2);
        const out = answerLike(operator, 2);
        operator.gradient(kernels, 2, left, right, y, loss, 1, out);
        expect(out.stats.every(Number.isNaN)).toBe(true);
        expect(out.left.some(Number.isNaN) && out.right.some(Number.isNaN)).toBe(true);
      }
    }
  });

  test("circulant: measure and pullback by definition", () => {
    for (const [n1, n2, size, seed] of [
      [1, 1, 4, 1],
      [3, 2, 8, 2],
      [7, 9, 64, 3],
    ]) {
      const [m, k] = [size + 3, 2];
      const signs = Int32Array.from(gaussian(Math.ceil((n1 * n2) / 32), seed), (x) => x * 2 ** 30);
      const operator = circulantKind(n1, n2, places(m, size, seed), signs, gaussian(size, seed), 0.7);
      const { left, right } = factors(operator, k, seed);
      const w = gaussian(m, seed + 7);
      const [out, pull] = [new Float64Array(m), answerLike(operator, k)];
      operator.measure(kernels, k, left, right, out);
      operator.pullback(kernels, k, w, left, right, pull.left, pull.right);
      const { outLeft, outRight } = pulled(operator, k, w, left, right);
      for (const [got, by] of [
        [out, measured(operator, k, left, right)],
        [pull.left, outLeft],
        [pull.right, outRight],
      ]) {
        const limit = 1e-14 * size * Math.max(...by.map(Math.abs));
        for (let i = 0; i < by.length; i++) expect(Math.abs(got[i] - by[i])).toBeLessThanOrEqual(limit);
      }
    }
  });

  test("one factor on both sides", () => {
    const a = integers(24, 8);
    for (const operator of [
      pauliKind(2, ["XY", "ZZ", "IY"]),
      rankOneKind(8, 8, a, a, { centre: 1 }),
      rankOneKind(8, 8, a, a, { complex: true }),
    ]) {
      const f = integers(operator.n1 * 2, 3);
      const out = new Float64Array(3);
      operator.measure(kernels, 2, f, f, out);
      expect(out.map((x) => x + 0)).toEqual(measured(operator, 2, f, f));
      const w = integers(3, 4);
      const pull = answerLike(operator, 2);
      operator.pullback(kernels, 2, w, f, f, pull.left, pull.right);
      const { outLeft, outRight } = pulled(operator, 2, w, f, f);
      expect([pull.left.map((x) => x + 0), pull.right.map((x) => x + 0)]).toEqual([outLeft, outRight]);
    }
  });
});

function factors({ n1, n2 }: Kind, k: number, seed: number) {
  // Views that start off a 16-byte boundary, by seed.
  const view = (length: number, of: number) => integers(length + (of % 4), of).subarray(of % 4);
  return { left: view(n1 * k, seed + 2), right: view(n2 * k, seed + 3) };
}

/** Σ over a, b of A_i[a, b]·X[a, b]; exact for integers. */
function measured({ m, n1, n2, entry }: Kind, k: number, left: Float64Array, right: Float64Array): Float64Array {
  const x = new Float64Array(n1 * n2);
  portable.gemm(false, true, n1, n2, k, 1, left, right, 0, x);
  const out = new Float64Array(m);
  for (let i = 0; i < m; i++) for (let b = 0; b < n2; b++) for (let a = 0; a < n1; a++) out[i] += entry(i, a, b) * x[a + b * n1];
  return out;
}

function pulled({ m, n1, n2, entry }: Kind, k: number, w: Float64Array, left: Float64Array, right: Float64Array) {
  const outLeft = new Float64Array(n1 * k);
  const outRight = new Float64Array(n2 * k);
  for (let b = 0; b < n2; b++) {
    for (let a = 0; a < n1; a++) {
      let g = 0;
      for (let i = 0; i < m; i++) g += w[i] * entry(i, a, b);
      for (let q = 0; q < k; q++) {
        outLeft[a + q * n1] += g * right[b + q * n2];
        outRight[b + q * n2] += g * left[a + q * n1];
      }
    }
  }
  return { outLeft, outRight };
}
