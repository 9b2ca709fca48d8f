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

export interface StructuredKernels {
  measureRankOne: Measure<RankOneBy>;
  pullbackRankOne: Pullback<RankOneBy>;
  gradientRankOne: Gradient<RankOneBy>;
}
