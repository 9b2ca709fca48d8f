import { circulantOperator } from "../../src/operators/circulant.ts";
import { hadamardOperator } from "../../src/operators/hadamard.ts";
import { phaseRetrievalOperator } from "../../src/operators/phase-retrieval.ts";
import { centredRankOneOperator, rankOneOperator, symmetricRankOneOperator } from "../../src/operators/rank-one.ts";
import { normals } from "../../src/random/normals.ts";
import { STREAM, streamAt } from "../../src/random/streams.ts";
import { subset } from "../../src/random/subset.ts";
import { words } from "../../src/random/words.ts";
import { integers } from "../kernels/matrices.ts";
import { portable } from "../kernels/sets.ts";
import type { Instance } from "./instances.ts";

/** s·a·bᵀ − s·centre·I, row-major. */
function outer(a: Float64Array, b: Float64Array, s = 1, centre = 0): Float64Array {
  const out = new Float64Array(a.length * b.length);
  for (let r = 0; r < a.length; r++)
    for (let c = 0; c < b.length; c++) out[r * b.length + c] = s * (a[r] * b[c] - (r === c ? centre : 0));
  return out;
}

/** The embedding [[Re P, −Im P], [Im P, Re P]] of P = s·a·a* for a = [Re; Im]: of a = p + is, [p; s][p; s]ᵀ + [−s; p][−s; p]ᵀ. */
function complexOuter(a: Float64Array, s = 1): Float64Array {
  const n = a.length / 2;
  const turned = Float64Array.from(a, (_, i) => (i < n ? -a[n + i] : a[i - n]));
  const other = outer(turned, turned, s);
  return outer(a, a, s).map((value, at) => value + other[at]);
}

/** Numbers first … first + n − 1 of stream i. */
function drawn(i: number, first: number, n: number, size = 1): Float64Array {
  const out = new Float64Array(n);
  normals(portable, "17", streamAt(STREAM.operator, i), first, size, out);
  return out;
}

const slice = (all: Float64Array, n: number, i: number): Float64Array => all.subarray(i * n, (i + 1) * n);

const SHAPES: [number, number, number][] = [
  [1, 1, 1],
  [6, 1, 5],
  [9, 4, 7],
  [260, 11, 9],
];

export const rankOne: Instance[] = SHAPES.flatMap(([m, n1, n2]) => {
  const [left, right] = [integers(m * n1, 3), integers(m * n2, 4)];
  return [
    {
      name: `${m} of ${n1}×${n2}, integers`,
      exact: true,
      make: (kernels) => rankOneOperator({ rows: n1, cols: n2, left, right }, kernels),
      matrix: (i) => outer(slice(left, n1, i), slice(right, n2, i)),
    },
    {
      name: `${m} of ${n1}×${n2}, drawn`,
      exact: false,
      make: (kernels) => rankOneOperator({ rows: n1, cols: n2, count: m, seed: 17 }, kernels),
      matrix: (i) => outer(drawn(i, 0, n1), drawn(i, n1, n2), 1 / Math.sqrt(m)),
    },
  ];
});

function symmetric(operatorOf: typeof symmetricRankOneOperator, share: number, centre: number): Instance[] {
  return [1, 6, 13].flatMap((n) => {
    const m = 5 * n;
    const vectors = integers(m * n, 5);
    return [
      {
        name: `${m} of ${n}×${n}, integers`,
        exact: true,
        make: (kernels) => operatorOf({ size: n, vectors }, kernels),
        matrix: (i) => outer(slice(vectors, n, i), slice(vectors, n, i), 1, centre),
      },
      {
        name: `${m} of ${n}×${n}, drawn`,
        exact: false,
        make: (kernels) => operatorOf({ size: n, count: m, seed: 17 }, kernels),
        matrix: (i) => outer(drawn(i, 0, n), drawn(i, 0, n), 1 / Math.sqrt(share * m), centre),
      },
    ];
  });
}

export const symmetricRankOne = symmetric(symmetricRankOneOperator, 1, 0);
export const centredRankOne = symmetric(centredRankOneOperator, 2, 1);

export const phaseRetrieval: Instance[] = [1, 3, 8].flatMap((n) => {
  const m = 7 * n;
  const vectors = integers(m * 2 * n, 6);
  return [
    {
      name: `${m} of ${n}×${n}, integers`,
      exact: true,
      make: (kernels) => phaseRetrievalOperator({ size: n, vectors }, kernels),
      matrix: (i) => complexOuter(slice(vectors, 2 * n, i)),
    },
    {
      name: `${m} of ${n}×${n}, drawn`,
      exact: false,
      make: (kernels) => phaseRetrievalOperator({ size: n, count: m, seed: 17 }, kernels),
      matrix: (i) => complexOuter(drawn(i, 0, 2 * n, Math.SQRT1_2), 1 / Math.sqrt(m)),
    },
  ];
});

/** Rows of an N×N matrix, times random signs, cut to n1·n2 numbers; `entry` is of the matrix. */
function transformed(n1: number, n2: number, m: number, size: number, entry: (i: number, j: number) => number) {
  const row = subset(size, m, 17, streamAt(STREAM.operator, 1));
  const word = words(17, streamAt(STREAM.operator, 0));
  const signs = Array.from({ length: Math.ceil((n1 * n2) / 32) }, word).flatMap((bits) =>
    Array.from({ length: 32 }, (_, j) => ((bits >>> j) & 1 ? -1 : 1)),
  );
  return (i: number) => Float64Array.from({ length: n1 * n2 }, (_, j) => signs[j] * entry(row[i], j));
}

/** n1, n2, m and N; m = 4^s makes the scale of Hadamard rows a power of two. */
const TRANSFORMS: [number, number, number, number][] = [
  [1, 1, 1, 1],
  [1, 5, 4, 8],
  [4, 4, 16, 16],
  [9, 7, 30, 64],
  [17, 9, 64, 256],
];

export const hadamard: Instance[] = TRANSFORMS.map(([n1, n2, m, size]) => ({
  name: `${m} of ${n1}×${n2}`,
  exact: Number.isInteger(Math.log2(Math.sqrt(m))),
  make: (kernels) => hadamardOperator({ rows: n1, cols: n2, count: m, seed: 17 }, kernels),
  matrix: transformed(n1, n2, m, size, (i, j) => (parity(i & j) ? -1 : 1) / Math.sqrt(m)),
}));

const parity = (bits: number): number => bits.toString(2).replaceAll("0", "").length % 2;

export const circulant: Instance[] = TRANSFORMS.map(([n1, n2, m, least]) => {
  const size = Math.max(4, least);
  const c = circulantColumn(size);
  return {
    name: `${m} of ${n1}×${n2}`,
    exact: false,
    make: (kernels) => circulantOperator({ rows: n1, cols: n2, count: m, seed: 17 }, kernels),
    matrix: transformed(n1, n2, m, size, (i, j) => Math.sqrt(size / m) * c[(i - j + size) % size]),
  };
});

/** c_t = (1/N)·Σ_k ĝ_k·e^{2πi·kt/N}, by definition. */
function circulantColumn(size: number): Float64Array {
  const z = new Float64Array(size);
  normals(portable, "17", streamAt(STREAM.operator, 2), 0, 1, z);
  return Float64Array.from({ length: size }, (_, t) => {
    let sum = Math.sign(z[0]) + Math.sign(z[1]) * (t % 2 ? -1 : 1);
    for (let k = 1; k < size / 2; k++) {
      const angle = (2 * Math.PI * ((k * t) % size)) / size;
      const [re, im] = [z[2 * k], z[2 * k + 1]];
      sum += (2 * (re * Math.cos(angle) - im * Math.sin(angle))) / Math.hypot(re, im);
    }
    return sum / size;
  });
}
