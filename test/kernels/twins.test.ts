import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ABSOLUTE, HUBER, SQUARED } from "../../src/kernels/contract.ts";
import { EPS, gaussian, integers, MATRIX_TYPES, testMatrix } from "./matrices.ts";
import { answerLike, denseKind, entriesKind, type Kind } from "./operators.ts";
import { type KernelSet, native, portable, why } from "./sets.ts";
import { circulantKind, hadamardKind, pauliKind, rankOneKind } from "./structured.ts";

const size = fc.integer({ min: 0, max: 23 });
/** 2·γ_k: how far two summations of k products may lie apart, in units of the sum of sizes. */
const apart = (k: number) => (2 * (k + 2) * EPS) / 2 / (1 - (k + 2) * (EPS / 2));

describe.skipIf(!native)(`native and portable twins${native ? "" : ` (skipped: ${why})`}`, () => {
  const twin: KernelSet = native ?? portable;

  test("gemm and gram", () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), fc.nat(1000), (m, n, k, transA, transB, seed) => {
        const [a, b, c] = [gaussian(m * k, seed), gaussian(k * n, seed + 1), gaussian(m * n, seed + 2)];
        const run = (kernels: KernelSet, of: (x: Float64Array) => Float64Array) => {
          const out = of(c).slice();
          kernels.gemm(transA, transB, m, n, k, 1.5, of(a), of(b), -0.5, out);
          return out;
        };
        const same = (x: Float64Array) => x;
        const sizes = new Float64Array(m * n);
        portable.gemm(transA, transB, m, n, k, 1.5, a.map(Math.abs), b.map(Math.abs), 0, sizes);
        const [p, q] = [run(portable, same), run(twin, same)];
        for (let i = 0; i < p.length; i++) {
          expect(Math.abs(p[i] - q[i])).toBeLessThanOrEqual(apart(k + 2) * (sizes[i] + Math.abs(0.5 * c[i])));
        }
        const [g, h] = [portable, twin].map((kernels) => {
          const out = new Float64Array(m * m);
          kernels.gram(k, m, a, out);
          return out;
        });
        const bounds = new Float64Array(m * m);
        portable.gram(k, m, a.map(Math.abs), bounds);
        for (let i = 0; i < g.length; i++) expect(Math.abs(g[i] - h[i])).toBeLessThanOrEqual(apart(k) * bounds[i]);
      }),
    );
  });

  test("factorizations: the same codes, R, singular values and eigenvalues", () => {
    for (const type of MATRIX_TYPES) {
      for (const [m, n] of [
        [1, 1],
        [9, 5],
        [5, 9],
        [33, 33],
        [70, 20],
      ]) {
        const a = testMatrix(type, m, n, m + n);
        const p = Math.min(m, n);
        const values = [portable, twin].map((kernels) => {
          const s = new Float64Array(p);
          expect(kernels.svd(m, n, a.slice(), new Float64Array(m * p), s, new Float64Array(p * n))).toBe(0);
          return s;
        });
        expectNear(values, 20 * Math.max(m, n) * EPS * values[0][0]);
        const spectra = [portable, twin].map((kernels) => {
          const square = new Float64Array(n * n);
          portable.gram(m, n, type === "large" || type === "small" ? gaussian(m * n, 1) : a, square);
          const w = new Float64Array(n);
          expect(kernels.eigen(n, square, w)).toBe(0);
          return w;
        });
        expectNear(spectra, 20 * n * EPS * spectra[0][n - 1]);
      }
    }
    const triangles = [portable, twin].map((kernels) => {
      const r = new Float64Array(64);
      kernels.qr(30, 8, gaussian(240, 4), r);
      return r;
    });
    expectNear(triangles, 1e-12);
  });

  test("solveRight: the same solution of a well-conditioned system, the same minor of an indefinite one", () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 12 }), fc.nat(12), fc.nat(1000), (n, k, flaw, seed) => {
        const a = new Float64Array(k * k);
        portable.gram(4 * k, k, gaussian(4 * k * k, seed), a);
        if (flaw < k) a[flaw * (k + 1)] *= -1;
        const b = gaussian(n * k, seed + 1);
        const runs = [portable, twin].map((kernels) => {
          const x = b.slice();
          return { code: kernels.solveRight(n, k, a.slice(), x), x };
        });
        expect(runs[0].code).toBe(flaw < k ? flaw + 1 : 0);
        expect(runs[1].code).toBe(runs[0].code);
        if (flaw < k) expect(runs[1].x).toEqual(b);
        else
          expectNear(
            runs.map(({ x }) => x),
            1e-12 * (1 + Math.max(0, ...b.map(Math.abs))),
          );
      }),
    );
  });

  test("normals: the same bits", () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(word, word, word, word, fc.maxSafeNat(), fc.nat(67), fc.boolean(), (s0, s1, t0, t1, first, length, single) => {
        const [a, b] = [portable, twin].map((kernels) => {
          const out = single ? new Float32Array(length) : new Float64Array(length);
          kernels.normals(s0, s1, t0, t1, Math.min(first, 2 ** 53 - 100), 0.37, out);
          return out;
        });
        expect(b).toEqual(a);
      }),
    );
    const [a, b] = [portable, twin].map((kernels) => {
      const out = new Float64Array(2 ** 20 + 3);
      kernels.normals(1, 2, 3, 4, 1, 1, out);
      return out;
    });
    expect(Buffer.from(b.buffer).equals(Buffer.from(a.buffer))).toBe(true);
  });

  const operators: [string, (seed: number, draw: typeof gaussian) => Kind][] = [
    ["dense", (seed, draw) => denseKind(40, 21, 17, draw(40 * 21 * 17, seed))],
    ["dense of many chunks", (seed, draw) => denseKind(333, 40, 31, draw(333 * 40 * 31, seed))],
    [
      "dense in single precision, indexed",
      (seed, draw) => denseKind(50, 9, 13, Float32Array.from(draw(7 * 117, seed)), places(50, 7)),
    ],
    ["entries", () => entriesKind(30, 20, places(400, 30), places(400, 20).reverse())],
    ["pauli", () => pauliKind(3, ["XYZ", "YYI", "IZX", "YYY", "III", "XYZ"])],
    [
      "pauli, many words of a flip",
      () =>
        pauliKind(
          4,
          Array.from({ length: 300 }, (_, i) => word(i)),
        ),
    ],
    ["hadamard", () => hadamardKind(21, 17, 512, places(300, 512), bits(12), 0.5)],
    ["hadamard of many blocks", () => hadamardKind(130, 121, 16384, places(900, 16384), bits(492))],
    ["vectors", (seed, draw) => rankOneKind(21, 17, draw(21 * 40, seed), draw(17 * 40, seed + 1))],
    [
      "vectors of many chunks",
      (seed, draw) => rankOneKind(70, 61, draw(70 * 900, seed), draw(61 * 900, seed + 1), { scale: 0.5 }),
    ],
    ["centred vectors, indexed", (seed, draw) => centred(draw(19 * 9, seed))],
    ["complex vectors", (seed, draw) => complex(draw(22 * 100, seed))],
  ];

  describe.each(operators)("%s", (_, make) => {
    test.each([SQUARED, ABSOLUTE, HUBER])("loss %d: the same bits on integers, near ones on normal numbers", (loss) => {
      for (const draw of [integers, gaussian]) {
        const operator = make(5, draw);
        const k = 3;
        const [left, right, y] = [draw(operator.n1 * k, 1), draw(operator.n2 * k, 2), draw(operator.m, 3)];
        const [a, b] = [portable, twin].map((kernels) => {
          const out = answerLike(operator, k);
          const measured = new Float64Array(operator.m);
          const pull = answerLike(operator, k);
          operator.gradient(kernels, k, left, right, y, loss, 1, out);
          operator.measure(kernels, k, left, right, measured);
          operator.pullback(kernels, k, y, left, right, pull.left, pull.right);
          return [out.stats, out.left, out.right, measured, pull.left, pull.right];
        });
        a.forEach((part, i) => {
          if (draw === integers) expect(b[i].map((x) => x + 0)).toEqual(part.map((x) => x + 0));
          else expectNear([part, b[i]], 1e-13 * Math.max(...part.map(Math.abs)) * Math.sqrt(operator.m));
        });
      }
    });
  });

  test("circulant: near ones, though the transforms are of different libraries", () => {
    for (const [n1, n2, size] of [
      [1, 1, 4],
      [1, 5, 8],
      [8, 8, 64],
      [45, 40, 2048],
    ]) {
      const [m, k] = [Math.ceil(size / 3), 3];
      const operator = circulantKind(n1, n2, places(m, size), bits(Math.ceil((n1 * n2) / 32)), gaussian(size, 9), 0.5);
      const [left, right, y] = [gaussian(n1 * k, 1), gaussian(n2 * k, 2), gaussian(m, 3)];
      const answers = [portable, twin].map((kernels) => {
        const out = answerLike(operator, k);
        const measured = new Float64Array(m);
        operator.gradient(kernels, k, left, right, y, SQUARED, 0, out);
        operator.measure(kernels, k, left, right, measured);
        return [out.stats, out.left, out.right, measured];
      });
      for (const [i, part] of answers[0].entries())
        expectNear([part, answers[1][i]], 1e-14 * Math.max(...part.map(Math.abs)) * Math.sqrt(size));
    }
  });
});

const word = (i: number) => ["XXYZ", "XYYZ", "ZZIX", "IIIZ", "YIII"][i % 5].replace("Z", "IXYZ"[i % 4]);
const bits = (length: number) => Int32Array.from({ length }, (_, i) => (i * 2654435761) | 0);
const centred = (a: Float64Array) => rankOneKind(19, 19, a, a, { index: places(50, 9), centre: 1 });
const complex = (a: Float64Array) => rankOneKind(22, 22, a, a, { complex: true, scale: 0.25 });
const places = (length: number, bound: number) => Int32Array.from({ length }, (_, i) => (i * 7919 + ((i * i) % 5)) % bound);

function expectNear([a, b]: Float64Array[], limit: number): void {
  expect(b).toHaveLength(a.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i] - b[i])).toBeLessThanOrEqual(limit);
}
