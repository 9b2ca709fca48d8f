import type { Kernels } from "../kernels/contract.ts";
import { memoryBudget, requireMemory } from "../kernels/memory.ts";
import { openKernels } from "../kernels/open.ts";
import { type PauliBy, pauliScratch } from "../kernels/structured-contract.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM } from "../random/streams.ts";
import { boundedIntegers } from "../random/words.ts";
import { kernelCalls } from "./kernel-calls.ts";
import { checkSize, kernelOperator } from "./kernel-operator.ts";
import type { MeasurementOperator } from "./operator.ts";

export interface PauliWords {
  readonly qubits: number;
  /** Words over I, X, Y, Z; letter q acts on qubit q, and qubit 0 is the leftmost Kronecker factor. */
  readonly settings: readonly string[];
}

/** Words drawn uniformly from all 4^q, with replacement. */
export interface DrawnPauliWords {
  readonly qubits: number;
  /** m, the number of words. */
  readonly count: number;
  readonly seed: Seed;
  /** Bytes that the words and the work on them may take; by default nine tenths of what is free. */
  readonly maxMemory?: number;
}

export type PauliSensing = PauliWords | DrawnPauliWords;

interface Masks {
  /** A bit where the letter is X or Y, and where it is Z or Y. */
  readonly x: Int32Array;
  readonly z: Int32Array;
}

/**
 * Quantum state tomography: 𝒜(ρ)_i = tr(P_i ρ) for Pauli words P_i, ρ = U·U* of size n = 2^qubits.
 *
 * Factors are real images [Re U; Im U] (2n×k), and P_i is never formed. All words that flip the same qubits together cost O(nk) and, each, at
 * most O(n); many of them O(n log n) in all. τ = m/n, for drawn words too: they are not scaled, and y are expectation values.
 * Throws RangeError for a bad number of qubits, a word of another length or with another letter; NotEnoughMemory where drawn words do not fit.
 *
 * Gross, Liu, Flammia, Becker, Eisert. Quantum state tomography via compressed sensing. Phys. Rev. Lett. 105, 2010.
 */
export function pauliOperator(sensing: PauliSensing, kernels: Kernels = openKernels()): MeasurementOperator {
  const { qubits } = sensing;
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > 20)
    throw new RangeError(`qubits is an integer from 1 to 20, got ${qubits}`);
  return over(2 ** qubits, "settings" in sensing ? masksOf(sensing) : drawMasks(sensing), kernels);
}

function over(n: number, { x, z }: Masks, kernels: Kernels): MeasurementOperator {
  const count = x.length;
  const { order, flips } = sideBySide(x, n);
  const by: PauliBy = [count, n, x, z, order];
  const pick = (of: Int32Array, keep: Int32Array) => keep.map((i) => of[i]);
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
      restrict: (keep) => over(n, { x: pick(x, keep), z: pick(z, keep) }, kernels),
      work: (k) => 24 * flips * n * k + 4 * n * Math.min(count, flips * (32 - Math.clz32(n))),
    },
    {
      made: {},
      kept: { "the words": 12 * count },
      scratch: pauliScratch(count, n),
      ...kernelCalls(by, (on) => ({ measure: on.measurePauli, pullback: on.pullbackPauli, gradient: on.gradientPauli })),
    },
  );
}

/** The words by their x, those of one x in their order, and how many different x there are. */
function sideBySide(x: Int32Array, n: number): { order: Int32Array; flips: number } {
  const next = new Int32Array(n + 1); // where the words of each x begin
  for (const flip of x) next[flip + 1]++;
  const flips = next.reduce((count, words) => count + (words > 0 ? 1 : 0), 0);
  for (let flip = 0; flip < n; flip++) next[flip + 1] += next[flip];
  const order = new Int32Array(x.length);
  for (let i = 0; i < x.length; i++) order[next[x[i]]++] = i;
  return { order, flips };
}

function masksOf({ qubits, settings }: PauliWords): Masks {
  if (settings.length === 0) throw new RangeError("settings needs at least one Pauli word");
  const masks = settings.map((word, i) => wordMasks(word, i, qubits));
  return { x: Int32Array.from(masks, (mask) => mask.x), z: Int32Array.from(masks, (mask) => mask.z) };
}

function drawMasks({ qubits, count, seed, maxMemory = memoryBudget() }: DrawnPauliWords): Masks {
  const n = 2 ** qubits;
  const bytes = 12 * checkSize("count", count) + 8 * pauliScratch(count, n);
  requireMemory(bytes, `${count} Pauli words on ${qubits} qubits and the work on them`, "use fewer qubits or words", maxMemory);
  const below = boundedIntegers(seed, STREAM.operator);
  const [x, z] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    x[i] = below(n);
    z[i] = below(n);
  }
  return { x, z };
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
