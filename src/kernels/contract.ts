/**
 * The kernels: every heavy loop of the library behind one flat contract of buffers and sizes.
 *
 * Two implementations exist with the same file names, `native/core/*.cpp` and `src/kernels/portable/*.ts`.
 * Matrices are column-major and tight: entry (i, j) of an m×n matrix is data[i + j·m]. Outputs are arguments
 * and never overlap inputs unless said. Kernels trust their callers: sizes are checked above (`linalg`,
 * operators) and, on the native side, once more in `args.hpp`.
 *
 * A factorization returns a code: 0 done; > 0 what LAPACK's info says; NON_FINITE, TOO_LARGE or NO_MEMORY.
 */
import type { StructuredKernels } from "./structured-contract.ts";

export type Floats = Float64Array | Float32Array;

/** Where the sensing matrices of a dense operator come from: numbers, bits (signs), or a seed. */
export type SensingRows = Floats | Uint8Array | Uint32Array;

/** The input holds NaN or an infinity; LAPACK was not called. */
export const NON_FINITE = -1;
/** A size or a workspace exceeds what 32-bit LAPACK integers hold. */
export const TOO_LARGE = -2;
/** Workspace could not be allocated. */
export const NO_MEMORY = -3;

/** Codes of the losses: value Σ φ(r), derivative φ′(r). */
export const SQUARED = 0; // φ(r) = ½r²
export const ABSOLUTE = 1; // φ(r) = |r|,  φ′(0) = 0
export const HUBER = 2; // φ(r) = ½r² for |r| ≤ δ, else δ(|r| − ½δ)

/** Sampled entries, made by `indexEntries` and for the kernels that made it alone; nothing of it can be seen or changed. */
export type EntryIndex = object;

export interface AlgebraKernels {
  /** C ← α·op(A)·op(B) + β·C, with C m×n, op(A) m×k, op(B) k×n. β = 0 overwrites C whatever it held; α = 0 or k = 0 never reads A or B. */
  gemm(
    transA: boolean,
    transB: boolean,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: Float64Array,
    b: Float64Array,
    beta: number,
    c: Float64Array,
  ): void;

  /** out ← AᵀA (k×k, both triangles, exactly symmetric) for A n×k. */
  gram(n: number, k: number, a: Float64Array, out: Float64Array): void;

  /** B ← B·A⁻¹ for A k×k symmetric positive definite and B n×k. A becomes its Cholesky factor. Returns the order of the first leading minor that is not positive (B untouched), or a code. */
  solveRight(n: number, k: number, a: Float64Array, b: Float64Array): number;

  /** A = Q·R with A n×k, n ≥ k: A becomes Q (QᵀQ = I), r (k×k) the upper triangle with diagonal ≥ 0 and zeros below. */
  qr(n: number, k: number, a: Float64Array, r: Float64Array): number;

  /** A = U·diag(s)·Vᵀ, thin: A m×n is destroyed, p = min(m, n), u m×p, s p values descending ≥ 0, vt p×n. */
  svd(m: number, n: number, a: Float64Array, u: Float64Array, s: Float64Array, vt: Float64Array): number;

  /** A = Z·diag(w)·Zᵀ for symmetric A (both triangles given): A becomes Z, w ascending. */
  eigen(n: number, a: Float64Array, w: Float64Array): number;

  /** Index of the first NaN or infinity, or −1. */
  firstNonFinite(a: Floats): number;

  /** out[i] ← scale · z(first + i), where z(j) is the j-th standard normal number of stream `stream` of `seed` (both as two unsigned 32-bit halves); bit for bit the same in every implementation. `first` is an integer in [0, 2⁵³). */
  normals(
    seedLow: number,
    seedHigh: number,
    streamLow: number,
    streamHigh: number,
    first: number,
    scale: number,
    out: Floats,
  ): void;
}

/**
 * The questions that solvers ask of a measurement operator, one set a kind: factors are left n1×k and right n2×k,
 * weights, y and out have m numbers, `stats` two: [Σ φ(r_i), ‖r‖₂] with r = 𝒜(L·Rᵀ) − y.
 * outLeft ← 𝒜*(w)·R and outRight ← 𝒜*(w)ᵀ·L, with w = φ′(r) in a gradient.
 */
export interface OperatorKernels extends StructuredKernels {
  /**
   * Dense: measurement i has row i of `a`, or row index[i] where `index` is not empty. A row is A_i (n1·n2 numbers, row-major), or where
   * `packed` is set the upper triangle of a symmetric one, row after row. `a` says how rows are had:
   * numbers, one row after the other (`scale` is not used); a Uint8Array of signs, entry j being −scale where bit j of its row is set (bit
   * j mod 8 of byte ⌊j/8⌋, rows beginning at multiples of 4 bytes); or a Uint32Array [seed low, seed high, purpose], row i being scale times
   * the normal numbers of the stream (purpose, i), where packed those of B with A = ½(B + Bᵀ).
   * `scratch` has at least denseScratch(…) numbers.
   */
  measureDense(
    m: number,
    n1: number,
    n2: number,
    packed: boolean,
    scale: number,
    a: SensingRows,
    index: Int32Array,
    k: number,
    left: Float64Array,
    right: Float64Array,
    scratch: Float64Array,
    out: Float64Array,
  ): void;
  pullbackDense(
    m: number,
    n1: number,
    n2: number,
    packed: boolean,
    scale: number,
    a: SensingRows,
    index: Int32Array,
    k: number,
    weights: Float64Array,
    left: Float64Array,
    right: Float64Array,
    scratch: Float64Array,
    outLeft: Float64Array,
    outRight: Float64Array,
  ): void;
  gradientDense(
    m: number,
    n1: number,
    n2: number,
    packed: boolean,
    scale: number,
    a: SensingRows,
    index: Int32Array,
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
  ): void;
  /**
   * The gradients of up to MOST_TOGETHER runs in one pass over the rows, each with the bits that it has alone. What the runs give stands one after
   * the other: ranks k_q, the columns of left and right, y (m numbers each), losses as pairs (code, δ), and so for what is written.
   */
  gradientsDense(
    m: number,
    n1: number,
    n2: number,
    packed: boolean,
    scale: number,
    a: SensingRows,
    index: Int32Array,
    ranks: Int32Array,
    left: Float64Array,
    right: Float64Array,
    y: Float64Array,
    losses: Float64Array,
    scratch: Float64Array,
    outLeft: Float64Array,
    outRight: Float64Array,
    stats: Float64Array,
  ): void;

  /**
   * Entry sampling: 𝒜(X)_i = X[row_i, col_i], 0 ≤ row_i < n1, 0 ≤ col_i < n2; positions may repeat. What is returned holds the m
   * positions in the order in which gradients add them, whatever becomes of the arrays. `scratch` has at least
   * entriesScratch(m, n1, n2, k) numbers.
   */
  indexEntries(m: number, n1: number, n2: number, row: Int32Array, col: Int32Array): EntryIndex;
  measureEntries(
    index: EntryIndex,
    k: number,
    left: Float64Array,
    right: Float64Array,
    scratch: Float64Array,
    out: Float64Array,
  ): void;
  pullbackEntries(
    index: EntryIndex,
    k: number,
    weights: Float64Array,
    left: Float64Array,
    right: Float64Array,
    scratch: Float64Array,
    outLeft: Float64Array,
    outRight: Float64Array,
  ): void;
  gradientEntries(
    index: EntryIndex,
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
  ): void;
}

/** What indexEntries keeps of an entry. */
export const BYTES_OF_INDEXED_ENTRY = 14;

/**
 * Numbers of scratch that the entry kernels need: m, and both factors row by row with their gradients, in units of 4 numbers, unless
 * there are fewer entries than rows and columns.
 */
export function entriesScratch(m: number, n1: number, n2: number, k: number): number {
  return m < n1 + n2 ? m : m + 2 * (n1 + n2) * 4 * Math.ceil(k / 4) + 8;
}

/** Kernels of linear algebra that can take long enough to be asked for off the main thread. */
export type AlgebraName = "gemm" | "gram" | "solveRight" | "qr" | "svd" | "eigen";

/** The questions themselves, without what makes an index. */
export type VerbName = Exclude<keyof OperatorKernels, "indexEntries">;

/** The same questions answered on the core's own threads while the event loop runs; buffers are pinned, and a buffer that was detached meanwhile rejects the promise with a TypeError. */
export type OffThread = {
  readonly [K in VerbName]: (...args: Parameters<OperatorKernels[K]>) => Promise<void>;
} & {
  readonly [K in AlgebraName]: (...args: Parameters<AlgebraKernels[K]>) => Promise<ReturnType<AlgebraKernels[K]>>;
};

/**
 * Answers one question into the same arrays as often as it is called, and returns true; or false, with nothing done, where one of them was
 * transferred away meanwhile. Undefined where the arguments are not what the kernel takes, or an array is over a resizable buffer and could shrink.
 */
export type ReadyCall = (() => boolean) | undefined;

/** The same questions with their arguments read once. */
export type Prepared = {
  readonly [K in VerbName]: (...args: Parameters<OperatorKernels[K]>) => ReadyCall;
};

export interface Kernels extends AlgebraKernels, OperatorKernels {
  readonly name: "native" | "portable";
  /** The BLAS kernel set ("SkylakeX", "Zen", …), or "portable". */
  readonly core: string;
  /** How many threads a call may use; never changes a result. */
  readonly threads: number;
  /** Why native kernels are not in use; empty where they are, or where portable ones were asked for. */
  readonly why: string;
  readonly offThread?: OffThread;
  readonly prepared?: Prepared;
  /** Asks for large pages below an untouched buffer; how many bytes lie before its first cache line. */
  readonly settle?: (buffer: ArrayBuffer) => number;
}
