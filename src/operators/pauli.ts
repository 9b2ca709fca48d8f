import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import { kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

export interface PauliSensing {
  readonly qubits: number;
  /** Words over I, X, Y, Z; letter q acts on qubit q, and qubit 0 is the leftmost Kronecker factor. */
  readonly settings: readonly string[];
}

/**
 * Quantum state tomography: 𝒜(ρ)_i = tr(P_i ρ) for Pauli words P_i, ρ = U·U* of size n = 2^qubits.
 *
 * Factors are real images [Re U; Im U] (2n×k). A word costs O(n) for each column and P_i is never formed. τ = m/n.
 * Throws RangeError for a bad number of qubits, a word of another length or with another letter.
 *
 * Gross, Liu, Flammia, Becker, Eisert. Quantum state tomography via compressed sensing. Phys. Rev. Lett. 105, 2010.
 */
export function pauliOperator({ qubits, settings }: PauliSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > 20)
    throw new RangeError(`qubits is an integer from 1 to 20, got ${qubits}`);
  if (settings.length === 0) throw new RangeError("settings needs at least one Pauli word");
  const masks = settings.map((word, i) => wordMasks(word, i, qubits));
  const x = Int32Array.from(masks, (mask) => mask.x);
  const z = Int32Array.from(masks, (mask) => mask.z);
  return over(2 ** qubits, x, z, kernels);
}

function over(n: number, x: Int32Array, z: Int32Array, kernels: Kernels): MeasurementOperator {
  const count = x.length;
  return kernelOperator(
    {
      kind: "pauli",
      rows: 2 * n,
      cols: 2 * n,
      count,
      field: "complex",
      symmetric: true,
      kernels,
      scale: count / n, // ‖P_i‖_F² = n
      restrict: (keep) =>
        over(
          n,
          keep.map((i) => x[i]),
          keep.map((i) => z[i]),
          kernels,
        ),
      work: (k) => 12 * count * n * k,
    },
    {
      made: {},
      scratch: count,
      measure: (on, { left, right }, _, out) => on.measurePauli(count, n, left.cols, x, z, left.data, right.data, out),
      pullback: (on, weights, { left, right }, _, out) =>
        on.pullbackPauli(count, n, left.cols, x, z, weights, left.data, right.data, out.left.data, out.right.data),
      gradient: (on, { left, right }, y, loss, residual, out, stats) =>
        on.gradientPauli(
          count,
          n,
          left.cols,
          x,
          z,
          left.data,
          right.data,
          y,
          loss.code,
          loss.delta,
          residual,
          out.left.data,
          out.right.data,
          stats,
        ),
    },
  );
}

/** The bit masks of one word: x where it flips a qubit (X, Y), z where it signs one (Z, Y). */
function wordMasks(word: string, i: number, qubits: number): { x: number; z: number } {
  if (word.length !== qubits || /[^IXYZ]/.test(word))
    throw new RangeError(
      `setting ${i} is ${JSON.stringify(word)}; a word on ${qubits} qubits has ${qubits} letters of I, X, Y, Z`,
    );
  let [x, z] = [0, 0];
  for (const letter of word) {
    x = 2 * x + (letter === "X" || letter === "Y" ? 1 : 0);
    z = 2 * z + (letter === "Z" || letter === "Y" ? 1 : 0);
  }
  return { x, z };
}
