import { entriesScratch, type Kernels, type OperatorKernels } from "../kernels/contract.ts";
import { type Factors, matrix } from "../linalg/matrix.ts";
import { squared } from "../losses/loss.ts";
import { circulantOperator } from "../operators/circulant.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import { gaussianOperator } from "../operators/gaussian.ts";
import { hadamardOperator } from "../operators/hadamard.ts";
import type { Gradient, MeasurementOperator } from "../operators/operator.ts";
import { pauliOperator } from "../operators/pauli.ts";
import { rankOneOperator } from "../operators/rank-one.ts";
import { positions } from "./entries.ts";
import { bytes, type Call, type Cases, call, flops, normal } from "./kernel-case.ts";

const TOGETHER = 4;

interface Kind {
  readonly about: string;
  readonly k: number;
  make(kernels: Kernels): MeasurementOperator;
  /** What one measurement or pullback takes. */
  readonly amount: number;
  /** Dense operators are held against the bytes of A, the others against operations. */
  readonly unit: "bytes" | "flops";
}

const kinds = {
  Dense: (quick: boolean): Kind => {
    const [count, n, k] = quick ? [40, 8, 2] : [1000, 100, 5];
    const make = (kernels: Kernels) => gaussianOperator({ rows: n, cols: n, count, seed: 0 }, kernels);
    return { about: `${count} matrices ${n}×${n}, k = ${k}`, k, make, amount: 8 * count * n * n, unit: "bytes" };
  },
  Entries: (quick: boolean): Kind => {
    const [count, n, k] = quick ? [300, 30, 2] : [1_000_000, 10_000, 10];
    const make = (kernels: Kernels) => entrySampling({ rows: n, cols: n, ...positions(n, count) }, kernels);
    return { about: `${count} entries of ${n}×${n}, k = ${k}`, k, make, amount: 2 * count * k, unit: "flops" };
  },
  Pauli: (quick: boolean): Kind => {
    const [count, qubits, k] = quick ? [20, 2, 2] : [1000, 8, 4];
    const make = (kernels: Kernels) => pauliOperator({ qubits, count, seed: 0 }, kernels);
    return { about: `${count} words on ${qubits} qubits, k = ${k}`, k, make, amount: 8 * count * 2 ** qubits * k, unit: "flops" };
  },
  RankOne: (quick: boolean): Kind => {
    const [count, n, k] = quick ? [40, 8, 2] : [20_000, 500, 10];
    const make = (kernels: Kernels) => rankOneOperator({ rows: n, cols: n, count, seed: 0 }, kernels);
    return { about: `${count} rank-one matrices ${n}×${n}, k = ${k}`, k, make, amount: 4 * count * n * k, unit: "flops" };
  },
  Hadamard: (quick: boolean): Kind => transform("Hadamard", quick, hadamardOperator, 1),
  Circulant: (quick: boolean): Kind => transform("circulant", quick, circulantOperator, 5),
} as const;

/** `each` times N log₂ N operations for the N numbers of a transform. */
function transform(name: string, quick: boolean, of: typeof hadamardOperator, each: number): Kind {
  const [count, n, k] = quick ? [40, 8, 2] : [20_000, 256, 5];
  const make = (kernels: Kernels) => of({ rows: n, cols: n, count, seed: 0 }, kernels);
  return { about: `${count} ${name} rows, ${n}×${n}, k = ${k}`, k, make, amount: each * n * n * Math.log2(n * n), unit: "flops" };
}

interface Arrays {
  readonly operator: MeasurementOperator;
  readonly x: Factors;
  readonly y: Float64Array;
}

function cases(kind: (quick: boolean) => Kind, times: number, ask: (arrays: Arrays) => Call): Cases {
  return (quick) => {
    const { about, k, make, amount, unit } = kind(quick);
    const prepare = (kernels: Kernels): Call => {
      const operator = make(kernels);
      const { rows, cols, count } = operator;
      const x = { left: matrix(rows, k, normal(kernels, rows * k, 1)), right: matrix(cols, k, normal(kernels, cols * k, 2)) };
      return ask({ operator, x, y: normal(kernels, count, 3) });
    };
    return [(unit === "bytes" ? bytes : flops)(about, times * amount, prepare)];
  };
}

const gradientFor = ({ left, right }: Factors): Gradient => ({
  left: matrix(left.rows, left.cols),
  right: matrix(right.rows, right.cols),
  value: 0,
  residualNorm: 0,
});

const measure = (kind: (quick: boolean) => Kind): Cases =>
  cases(kind, 1, ({ operator, x }) => {
    const out = new Float64Array(operator.count);
    return call([out], () => operator.measure(x, out));
  });

const pullback = (kind: (quick: boolean) => Kind): Cases =>
  cases(kind, 1, ({ operator, x, y }) => {
    const out = gradientFor(x);
    return call([out.left.data, out.right.data], () => operator.pullback(y, x, out));
  });

/** A dense gradient reads A once; the others measure and pull back. */
const gradient = (kind: (quick: boolean) => Kind, times = 2): Cases =>
  cases(kind, times, ({ operator, x, y }) => {
    const out = gradientFor(x);
    return call([out.left.data, out.right.data], () => operator.gradient(x, y, squared, out));
  });

const gradients: Cases = cases(kinds.Dense, 1, ({ operator, x, y }) => {
  const asks = Array.from({ length: TOGETHER }, () => ({ verb: "gradient" as const, x, y, loss: squared, out: gradientFor(x) }));
  return call(
    asks.flatMap(({ out }) => [out.left.data, out.right.data]),
    () => operator.answerAll(asks),
  );
});

/** Making the index that entries are answered by, and one measurement with it. */
const index: Cases = (quick) => {
  const [count, n] = quick ? [300, 30] : [1_000_000, 10_000];
  const { row, col } = positions(n, count);
  const x = new Float64Array(n).fill(1);
  const prepare = (kernels: Kernels): Call => {
    const [out, scratch] = [new Float64Array(count), new Float64Array(entriesScratch(count, n, n, 1))];
    return call([out], () => kernels.measureEntries(kernels.indexEntries(count, n, n, row, col), 1, x, x, scratch, out));
  };
  return [bytes(`${count} entries of ${n}×${n}, and a measurement, k = 1`, 8 * count, prepare)];
};

/** Every question to an operator. */
export const operatorCases = {
  measureDense: measure(kinds.Dense),
  pullbackDense: pullback(kinds.Dense),
  gradientDense: gradient(kinds.Dense, 1),
  gradientsDense: gradients,
  indexEntries: index,
  measureEntries: measure(kinds.Entries),
  pullbackEntries: pullback(kinds.Entries),
  gradientEntries: gradient(kinds.Entries),
  measurePauli: measure(kinds.Pauli),
  pullbackPauli: pullback(kinds.Pauli),
  gradientPauli: gradient(kinds.Pauli),
  measureRankOne: measure(kinds.RankOne),
  pullbackRankOne: pullback(kinds.RankOne),
  gradientRankOne: gradient(kinds.RankOne),
  measureHadamard: measure(kinds.Hadamard),
  pullbackHadamard: pullback(kinds.Hadamard),
  gradientHadamard: gradient(kinds.Hadamard),
  measureCirculant: measure(kinds.Circulant),
  pullbackCirculant: pullback(kinds.Circulant),
  gradientCirculant: gradient(kinds.Circulant),
} as const satisfies Record<keyof OperatorKernels, Cases>;
