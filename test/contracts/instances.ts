import type { Kernels } from "../../src/kernels/contract.ts";
import { denseOperator, symmetricOperator } from "../../src/operators/dense.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import type { MeasurementOperator } from "../../src/operators/operator.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { rademacherOperator } from "../../src/operators/rademacher.ts";
import type { OperatorName } from "../../src/operators/registry.ts";
import { normals } from "../../src/random/normals.ts";
import { STREAM, streamAt } from "../../src/random/streams.ts";
import { boundedIntegers, words } from "../../src/random/words.ts";
import { gaussian, integers } from "../kernels/matrices.ts";
import { portable } from "../kernels/sets.ts";
import { pauliEmbedding } from "./pauli-words.ts";
import { allWords } from "./problems.ts";
import { centredRankOne, circulant, hadamard, phaseRetrieval, rankOne, symmetricRankOne } from "./structured-instances.ts";

/** One operator of a kind, and its matrices by definition. */
export interface Instance {
  readonly name: string;
  /** The entries of A_i are small integers, so that every sum is exact. */
  readonly exact: boolean;
  make(kernels: Kernels): MeasurementOperator;
  /** A_i row-major, n1·n2 numbers. */
  matrix(i: number): ArrayLike<number>;
  /** τ, where it is an expectation and not that of the matrices. */
  readonly expected?: (kept: number) => number;
}

const SHAPES: [number, number, number][] = [
  [1, 1, 1],
  [7, 1, 6],
  [5, 6, 1],
  [9, 4, 7],
  [300, 11, 9],
];

const SQUARES: [number, number][] = [
  [1, 1],
  [8, 2],
  [60, 7],
];

const STORAGES = ["stored", "generated"] as const;

function dense(m: number, n1: number, n2: number, exact: boolean, single: boolean): Instance {
  const numbers = exact ? integers(m * n1 * n2, 5) : gaussian(m * n1 * n2, 5);
  const a = single ? Float32Array.from(numbers) : numbers;
  return {
    name: `${m} of ${n1}×${n2}, ${exact ? "integers" : "normal numbers"}, ${single ? "float32" : "float64"}`,
    exact,
    make: (kernels) => denseOperator({ rows: n1, cols: n2, matrices: a }, kernels),
    matrix: (i) => a.subarray(i * n1 * n2, (i + 1) * n1 * n2),
  };
}

/** Upper triangles of small integers. */
function packed(m: number, n: number, single: boolean): Instance {
  const row = (n * (n + 1)) / 2;
  const numbers = integers(m * row, 6);
  const triangles = single ? Float32Array.from(numbers) : numbers;
  const at = (i: number, j: number): number => (i <= j ? i * n - (i * (i - 1)) / 2 + j - i : at(j, i));
  return {
    name: `${m} triangles of ${n}×${n}, ${single ? "float32" : "float64"}`,
    exact: true,
    make: (kernels) => symmetricOperator({ size: n, triangles }, kernels),
    matrix: (k) => Float64Array.from({ length: n * n }, (_, e) => triangles[k * row + at(Math.floor(e / n), e % n)]),
  };
}

function drawn(m: number, i: number, size: number): Float64Array {
  const out = new Float64Array(size);
  normals(portable, "17", streamAt(STREAM.operator, i), 0, 1 / Math.sqrt(m), out);
  return out;
}

type Storage = "stored" | "generated";

const gaussianOf = ([m, n1, n2]: [number, number, number], storage: Storage = "stored"): Instance => ({
  name: `${m} of ${n1}×${n2}, ${storage}`,
  exact: false,
  make: (kernels) => gaussianOperator({ rows: n1, cols: n2, count: m, seed: 17, storage }, kernels),
  matrix: (i) => drawn(m, i, n1 * n2),
  ...(storage === "generated" && { expected: (kept) => kept / m }),
});

/** Signs of stream i, the definition written out. */
const rademacherOf = ([m, n1, n2]: [number, number, number]): Instance => ({
  name: `${m} of ${n1}×${n2}`,
  exact: false,
  make: (kernels) => rademacherOperator({ rows: n1, cols: n2, count: m, seed: 17 }, kernels),
  matrix: (i) => {
    const word = words("17", streamAt(STREAM.operator, i));
    let bits = 0;
    return Float64Array.from({ length: n1 * n2 }, (_, j) => {
      if (j % 32 === 0) bits = word();
      return (bits / 2 ** (j % 32)) & 1 ? -1 / Math.sqrt(m) : 1 / Math.sqrt(m);
    });
  },
});

const symmetricGaussianOf = ([m, n]: [number, number], storage: Storage = "stored"): Instance => ({
  name: `${m} of ${n}×${n}, ${storage}`,
  exact: false,
  make: (kernels) => symmetricGaussianOperator({ size: n, count: m, seed: 17, storage }, kernels),
  ...(storage === "generated" && { expected: (kept) => kept / m }),
  matrix: (i) => drawn(m, i, n * n).map((value, at, b) => 0.5 * (value + b[(at % n) * n + Math.floor(at / n)])),
});

function entriesOf([m, n1, n2]: [number, number, number]): Instance {
  const row = Int32Array.from({ length: m }, (_, k) => (k * 7 + 3) % n1);
  const col = Int32Array.from({ length: m }, (_, k) => (k * k + 1) % n2);
  return {
    name: `${m} of ${n1}×${n2}, positions repeated`,
    exact: true,
    make: (kernels) => entrySampling({ rows: n1, cols: n2, row, col }, kernels),
    matrix: (i) => {
      const a = new Float64Array(n1 * n2);
      a[row[i] * n2 + col[i]] = 1;
      return a;
    },
  };
}

const pauliOf = (settings: string[]): Instance => ({
  name: settings.length > 8 ? `${settings.length} words` : settings.join(" "),
  exact: true,
  make: (kernels) => pauliOperator({ qubits: settings[0].length, settings }, kernels),
  matrix: (i) => pauliEmbedding(settings[i]),
});

/** Words by pairs of masks that are drawn below n: x, then z. */
function drawnPauli(qubits: number, count: number): Instance {
  const below = boundedIntegers(17, STREAM.operator);
  const letters = ["I", "Z", "X", "Y"];
  const settings = Array.from({ length: count }, () => {
    const [x, z] = [below(2 ** qubits), below(2 ** qubits)];
    const letter = (bit: number) => letters[2 * ((x >> bit) & 1) + ((z >> bit) & 1)];
    return Array.from({ length: qubits }, (_, t) => letter(qubits - 1 - t)).join("");
  });
  const make: Instance["make"] = (kernels) => pauliOperator({ qubits, count, seed: 17 }, kernels);
  return { ...pauliOf(settings), name: `${count} words drawn`, make };
}

/** Instances of every kind in the registry: the type refuses a kind without any. */
export const instances: Record<OperatorName, Instance[]> = {
  dense: [
    ...SHAPES.flatMap(([m, n1, n2]) =>
      [false, true].flatMap((single) => [false, true].map((exact) => dense(m, n1, n2, exact, single))),
    ),
    ...SQUARES.flatMap(([m, n]) => [false, true].map((single) => packed(m, n, single))),
  ],
  gaussian: STORAGES.flatMap((storage) => SHAPES.map((shape) => gaussianOf(shape, storage))),
  "symmetric-gaussian": STORAGES.flatMap((storage) => SQUARES.map((shape) => symmetricGaussianOf(shape, storage))),
  rademacher: SHAPES.map(rademacherOf),
  entries: SHAPES.map(entriesOf),
  pauli: [allWords(3), ["I", "X", "Y", "Z"], ["XY", "YX", "ZI", "IY", "YY", "XY"], ["XYZ", "ZZY", "IIX", "YIY"], ["Y"]]
    .map(pauliOf)
    .concat(drawnPauli(4, 300)),
  "rank-one": rankOne,
  "symmetric-rank-one": symmetricRankOne,
  "centred-rank-one": centredRankOne,
  "phase-retrieval": phaseRetrieval,
  hadamard,
  circulant,
};

/** Every instance with its kind, for `describe.each`. */
export const allInstances = Object.entries(instances).flatMap(([kind, list]) =>
  list.map((instance): [string, string, Instance] => [kind, instance.name, instance]),
);
