import { describe, expect, it } from "vitest";
import { openKernels } from "../../../src/kernels/open.ts";
import { type Computing, computed } from "../../../src/linalg/computing.ts";
import { thinSvd } from "../../../src/linalg/decompositions.ts";
import { type Factors, type Matrix, matrix, zeros } from "../../../src/linalg/matrix.ts";
import { isBreakdown } from "../../../src/problem/asking.ts";
import {
  outside,
  pointOf,
  type RankPoint,
  retracted,
  type Tangent,
  tangentAnswer,
  tangentDot,
  tangentFactors,
  tangentGradient,
  tangentNumbers,
  tangentOf,
  tangentTimes,
  tangentView,
  transported,
  writePoint,
} from "../../../src/solvers/parts/tangent-space.ts";
import { gaussian } from "../../kernels/matrices.ts";
import { plus, productOf, type Rows, relativeGap, rowsOf, times, transposed } from "../dense.ts";

const kernels = openKernels();
const [n1, n2, k] = [9, 7, 3];

function done<T>(computing: Computing<T>): Exclude<T, { reason: string }> {
  const result = computed(kernels, computing);
  if (isBreakdown(result)) throw new Error(result.reason);
  return result as Exclude<T, { reason: string }>;
}

const drawn = (rows: number, cols: number, seed: number): Matrix => matrix(rows, cols, gaussian(rows * cols, seed));
const point = (seed: number): RankPoint => done(pointOf({ left: drawn(n1, k, seed), right: drawn(n2, k, seed + 1) }));
const asMatrix = (a: Rows): Matrix => matrix(a.length, a[0].length, Float64Array.from(transposed(a).flat()));
const identity = (n: number): Rows => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
const inner = (a: Rows, b: Rows): number => a.flat().reduce((sum, value, i) => sum + value * b.flat()[i], 0);
const onto = (q: Matrix): Rows => times(rowsOf(q), transposed(rowsOf(q)));

/** U·diag(s)·Vᵀ and P_T(G) = P_U·G + G·P_V − P_U·G·P_V by definition. */
const whole = ({ u, s, v }: RankPoint): Rows =>
  times(
    rowsOf(u).map((row) => row.map((value, q) => value * s[q])),
    transposed(rowsOf(v)),
  );
function projected({ u, v }: RankPoint, g: Rows): Rows {
  const [ug, gv] = [times(onto(u), g), times(g, onto(v))];
  return plus(plus(ug, 1, gv), -1, times(ug, onto(v)));
}
const pulled = (g: Rows, { left, right }: Factors): Factors => ({
  left: asMatrix(times(g, rowsOf(right))),
  right: asMatrix(times(transposed(g), rowsOf(left))),
});
const projection = (at: RankPoint, g: Rows): Tangent => done(tangentOf(at, pulled(g, { left: at.u, right: at.v })));
const wholeOf = (at: RankPoint, t: Tangent): Rows => productOf(tangentFactors(at, t));

const x = point(1);
const g = rowsOf(drawn(n1, n2, 5));
const h = rowsOf(drawn(n1, n2, 6));

describe("a point", () => {
  it("has orthonormal sides and descending values, and is its factors' product", () => {
    const factors = { left: drawn(n1, k, 1), right: drawn(n2, k, 2) };
    expect(relativeGap(whole(x), productOf(factors))).toBeLessThan(1e-14);
    for (const side of [x.u, x.v])
      expect(relativeGap(times(transposed(rowsOf(side)), rowsOf(side)), identity(k))).toBeLessThan(1e-14);
    expect([...x.s]).toEqual([...x.s].sort((a, b) => b - a));
  });

  it("is written as balanced factors", () => {
    const out = { left: zeros(n1, k), right: zeros(n2, k) };
    writePoint(out, x);
    expect(relativeGap(productOf(out), whole(x))).toBeLessThan(1e-14);
    const grams = [out.left, out.right].map((side) => times(transposed(rowsOf(side)), rowsOf(side)));
    expect(relativeGap(grams[0], grams[1])).toBeLessThan(1e-13);
  });

  it("is not made of numbers that are not finite", () => {
    const bad = drawn(n1, k, 1);
    bad.data[2] = Number.NaN;
    expect(computed(kernels, pointOf({ left: bad, right: drawn(n2, k, 2) }))).toEqual({
      reason: expect.stringMatching(/finite/),
    });
  });
});

describe("the tangent space", () => {
  it("is projected to as P_U G + G P_V − P_U G P_V, from what an operator answers at the balanced factors", () => {
    expect(relativeGap(wholeOf(x, projection(x, g)), projected(x, g))).toBeLessThan(1e-14);
    const balanced = { left: zeros(n1, k), right: zeros(n2, k) };
    writePoint(balanced, x);
    expect(relativeGap(wholeOf(x, done(tangentGradient(x, pulled(g, balanced)))), projected(x, g))).toBeLessThan(1e-13);
  });

  it("has Uᵀp = 0, the inner product of whole matrices, and an idempotent, symmetric projection", () => {
    const [a, b] = [projection(x, g), projection(x, h)];
    expect(
      Math.max(
        ...times(transposed(rowsOf(x.u)), rowsOf(a.p))
          .flat()
          .map(Math.abs),
      ),
    ).toBeLessThan(1e-14);
    expect(tangentDot(a, b)).toBeCloseTo(inner(wholeOf(x, a), wholeOf(x, b)), 12);
    expect(inner(wholeOf(x, a), h)).toBeCloseTo(inner(g, wholeOf(x, b)), 12);
    expect(relativeGap(wholeOf(x, projection(x, wholeOf(x, a))), wholeOf(x, a))).toBeLessThan(1e-14);
  });

  it("takes an answer to its factors for the projection", () => {
    const t = projection(x, h);
    expect(relativeGap(wholeOf(x, done(tangentAnswer(x, pulled(g, tangentFactors(x, t))))), projected(x, g))).toBeLessThan(1e-13);
  });

  it("leaves out what a zero singular value hides", () => {
    const flat = { ...x, s: Float64Array.of(x.s[0], x.s[1], 0) };
    const balanced = { left: zeros(n1, k), right: zeros(n2, k) };
    writePoint(balanced, flat);
    const { p, q } = done(tangentGradient(flat, pulled(g, balanced)));
    for (const side of [p, q]) {
      expect(side.data.every(Number.isFinite)).toBe(true);
      expect(side.data.subarray(2 * side.rows).every((value) => value === 0)).toBe(true);
    }
  });

  it("is numbers and back, and scales", () => {
    const t = projection(x, g);
    expect(tangentView(x, tangentNumbers(t))).toEqual(t);
    expect(tangentNumbers(tangentTimes(t, -2))).toEqual(tangentNumbers(t).map((value) => -2 * value));
  });
});

describe("moving", () => {
  it("retracts X + T to its best approximation of rank k, and to X where T = 0", () => {
    const t = projection(x, g);
    const svd = thinSvd(kernels, asMatrix(plus(whole(x), 1, wholeOf(x, t))));
    if ("reason" in svd) throw new Error(svd.reason);
    const best = times(
      rowsOf(svd.u).map((row) => row.slice(0, k).map((value, q) => value * svd.s[q])),
      rowsOf(svd.vt).slice(0, k),
    );
    expect(relativeGap(whole(done(retracted(x, t))), best)).toBeLessThan(1e-13);
    expect(relativeGap(whole(done(retracted(x, tangentTimes(t, 0)))), whole(x))).toBeLessThan(1e-14);
  });

  it("retracts to second order: the distance to X + T falls with its square", () => {
    const t = projection(x, g);
    const off = (step: number) => {
      const moved = tangentTimes(t, step);
      const gap = plus(whole(done(retracted(x, moved))), -1, plus(whole(x), 1, wholeOf(x, moved)));
      return Math.sqrt(inner(gap, gap));
    };
    expect(off(1e-3) / off(5e-4)).toBeGreaterThan(3.9);
    expect(off(1e-3) / off(5e-4)).toBeLessThan(4.1);
  });

  it("transports by projecting at the other point", () => {
    const [to, t] = [point(11), projection(x, g)];
    expect(relativeGap(wholeOf(to, done(transported(x, t, to))), projected(to, wholeOf(x, t)))).toBeLessThan(1e-13);
    expect(relativeGap(wholeOf(x, done(transported(x, t, x))), wholeOf(x, t))).toBeLessThan(1e-13);
  });

  it("takes out what is within", () => {
    const b = drawn(n1, 2, 9);
    expect(relativeGap(rowsOf(done(outside(x.u, b))), plus(rowsOf(b), -1, times(onto(x.u), rowsOf(b))))).toBeLessThan(1e-14);
  });
});
