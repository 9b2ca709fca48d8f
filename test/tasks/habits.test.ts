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

  test("sensing matrices in one array with its shape, and numbers behind get()", () => {
    const data = Float64Array.from({ length: 24 }, (_, i) => Math.cos(i));
    const x = { left: lowrank.matrix(2, 1, Float64Array.of(1, 2)), right: lowrank.matrix(3, 1, Float64Array.of(3, 4, 5)) };
    const [a, b] = [new Float64Array(4), new Float64Array(4)];
    denseOperator({ rows: 2, cols: 3, matrices: data }).measure(x, a);
    denseOperator({ matrices: { data: Array.from(data), shape: [4, 2, 3] } }).measure(x, b);
    expect(b).toEqual(a);
    const store = { length: 6, get: (at: number) => 10 * at };
    expect(lowrank.toMatrix({ data: store, shape: [2, 3] })).toEqual(
      lowrank.toMatrix([
        [0, 10, 20],
        [30, 40, 50],
      ]),
    );
  });

  test.each<[string, () => unknown, string]>([
    ["a shape of two", () => denseOperator({ matrices: { data: [1, 2, 3, 4], shape: [2, 2] } }), "the shape 2×2 and 4 numbers"],
    [
      "a plain array",
      () => denseOperator({ rows: 2, cols: 2, matrices: [1, 2, 3, 4] as never }),
      "one Float64Array or Float32Array",
    ],
    ["a loss of no kind", () => createProblem({ operator, measurements: y, loss: { kind: "sqared" } as never }), 'got "sqared"'],
    ["a loss in text", () => createProblem({ operator, measurements: y, loss: "huber" as never }), 'such as { kind: "huber" }'],
    [
      "a resizable buffer",
      () =>
        createProblem({
          operator,
          measurements: new Float64Array(Reflect.construct(ArrayBuffer, [880, { maxByteLength: 8800 }])),
        }),
      "the measurements have a resizable buffer",
    ],
    [
      "vectors of single precision",
      () => lowrank.rankOneOperator({ rows: 2, cols: 2, left: new Float32Array(2) as never, right: new Float64Array(2) }),
      "are one Float64Array, vector after vector",
    ],
    [
      "positions",
      () => lowrank.entrySampling({ rows: 2, cols: 2, row: [0] as never, col: new Int32Array(1) }),
      "row of the entries is an Int32Array",
    ],
    [
      "a signal",
      () => new GradientDescent().solveSync(createProblem({ operator, measurements: y }), { rank: 1, signal: {} as never }),
      "the signal is an AbortSignal",
    ],
  ])("is refused by its name: %s", (_, act, said) => {
    expect(act).toThrow(TypeError);
    expect(act).toThrow(said);
  });

  test("a precision and a δ that do not exist", () => {
    const sizes = { rows: 2, cols: 2, count: 3, seed: 1 };
    expect(() => gaussianOperator({ ...sizes, precision: "float16" as never })).toThrow('precision is "float64" or "float32"');
    expect(() => createProblem({ operator, measurements: y, loss: { kind: "huber", delta: -1 } })).toThrow("delta > 0, got -1");
  });

  test("runs that are none", async () => {
    const problem = createProblem({ operator, measurements: y });
    await expect(lowrank.solveTogether(problem, undefined as never)).rejects.toThrow("an array of { solver, policy }");
    await expect(lowrank.solveTogether(problem, [{ policy: {} } as never])).rejects.toThrow("each with a solver");
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

  test("are read again from JSON, as an estimate and as a start", () => {
    const problem = createProblem({ operator, measurements: y, truth });
    const back: typeof run = JSON.parse(JSON.stringify(run));
    expect(lowrank.relativeErrorOf(problem, back.estimate)).toBe(lowrank.relativeErrorOf(problem, run.estimate));
    expect(lowrank.spectrumOf(problem, back.estimate)).toEqual(lowrank.spectrumOf(problem, run.estimate));
    expect(lowrank.toMatrix(back.estimate.left)).toEqual(run.estimate.left);
    const [again, once] = [back.estimate, run.estimate].map((start) =>
      new GradientDescent().solveSync(problem, { start, stop: lowrank.iterations(2) }),
    );
    expect(again.estimate).toEqual(once.estimate);
    expect(createProblem({ operator, measurements: y, truth: back.estimate }).truth).toEqual(run.estimate);
    const spoilt = { left: { rows: 9, cols: 1, data: { 0: 1 } }, right: back.estimate.right };
    expect(() => lowrank.relativeErrorOf(problem, spoilt as never)).toThrow("the left one of the estimate must be an array");
  });

  test("of a completion and of a comparison are data too", async () => {
    const rows = Array.from({ length: 8 }, (_, i) => Array.from({ length: 7 }, (_, j) => (i === j ? null : (i + 1) * (j + 2))));
    const done = await lowrank.complete(rows, { rank: 1, maxIterations: 20, heldOut: 0 });
    const clone = structuredClone(done);
    expect(clone.completed).toEqual(done.completed);
    expect(done.solver.name).toBe("gd");
    expect(JSON.parse(JSON.stringify(done)).run.backend).toBe(done.problem.kernels.name);
    const compared = await lowrank.compareSolvers(createProblem({ operator, measurements: y, truth }), ["gd"], {
      seeds: 1,
      maxIterations: 5,
    });
    expect(structuredClone(compared).results[0].run?.status).toBe(compared.results[0].run?.status);
    expect(compared.backend).toBe(operator.kernels.name);
  });

  test("a part of a table is cloned as that part", () => {
    const part = lowrank.Table.from(structuredClone(run.history.prefix(3)));
    expect(part.length).toBe(3);
    expect(part.column("iteration")).toEqual(Float64Array.of(0, 1, 2));
  });
});
