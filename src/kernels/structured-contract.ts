/**
 * The verbs of ensembles whose matrices are never formed. Each takes first what its operator is made of (`By`), then the number k of
 * columns, the factors left n1×k and right n2×k, and scratch of at least as many numbers as the ensemble's own function says.
 *
 * out_i ← ⟨A_i, L·Rᵀ⟩; outLeft ← 𝒜*(w)·R and outRight ← 𝒜*(w)ᵀ·L, with w = φ′(r) in a gradient; stats ← [Σ φ(r_i), ‖r‖₂].
 */
export type MeasureArguments<By extends readonly unknown[]> = [
  ...by: By,
  k: number,
  left: Float64Array,
  right: Float64Array,
  scratch: Float64Array,
  out: Float64Array,
];

export type PullbackArguments<By extends readonly unknown[]> = [
  ...by: By,
  k: number,
  weights: Float64Array,
  left: Float64Array,
  right: Float64Array,
  scratch: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
];

export type GradientArguments<By extends readonly unknown[]> = [
  ...by: By,
  k: number,
  left: Float64Array,
  right: Float64Array,
  y: Float64Array,
  loss: number,
  delta: number,
  scratch: Float64Array,
  outLeft: Float64Array,
  outRight: Float64Array,
  stats: Float64Array,
];

export type Measure<By extends readonly unknown[]> = (...args: MeasureArguments<By>) => void;
export type Pullback<By extends readonly unknown[]> = (...args: PullbackArguments<By>) => void;
export type Gradient<By extends readonly unknown[]> = (...args: GradientArguments<By>) => void;

/**
 * A_i = scale·(a_i·b_i* − centre·I), for `count` vectors a_i of n1 numbers and b_i of n2, one after the other. Where `index` is empty
 * measurement i uses vectors i (m = count), else vectors index[i]. Where `complex`, vectors and factors are real images [Re; Im], n1 and n2
 * count both parts, and out_i is the real part of ⟨A_i, L·R*⟩. A centre needs n1 = n2. One call with a = b and left = right, the same
 * arrays, takes half the work.
 */
export type RankOneBy = [
  m: number,
  n1: number,
  n2: number,
  count: number,
  a: Float64Array,
  b: Float64Array,
  index: Int32Array,
  complex: boolean,
  scale: number,
  centre: number,
];

/** The factors row by row, in whole vectors of 4; and of each chunk of measurements a partial gradient and 32 rows of products. */
export function rankOneScratch(m: number, n1: number, n2: number, complex: boolean, k: number): number {
  const parts = complex ? 2 : 1;
  const rows = (n1 + n2) / parts;
  const width = 4 * Math.ceil((parts * k) / 4);
  const work = Math.floor((m * parts * rows * width) / 65536);
  const chunks = Math.max(1, Math.min(16, work, Math.floor(m / (64 + 4 * k)) + 1));
  return rows * width * (1 + chunks) + 64 * chunks * width;
}

/**
 * Pauli words on q qubits, n = 2^q: P_i = ⊗ letters, given by bit masks (bit q−1−t for qubit t, so qubit 0 is the leftmost Kronecker
 * factor): x has a bit where the letter is X or Y, z where it is Z or Y. Then P_i|b⟩ = i^{#Y}·(−1)^{popcount(b & z)}·|b ⊕ x⟩. `order` holds
 * 0 … m − 1, words of one x side by side, which share most of their work. Factors are real images F = [Re U; Im U] (2n×k) of complex U
 * (n×k): out_i = Re Σ_q l_q* P_i r_q, outLeft ← image of Σ_i w_i P_i R, outRight ← image of Σ_i w_i P_i L.
 */
export type PauliBy = [m: number, n: number, x: Int32Array, z: Int32Array, order: Int32Array];

/** m weights, and 3n numbers for each group of words in work. */
export const pauliScratch = (m: number, n: number): number => m + 3 * n * Math.max(4, Math.min(64, Math.floor(65536 / n)));

/**
 * A_i is scale·(row row_i of H·D) without what goes beyond n1·n2: H the Walsh–Hadamard matrix of ±1 of `size` rows, a power of two, at least
 * n1·n2; D the signs, bit j mod 32 of word ⌊j/32⌋ for entry j of vec(X), row-major, 1 for minus. Scratch: size + m.
 */
export type HadamardBy = [m: number, n1: number, n2: number, size: number, row: Int32Array, signs: Int32Array, scale: number];

/**
 * The same of C·D, C the circulant matrix of `size` rows, a power of two, at least 4 and n1·n2, by its eigenvalues in the Fourier basis. They
 * are those of a real matrix: `size` numbers, eigenvalues 0 and size/2, which are real, and then real and imaginary parts of eigenvalues
 * 1 … size/2 − 1. Scratch: 3·size + m.
 */
export type CirculantBy = [
  m: number,
  n1: number,
  n2: number,
  size: number,
  row: Int32Array,
  signs: Int32Array,
  eigenvalues: Float64Array,
  scale: number,
];

export interface StructuredKernels {
  measurePauli: Measure<PauliBy>;
  pullbackPauli: Pullback<PauliBy>;
  gradientPauli: Gradient<PauliBy>;
  measureRankOne: Measure<RankOneBy>;
  pullbackRankOne: Pullback<RankOneBy>;
  gradientRankOne: Gradient<RankOneBy>;
  measureHadamard: Measure<HadamardBy>;
  pullbackHadamard: Pullback<HadamardBy>;
  gradientHadamard: Gradient<HadamardBy>;
  measureCirculant: Measure<CirculantBy>;
  pullbackCirculant: Pullback<CirculantBy>;
  gradientCirculant: Gradient<CirculantBy>;
}
