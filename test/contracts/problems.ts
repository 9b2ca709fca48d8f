import type { Kernels } from "../../src/kernels/contract.ts";
import type { Factors } from "../../src/linalg/matrix.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../../src/operators/gaussian.ts";
import type { MeasurementOperator } from "../../src/operators/operator.ts";
import { pauliOperator } from "../../src/operators/pauli.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";

/** A problem without noise whose truth is known. */
export interface Known {
  readonly problem: Problem;
  readonly truth: Factors;
  readonly rank: number;
}

export interface Case {
  readonly name: string;
  readonly form: "asymmetric" | "symmetric";
  /** Small enough for methods whose iterate has n^l numbers. */
  readonly small?: boolean;
  /** Single entries are measured. */
  readonly entries?: true;
  make(kernels: Kernels): Known;
}

export function known(
  operator: MeasurementOperator,
  rank: number,
  { symmetric = operator.field === "complex", condition = 2, seed = 5 } = {},
): Known {
  const truth = syntheticTruth(operator, { rank, condition, seed, symmetric });
  const measurements = syntheticMeasurements(operator, truth);
  return { problem: createProblem({ operator, measurements, symmetric, truth }), truth, rank };
}

/** Every (qubits)-letter word: with all of them 𝒜*𝒜 is a multiple of the identity. */
export const allWords = (qubits: number): string[] =>
  qubits === 0 ? [""] : allWords(qubits - 1).flatMap((word) => [..."IXYZ"].map((letter) => word + letter));

/** Positions of an n1×n2 matrix, three of every 17 left out. */
export function positions(n1: number, n2: number): { row: Int32Array; col: Int32Array } {
  const kept = Array.from({ length: n1 * n2 }, (_, at) => at).filter((at) => (at * 11) % 17 > 2);
  return { row: Int32Array.from(kept, (at) => at % n1), col: Int32Array.from(kept, (at) => Math.floor(at / n1)) };
}

/** Easy problems, one for each way that a solver's question is answered. */
export const cases: Case[] = [
  {
    name: "Gaussian 12×10, m = 6·dof",
    form: "asymmetric",
    make: (kernels) => known(gaussianOperator({ rows: 12, cols: 10, count: 240, seed: 1 }, kernels), 2),
  },
  {
    name: "entries 14×12",
    form: "asymmetric",
    entries: true,
    make: (kernels) => known(entrySampling({ rows: 14, cols: 12, ...positions(14, 12) }, kernels), 2),
  },
  {
    name: "symmetric Gaussian 12×12, m = 6·dof",
    form: "symmetric",
    make: (kernels) => known(symmetricGaussianOperator({ size: 12, count: 138, seed: 1 }, kernels), 2, { symmetric: true }),
  },
  {
    name: "symmetric Gaussian 4×4 of rank one",
    form: "symmetric",
    small: true,
    make: (kernels) => known(symmetricGaussianOperator({ size: 4, count: 60, seed: 1 }, kernels), 1, { symmetric: true }),
  },
  {
    name: "Gaussian 12×12 of a symmetric matrix",
    form: "symmetric",
    make: (kernels) => known(gaussianOperator({ rows: 12, cols: 12, count: 240, seed: 2 }, kernels), 2, { symmetric: true }),
  },
  {
    name: "Pauli words on 3 qubits",
    form: "symmetric",
    make: (kernels) => known(pauliOperator({ qubits: 3, settings: allWords(3).filter((_, i) => i % 8 !== 5) }, kernels), 2),
  },
];
