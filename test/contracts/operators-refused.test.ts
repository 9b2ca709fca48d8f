import { describe, expect, test } from "vitest";
import { NotEnoughMemory } from "../../src/kernels/memory.ts";
import { matrix, zeros } from "../../src/linalg/matrix.ts";
import { squared } from "../../src/losses/loss.ts";
import { circulantOperator } from "../../src/operators/circulant.ts";
import { denseOperator, symmetricOperator } from "../../src/operators/dense.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import { hadamardOperator } from "../../src/operators/hadamard.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { phaseRetrievalOperator } from "../../src/operators/phase-retrieval.ts";
import { rademacherOperator } from "../../src/operators/rademacher.ts";
import { centredRankOneOperator, rankOneOperator, symmetricRankOneOperator } from "../../src/operators/rank-one.ts";
import { gradientLike } from "../../src/problem/asking.ts";
import { backends } from "./backends.ts";
import { allInstances } from "./instances.ts";

const SIZES = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31];

describe.each(backends)("refused by %s kernels", (_, kernels) => {
  describe.each(allInstances)("%s: %s", (kind, _name, instance) => {
    const operator = instance.make(kernels);
    const { rows, cols, count } = operator;
    const x = { left: zeros(rows, 2), right: zeros(cols, 2) };
    const y = new Float64Array(count);

    test("factors of another shape", () => {
      for (const bad of [
        { left: zeros(rows + 1, 2), right: zeros(cols, 2) },
        { left: zeros(rows, 2), right: zeros(cols + 1, 2) },
        { left: zeros(rows, 2), right: zeros(cols, 3) },
      ]) {
        const message = new RegExp(`${kind} operator of ${rows}×${cols} takes factors`);
        expect(() => operator.measure(bad, y)).toThrow(message);
        expect(() => operator.pullback(y, bad, gradientLike(bad))).toThrow(message);
        expect(() => operator.gradient(bad, y, squared, gradientLike(bad))).toThrow(message);
      }
    });

    test("vectors of another length", () => {
      for (const bad of [new Float64Array(count + 1), new Float64Array(2 * count + 3)]) {
        expect(() => operator.measure(x, bad)).toThrow(/^out has \d+ numbers, the \S+ operator has \d+ measurements$/);
        expect(() => operator.pullback(bad, x, gradientLike(x))).toThrow(/^weights has/);
        expect(() => operator.gradient(x, bad, squared, gradientLike(x))).toThrow(/^y has/);
      }
    });

    test("gradients of another shape", () => {
      const small = { left: zeros(rows, 1), right: zeros(cols, 1) };
      expect(() => operator.pullback(y, x, gradientLike(small))).toThrow(RangeError);
      expect(() => operator.gradient(x, y, squared, gradientLike(small))).toThrow(RangeError);
    });

    test("a vector that was transferred away", () => {
      const gone = new Float64Array(count);
      structuredClone(gone, { transfer: [gone.buffer] });
      expect(() => operator.measure(x, gone)).toThrow(TypeError);
      expect(() => operator.measure(x, gone)).toThrow(/the buffer of out was transferred away/);
      expect(() => operator.gradient(x, gone, squared, gradientLike(x))).toThrow(/the buffer of y was transferred away/);
    });

    test("a vector that was transferred away between two questions", () => {
      const own = { left: zeros(rows, 2), right: zeros(cols, 2) };
      const [given, out] = [new Float64Array(count), gradientLike(own)];
      const ask = (): void => operator.gradient(own, given, squared, out);
      for (let time = 0; time < 3; time++) ask();
      structuredClone(given, { transfer: [given.buffer] });
      expect(ask).toThrow(/the buffer of y was transferred away/);
      const [weights, back] = [new Float64Array(count), gradientLike(own)];
      const pull = (): void => operator.pullback(weights, own, back);
      for (let time = 0; time < 3; time++) pull();
      structuredClone(back.left.data, { transfer: [back.left.data.buffer as ArrayBuffer] });
      if (kernels.name === "native") expect(pull).toThrow(/outLeft has a detached buffer/);
    });

    test("a restriction to nothing, or to what is not there", () => {
      expect(() => operator.restrict(new Int32Array(0))).toThrow(RangeError);
      expect(() => operator.restrict(Int32Array.of(0, count))).toThrow(RangeError);
      expect(() => operator.restrict(Int32Array.of(-1))).toThrow(RangeError);
    });
  });

  test("dense: sizes, lengths, numbers", () => {
    for (const size of SIZES) {
      expect(() => denseOperator({ rows: size, cols: 2, matrices: new Float64Array(4) }, kernels)).toThrow(
        /^rows is an integer from 1 to 2147483647, got /,
      );
      expect(() => denseOperator({ rows: 2, cols: size, matrices: new Float64Array(4) }, kernels)).toThrow(/^cols is an integer/);
    }
    for (const length of [0, 5, 7])
      expect(() => denseOperator({ rows: 2, cols: 3, matrices: new Float64Array(length) }, kernels)).toThrow(
        `${length} numbers, not a positive multiple of 2·3 = 6`,
      );
    for (const bad of [Number.NaN, Infinity, -Infinity])
      for (const matrices of [new Float64Array(12), new Float32Array(12)]) {
        matrices[10] = bad;
        expect(() => denseOperator({ rows: 2, cols: 3, matrices }, kernels)).toThrow(`A_1 is ${bad} at (1, 1)`);
      }
  });

  test("dense: matrices that were transferred away afterwards", () => {
    const matrices = new Float64Array(12).fill(1);
    const operator = denseOperator({ rows: 2, cols: 3, matrices }, kernels);
    structuredClone(matrices, { transfer: [matrices.buffer] });
    const x = { left: matrix(2, 1), right: matrix(3, 1) };
    expect(() => operator.measure(x, new Float64Array(2))).toThrow(TypeError);
    expect(() => operator.gradient(x, new Float64Array(2), squared, gradientLike(x))).toThrow(TypeError);
  });

  test("entries: sizes and positions", () => {
    const at =
      (row: number[], col: number[], rows = 3, cols = 4) =>
      () =>
        entrySampling({ rows, cols, row: Int32Array.from(row), col: Int32Array.from(col) }, kernels);
    for (const size of SIZES) {
      expect(at([0], [0], size)).toThrow(/^rows is an integer/);
      expect(at([0], [0], 3, size)).toThrow(/^cols is an integer/);
    }
    expect(at([], [])).toThrow(/^the number of entries is an integer from 1/);
    expect(at([0, 1], [0])).toThrow("row has 2 positions and col 1; they go in pairs");
    expect(at([0, -1], [0, 0])).toThrow("entry 1 is at (-1, 0), outside the 3×4 matrix");
    expect(at([3], [0])).toThrow("entry 0 is at (3, 0), outside the 3×4 matrix");
    expect(at([0], [4])).toThrow("entry 0 is at (0, 4), outside the 3×4 matrix");
    expect(at([0], [-2])).toThrow("entry 0 is at (0, -2), outside the 3×4 matrix");
  });

  test("Gaussian: sizes, seeds, and what does not fit, before it is allocated", () => {
    for (const size of SIZES) {
      expect(() => gaussianOperator({ rows: size, cols: 2, count: 2, seed: 0 }, kernels)).toThrow(/^rows is an integer/);
      expect(() => gaussianOperator({ rows: 2, cols: 2, count: size, seed: 0 }, kernels)).toThrow(/^count is an integer/);
      expect(() => symmetricGaussianOperator({ size, count: 2, seed: 0 }, kernels)).toThrow(/ is an integer from 1/);
    }
    for (const seed of ["x", 1.5, "", "1e3"])
      expect(() => gaussianOperator({ rows: 2, cols: 2, count: 2, seed }, kernels)).toThrow(/seed is an integer/);
    const huge = { rows: 2 ** 31 - 1, cols: 2 ** 31 - 1, count: 2 ** 31 - 1, seed: 0 };
    expect(() => gaussianOperator(huge, kernels)).toThrow(NotEnoughMemory);
    const limited = () => gaussianOperator({ rows: 10, cols: 10, count: 100, seed: 0, maxMemory: 79_999 }, kernels);
    expect(limited).toThrow(NotEnoughMemory);
    expect(limited).toThrow(/100 dense 10×10 sensing matrices needs? 0.0763 MiB and 0.0763 MiB may be used|float32/);
    expect(gaussianOperator({ rows: 10, cols: 10, count: 100, seed: 0, maxMemory: 80_000 }, kernels).count).toBe(100);
    expect(
      gaussianOperator({ rows: 10, cols: 10, count: 100, seed: 0, precision: "float32", maxMemory: 40_000 }, kernels).count,
    ).toBe(100);
    expect(() => symmetricGaussianOperator({ size: 10, count: 100, seed: 0, maxMemory: 43_999 }, kernels)).toThrow(
      NotEnoughMemory,
    );
    expect(symmetricGaussianOperator({ size: 10, count: 100, seed: 0, maxMemory: 44_000 }, kernels).count).toBe(100);
  });

  test("generated matrices take no memory and no precision", () => {
    const sensing = { rows: 1000, cols: 1000, count: 50_000, seed: 0, maxMemory: 1 } as const;
    expect(() => gaussianOperator(sensing, kernels)).toThrow(/373 GiB.*use storage: generated/);
    expect(gaussianOperator({ ...sensing, storage: "generated" }, kernels).count).toBe(50_000);
    expect(() => gaussianOperator({ ...sensing, storage: "generated", precision: "float32" }, kernels)).toThrow(
      /^generated matrices/,
    );
    expect(() => gaussianOperator({ ...sensing, storage: "drawn" as "stored" }, kernels)).toThrow(
      'storage is "stored" or "generated", got "drawn"',
    );
    expect(() => gaussianOperator({ ...sensing, rows: 0, storage: "generated" }, kernels)).toThrow(/^rows is an integer/);
    expect(() => gaussianOperator({ ...sensing, seed: "x", storage: "generated" }, kernels)).toThrow(/seed is an integer/);
    expect(() => rademacherOperator({ ...sensing }, kernels)).toThrow(NotEnoughMemory);
    expect(() => rademacherOperator({ ...sensing, count: 0 }, kernels)).toThrow(/^count is an integer/);
  });

  test("symmetric: triangles of whole matrices of finite numbers", () => {
    expect(() => symmetricOperator({ size: 3, triangles: new Float64Array(7) }, kernels)).toThrow(
      "the sensing matrices have 7 numbers, not a positive multiple of ½·3·4 = 6",
    );
    const triangles = new Float64Array(12);
    triangles[8] = Number.POSITIVE_INFINITY;
    expect(() => symmetricOperator({ size: 3, triangles }, kernels)).toThrow("number 2 of the triangle of A_1 is Infinity");
  });

  test("Pauli: qubits, words, letters", () => {
    for (const qubits of [0, -1, 1.5, 21, Number.NaN])
      expect(() => pauliOperator({ qubits, settings: ["X"] }, kernels)).toThrow(
        `qubits is an integer from 1 to 20, got ${qubits}`,
      );
    expect(() => pauliOperator({ qubits: 1, settings: [] }, kernels)).toThrow("settings needs at least one Pauli word");
    for (const word of ["X", "XXX", "XA", "xx", "", "X ", "X\n", "Ⅹ1"])
      expect(() => pauliOperator({ qubits: 2, settings: ["ZZ", word] }, kernels)).toThrow(
        `setting 1 is ${JSON.stringify(word)}; a word on 2 qubits has 2 letters of I, X, Y, Z`,
      );
  });

  test("vectors: sizes, lengths, numbers", () => {
    const left = new Float64Array(12).fill(1);
    for (const size of SIZES) {
      expect(() => rankOneOperator({ rows: size, cols: 2, count: 2, seed: 0 }, kernels)).toThrow(/^rows is an integer/);
      expect(() => rankOneOperator({ rows: 2, cols: size, left, right: left }, kernels)).toThrow(/^cols is an integer/);
      expect(() => symmetricRankOneOperator({ size, vectors: left }, kernels)).toThrow(/^size is an integer/);
      expect(() => centredRankOneOperator({ size: 2, count: size, seed: 0 }, kernels)).toThrow(/^count is an integer/);
      expect(() => phaseRetrievalOperator({ size, count: 2, seed: 0 }, kernels)).toThrow(/^size is an integer/);
    }
    expect(() => rankOneOperator({ rows: 3, cols: 5, left, right: left }, kernels)).toThrow(
      "the vectors on the right have 12 numbers, not a positive multiple of 5",
    );
    expect(() => rankOneOperator({ rows: 3, cols: 2, left, right: left }, kernels)).toThrow(
      "there are 4 vectors on the left and 6 on the right; they go in pairs",
    );
    expect(() => phaseRetrievalOperator({ size: 4, vectors: left }, kernels)).toThrow("12 numbers, not a positive multiple of 8");
    expect(() => symmetricRankOneOperator({ size: 3, vectors: new Float64Array(0) }, kernels)).toThrow("have 0 numbers");
    left[7] = Number.NaN;
    expect(() => centredRankOneOperator({ size: 3, vectors: left }, kernels)).toThrow("vector 2 of the vectors is NaN at 1");
    expect(() => symmetricRankOneOperator({ size: 3, count: 2, seed: "x" }, kernels)).toThrow(/seed is an integer/);
  });

  test("vectors that were transferred away afterwards", () => {
    const vectors = new Float64Array(6).fill(1);
    const operator = symmetricRankOneOperator({ size: 2, vectors }, kernels);
    structuredClone(vectors, { transfer: [vectors.buffer] });
    expect(() => operator.measure({ left: matrix(2, 1), right: matrix(2, 1) }, new Float64Array(3))).toThrow(TypeError);
  });

  test("transforms and random words: sizes, counts", () => {
    for (const operatorOf of [hadamardOperator, circulantOperator]) {
      for (const size of SIZES) {
        expect(() => operatorOf({ rows: size, cols: 2, count: 2, seed: 0 }, kernels)).toThrow(/^rows is an integer/);
        expect(() => operatorOf({ rows: 2, cols: 2, count: size, seed: 0 }, kernels)).toThrow(/^count is an integer/);
      }
      expect(() => operatorOf({ rows: 3, cols: 3, count: 17, seed: 0 }, kernels)).toThrow("count is at most 16, the rows");
      expect(() => operatorOf({ rows: 2 ** 16, cols: 2 ** 15, count: 2, seed: 0 }, kernels)).toThrow("more than 2³⁰ entries");
    }
    for (const count of SIZES)
      expect(() => pauliOperator({ qubits: 2, count, seed: 0 }, kernels)).toThrow(/^count is an integer/);
  });

  test("what is drawn and does not fit, before it is allocated", () => {
    const sizes = { count: 1000, seed: 0, maxMemory: 1000 };
    for (const act of [
      () => rankOneOperator({ rows: 10, cols: 9, ...sizes }, kernels),
      () => symmetricRankOneOperator({ size: 10, ...sizes }, kernels),
      () => phaseRetrievalOperator({ size: 10, ...sizes }, kernels),
      () => hadamardOperator({ rows: 100, cols: 100, ...sizes }, kernels),
      () => circulantOperator({ rows: 100, cols: 100, ...sizes }, kernels),
      () => pauliOperator({ qubits: 8, ...sizes }, kernels),
    ])
      expect(act).toThrow(NotEnoughMemory);
  });
});
