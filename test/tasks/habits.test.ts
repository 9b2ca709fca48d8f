import { describe, expect, test } from "vitest";
import * as lowrank from "../../src/index.ts";

const {
  createProblem,
  denseOperator,
  gaussianOperator,
  GradientDescent,
  ScaledGradientDescent,
  syntheticMeasurements,
  syntheticTruth,
} = lowrank;
const operator = gaussianOperator({ rows: 9, cols: 8, count: 110, seed: 2n });
const truth = syntheticTruth(operator, { rank: 1, seed: "2" });
const y = syntheticMeasurements(operator, truth);

describe("data as others have them", () => {
  test("sensing matrices one by one are those of one array", () => {
    const [rows, cols] = [2, 3];
    const numbers = Float64Array.from({ length: 24 }, (_, i) => Math.sin(i));
    const list = Array.from({ length: 4 }, (_, i) => [0, 1].map((r) => [...numbers.subarray(6 * i + 3 * r, 6 * i + 3 * r + 3)]));
    const [one, other] = [denseOperator({ rows, cols, matrices: numbers }), denseOperator({ matrices: list })];
    const x = { left: lowrank.matrix(2, 1, Float64Array.of(1, 2)), right: lowrank.matrix(3, 1, Float64Array.of(3, 4, 5)) };
    const [a, b] = [new Float64Array(4), new Float64Array(4)];
    one.measure(x, a);
    other.measure(x, b);
    expect(b).toEqual(a);
    expect(() => denseOperator({ matrices: [[[1]], [[1, 2]]] })).toThrow("A_1 is 1×2, and A_0 is 1×1");
    expect(() => denseOperator({ matrices: [] })).toThrow(TypeError);
    expect(() => denseOperator({ matrices: [[[Number.NaN]]] })).toThrow("A_0 is NaN at (0, 0)");
  });

  test("measurements in a plain array, a truth in rows", () => {
    const whole = lowrank.matrix(9, 8);
    const problem = createProblem({
      operator,
      measurements: Array.from(y),
      truth: Array.from({ length: 9 }, () => new Array(8).fill(0)),
    });
    expect(problem.measurements).toEqual(y);
    expect(problem.truth).toEqual(whole);
  });

  test("a table in rows, with nothing where entries are missing", async () => {
    const rows = Array.from({ length: 8 }, (_, i) =>
      Array.from({ length: 7 }, (_, j) => ((i + 2 * j) % 5 === 0 ? null : (i + 1) * (j + 2))),
    );
    const columns = lowrank.toMatrix(rows);
    const [one, other] = await Promise.all(
      [rows, columns].map((table) => lowrank.complete(table, { rank: 1, maxIterations: 50 })),
    );
    expect(one.missing).toBeGreaterThan(5);
    expect(one.completed).toEqual(other.completed);
  });

  test("shared memory is refused by name", () => {
    const shared = new Float64Array(new SharedArrayBuffer(8 * 4));
    expect(() => denseOperator({ rows: 2, cols: 2, matrices: shared })).toThrow(
      /the sensing matrices are backed by a SharedArrayBuffer/,
    );
    const row = new Int32Array(new SharedArrayBuffer(4));
    expect(() => lowrank.entrySampling({ rows: 2, cols: 2, row, col: new Int32Array(1) })).toThrow(
      /the rows of the entries are backed/,
    );
  });

  test("a seed may be a number, text or a bigint", () => {
    const starts = [7, "7", 7n].map((seed) =>
      new GradientDescent().solveSync(createProblem({ operator, measurements: y }), {
        rank: 1,
        seed,
        stop: lowrank.iterations(2),
      }),
    );
    expect(new Set(starts.map(({ seed }) => seed))).toEqual(new Set(["7"]));
    for (const { estimate } of starts) expect(estimate).toEqual(starts[0].estimate);
  });
});

describe("results", () => {
  const run = new ScaledGradientDescent().solveSync(createProblem({ operator, measurements: y, truth }), { rank: 1 });

  test("can be cloned, as to another thread, and the history made a table again", () => {
    const clone = structuredClone(run);
    expect(clone.estimate).toEqual(run.estimate);
    expect(clone.status).toBe(run.status);
    const history = lowrank.Table.from(clone.history);
    expect(history.names).toEqual(run.history.names);
    for (const name of history.names) expect(history.column(name)).toEqual(run.history.column(name));
  });

  test("can be written as JSON, the history as columns", () => {
    const text: { history: Record<string, (number | null)[]>; status: string } = JSON.parse(JSON.stringify(run));
    expect(text.status).toBe(run.status);
    expect(lowrank.Table.from(text.history).column("iteration")).toEqual(run.history.column("iteration"));
  });

  test("a part of a table is cloned as that part", () => {
    const part = lowrank.Table.from(structuredClone(run.history.prefix(3)));
    expect(part.length).toBe(3);
    expect(part.column("iteration")).toEqual(Float64Array.of(0, 1, 2));
  });
});
