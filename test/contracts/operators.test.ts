import { describe, expect, test } from "vitest";
import type { Factors } from "../../src/linalg/matrix.ts";
import { matrix } from "../../src/linalg/matrix.ts";
import { absolute, huber, squared } from "../../src/losses/loss.ts";
import type { MeasurementOperator } from "../../src/operators/operator.ts";
import { operators } from "../../src/operators/registry.ts";
import { gradientLike } from "../../src/problem/asking.ts";
import { EPS, gaussian, integers } from "../kernels/matrices.ts";
import { backends, nativeBackend, portableBackend } from "./backends.ts";
import { allInstances, type Instance, instances } from "./instances.ts";

const LOSSES = [squared, absolute, huber(0.7)];

const factors = ({ rows, cols }: MeasurementOperator, k: number, seed: number, draw = gaussian): Factors => ({
  left: matrix(rows, k, draw(rows * k, seed)),
  right: matrix(cols, k, draw(cols * k, seed + 1)),
});

/** Of the matrices that the operator sees: symmetric ones have fewer entries to choose. */
const dimension = ({ rows, cols, symmetric, field }: MeasurementOperator): number =>
  symmetric && field === "real" ? (rows * (rows + 1)) / 2 : rows * cols;

const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
const length = (a: ArrayLike<number>): number => Math.sqrt(inner(a, a));

function measured(operator: MeasurementOperator, x: Factors): Float64Array {
  const out = new Float64Array(operator.count).fill(Number.NaN);
  operator.measure(x, out);
  return out;
}

function pulled(operator: MeasurementOperator, weights: Float64Array, x: Factors): Factors {
  const out = gradientLike(x);
  operator.pullback(weights, x, out);
  return { left: out.left, right: out.right };
}

/** ⟨A_i, L Rᵀ⟩ by definition, and the same of sizes. */
function byDefinition({ matrix: a }: Instance, { left, right }: Factors, i: number): { value: number; size: number } {
  const numbers = a(i);
  let [value, size] = [0, 0];
  for (let r = 0; r < left.rows; r++)
    for (let c = 0; c < right.rows; c++)
      for (let q = 0; q < left.cols; q++) {
        const term = numbers[r * right.rows + c] * left.data[r + q * left.rows] * right.data[c + q * right.rows];
        value += term;
        size += Math.abs(term);
      }
  return { value, size };
}

test("every registered kind has instances", () => {
  expect(Object.keys(instances).sort()).toEqual(Object.keys(operators).sort());
  for (const list of Object.values(instances)) expect(list.length).toBeGreaterThan(0);
});

describe.each(backends)("on %s kernels", (_, kernels) => {
  describe.each(allInstances)("%s: %s", (kind, _name, instance) => {
    const operator = instance.make(kernels);
    const { count, rows, cols } = operator;
    const complex = operator.field === "complex";

    test("says what it is", () => {
      expect(operator.kind).toBe(kind);
      expect(operator.kernels).toBe(kernels);
      const squares = Array.from({ length: count }, (_, i) => inner(instance.matrix(i), instance.matrix(i))).reduce(
        (a, b) => a + b,
        0,
      );
      const scale = instance.expected?.(count) ?? ((complex ? 2 : 1) * squares) / dimension(operator);
      expect(Math.abs(operator.scale - scale)).toBeLessThanOrEqual(1e-13 * scale);
      for (let i = 0; i < Math.min(count, 20) && operator.symmetric; i++) {
        const a = instance.matrix(i);
        for (let at = 0; at < rows * cols; at++) expect(a[at] === a[(at % cols) * cols + Math.floor(at / cols)]).toBe(true);
      }
    });

    test("measures ⟨A_i, LRᵀ⟩", () => {
      for (const k of [1, 3]) {
        const x = factors(operator, k, 40 + k);
        const out = measured(operator, x);
        for (let i = 0; i < count; i++) {
          const { value, size } = byDefinition(instance, x, i);
          expect(Math.abs(out[i] - value)).toBeLessThanOrEqual(2 * (rows * cols + k + 2) * EPS * size);
        }
      }
    });

    test("the pullback is the adjoint", () => {
      for (let trial = 0; trial < 20; trial++) {
        const x = factors(operator, 1 + (trial % 3), 100 + trial);
        const w = gaussian(count, 200 + trial);
        const [a, back] = [measured(operator, x), pulled(operator, w, x)];
        // k + 4 more roundings than m + n1·n2: the factors' own products, which even a 1×1 operator has.
        const limit = EPS * sizeOf(instance, x, w) * Math.sqrt(count + rows * cols + x.left.cols + 4);
        expect(Math.abs(inner(a, w) - inner(x.left.data, back.left.data))).toBeLessThanOrEqual(limit);
        expect(Math.abs(inner(a, w) - inner(x.right.data, back.right.data))).toBeLessThanOrEqual(limit);
      }
    });

    test("is linear, and zero at zero", () => {
      const zero = { left: matrix(rows, 2), right: matrix(cols, 2) };
      expect(measured(operator, zero).every((value) => value === 0)).toBe(true); // a Pauli sign makes −0
      const [x, y] = [factors(operator, 1, 1, integers), factors(operator, 2, 3, integers)];
      const join = (a: Float64Array, b: Float64Array, s = 1) => Float64Array.from([...a.map((v) => s * v), ...b]);
      const both = {
        left: matrix(rows, 3, join(x.left.data, y.left.data, -2)),
        right: matrix(cols, 3, join(x.right.data, y.right.data)),
      };
      const [ax, ay, sum] = [measured(operator, x), measured(operator, y), measured(operator, both)];
      for (let i = 0; i < count; i++) {
        const size = byDefinition(instance, both, i).size;
        expect(Math.abs(sum[i] - (ay[i] - 2 * ax[i]))).toBeLessThanOrEqual(2 * (rows * cols + 3) * EPS * size);
      }
    });

    test.each(LOSSES)("a gradient is a measurement and a pullback: $kind", (loss) => {
      const x = factors(operator, 2, 7);
      const y = gaussian(count, 8);
      const out = gradientLike(x);
      operator.gradient(x, y, loss, out);
      const residual = measured(operator, x).map((value, i) => value - y[i]);
      const slope = residual.map((r) =>
        loss.kind === "squared" ? r : loss.kind === "absolute" ? Math.sign(r) : Math.max(-loss.delta, Math.min(loss.delta, r)),
      );
      const terms = residual.map((r) =>
        loss.kind === "absolute"
          ? Math.abs(r)
          : loss.kind === "squared" || Math.abs(r) <= loss.delta
            ? 0.5 * r * r
            : loss.delta * (Math.abs(r) - 0.5 * loss.delta),
      );
      const value = terms.reduce((a, b) => a + b, 0);
      const composed = pulled(operator, slope, x);
      const size = (w: Float64Array) => EPS * (count + rows * cols) * sizeOf(instance, x, w);
      expect(Math.abs(out.value - value)).toBeLessThanOrEqual(1e-13 * value);
      expect(Math.abs(out.residualNorm - length(residual))).toBeLessThanOrEqual(1e-13 * length(residual));
      expect(length(out.left.data.map((v, i) => v - composed.left.data[i]))).toBeLessThanOrEqual(
        size(slope) / length(x.left.data) + 1e-13 * length(composed.left.data),
      );
      expect(length(out.right.data.map((v, i) => v - composed.right.data[i]))).toBeLessThanOrEqual(
        size(slope) / length(x.right.data) + 1e-13 * length(composed.right.data),
      );
      expect(out.left.data.buffer).not.toBe(out.right.data.buffer);
    });

    test("a restriction picks rows, and a restriction of it picks among them", () => {
      const keep = Int32Array.from({ length: count }, (_, i) => count - 1 - i).filter((i) => i % 3 !== 1);
      const part = operator.restrict(keep);
      expect([part.count, part.kind, part.field, part.symmetric, part.rows, part.cols]).toEqual([
        keep.length,
        kind,
        operator.field,
        operator.symmetric,
        rows,
        cols,
      ]);
      const x = factors(operator, 2, 11);
      const all = measured(operator, x);
      expect(measured(part, x)).toEqual(Float64Array.from(keep, (i) => all[i]));
      const again = Int32Array.of(keep.length - 1, 0);
      expect(measured(part.restrict(again), x)).toEqual(Float64Array.from(again, (i) => all[keep[i]]));
      const weights = gaussian(keep.length, 12);
      const spread = new Float64Array(count);
      for (const [at, i] of keep.entries()) spread[i] = weights[at];
      const [short, long] = [pulled(part, weights, x), pulled(operator, spread, x)];
      const limit = 1e-13 * sizeOf(instance, x, spread);
      expect(length(short.left.data.map((v, i) => v - long.left.data[i])) * length(x.left.data)).toBeLessThanOrEqual(limit);
      const one = operator.restrict(Int32Array.of(count - 1));
      const own = inner(instance.matrix(count - 1), instance.matrix(count - 1));
      const scale = instance.expected?.(1) ?? ((complex ? 2 : 1) * own) / dimension(operator);
      expect(Math.abs(one.scale - scale)).toBeLessThanOrEqual(1e-13 * own);
    });

    test("questions together have the bits of each alone", () => {
      const runs = [1, 3, 2, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1, 1, 1, 3, 1, 2].map((k, q) => ({
        x: factors(operator, k, 300 + q),
        y: gaussian(count, 400 + q),
        loss: LOSSES[q % 3],
      }));
      const asks = runs.map((run) => ({ verb: "gradient" as const, ...run, out: gradientLike(run.x) }));
      const [out, back] = [new Float64Array(count), gradientLike(runs[0].x)];
      operator.answerAll([
        ...asks.slice(0, 2),
        { verb: "measure", x: runs[0].x, out },
        { verb: "pullback", weights: runs[0].y, x: runs[0].x, out: back },
        ...asks.slice(2),
      ]);
      for (const [q, { x, y, loss }] of runs.entries()) {
        const alone = gradientLike(x);
        operator.gradient(x, y, loss, alone);
        expect(asks[q].out).toEqual(alone);
      }
      expect(out).toEqual(measured(operator, runs[0].x));
      expect({ left: back.left, right: back.right }).toEqual(pulled(operator, runs[0].y, runs[0].x));
      operator.answerAll([]);
    });

    test("asked again into the same arrays, answers what stands in them now", () => {
      const x = factors(operator, 2, 500);
      const [here, back, out] = [new Float64Array(count), gradientLike(x), gradientLike(x)];
      const [y, other] = [gaussian(count, 502), gaussian(count, 503)];
      for (let time = 0; time < 8; time++) {
        x.left.data.set(gaussian(rows * 2, 510 + time));
        y[0] = time;
        const loss = LOSSES[Math.floor(time / 3)];
        const given = time === 4 ? other : y;
        operator.measure(x, here);
        operator.pullback(given, x, back);
        operator.gradient(x, given, loss, out);
        const fresh = gradientLike(x);
        operator.gradient(x, given, loss, fresh);
        expect(out).toEqual(fresh);
        expect(here).toEqual(measured(operator, x));
        expect({ left: back.left, right: back.right }).toEqual(pulled(operator, given, x));
      }
    });

    test("leaves its inputs alone", () => {
      const x = factors(operator, 2, 13);
      const [y, left, right] = [gaussian(count, 14), x.left.data.slice(), x.right.data.slice()];
      const before = y.slice();
      measured(operator, x);
      pulled(operator, y, x);
      operator.gradient(x, y, squared, gradientLike(x));
      expect([x.left.data, x.right.data, y]).toEqual([left, right, before]);
    });
  });
});

/** Σ_i |w_i|·⟨|A_i|, |L||R|ᵀ⟩: what rounding errors of an inner product are relative to. */
function sizeOf(instance: Instance, x: Factors, w: Float64Array): number {
  let size = 0;
  for (let i = 0; i < w.length; i++) if (w[i] !== 0) size += Math.abs(w[i]) * byDefinition(instance, x, i).size;
  return size;
}

describe.skipIf(!nativeBackend)("native and portable", () => {
  const exact = allInstances.filter(([, , instance]) => instance.exact);
  test.each(exact)("give the same bits of integers: %s %s", (_kind, _name, instance) => {
    const answers = [nativeBackend!, portableBackend].map((kernels) => {
      const operator = instance.make(kernels);
      const x = factors(operator, 3, 21, integers);
      const y = integers(operator.count, 23);
      const out = gradientLike(x);
      operator.gradient(x, y, squared, out);
      return { out, measured: measured(operator, x), pulled: pulled(operator, y, x), scale: operator.scale };
    });
    expect(answers[0]).toEqual(answers[1]);
  });

  test.each(allInstances)("answers off the main thread are the same bits: %s %s", async (_kind, _name, instance) => {
    const operator = instance.make(nativeBackend!);
    const x = factors(operator, 2, 31);
    const y = gaussian(operator.count, 33);
    const out = { measured: new Float64Array(operator.count), pulled: gradientLike(x), gradient: gradientLike(x) };
    const now = { ...gradientLike(x) };
    operator.gradient(x, y, huber(0.5), now);
    await Promise.all([
      operator.answerAsync!([{ verb: "measure", x, out: out.measured }]),
      operator.answerAsync!([{ verb: "pullback", weights: y, x, out: out.pulled }]),
      operator.answerAsync!([{ verb: "gradient", x, y, loss: huber(0.5), out: out.gradient }]),
    ]);
    expect(out.measured).toEqual(measured(operator, x));
    expect({ left: out.pulled.left, right: out.pulled.right }).toEqual(pulled(operator, y, x));
    expect(out.gradient).toEqual(now);
  });
});
