import type { SensingRows } from "../contract.ts";
import { denseChunks, denseRow } from "../dense-shape.ts";
import { Panel, type Rows } from "./dense-panel.ts";
import { gemm } from "./gemm.ts";
import { lossSlope, lossValue } from "./loss.ts";
import { packSymmetric, unpackSymmetric } from "./sensing-rows.ts";

/** One pass over the rows: their chunks, and where in the scratch X and the chunks' adjoints of every run stand. */
class Pass {
  readonly n: number;
  readonly chunks: number;
  readonly rows: Rows;
  readonly panel: Panel;
  readonly #square: Float64Array;

  constructor(
    private readonly m: number,
    private readonly n1: number,
    private readonly n2: number,
    private readonly packed: boolean,
    scale: number,
    a: SensingRows,
    index: Int32Array,
    readonly scratch: Float64Array,
    private readonly runs: number,
  ) {
    this.n = denseRow(n1, n2, packed);
    this.chunks = denseChunks(m, this.n);
    this.rows = { n1, n: this.n, packed, scale, a, index };
    this.panel = new Panel(this.rows);
    this.#square = scratch.subarray(scratch.length - n1 * n2);
  }

  product = (run: number): number => run * this.n;
  part = (chunk: number, run: number): number => ((1 + chunk) * this.runs + run) * this.n;

  /** X ← L·Rᵀ, row-major, as the n2×n1 column-major matrix R·Lᵀ; where packed the upper triangle of X + Xᵀ. */
  form(run: number, k: number, left: Float64Array, right: Float64Array): void {
    const { n, n1, n2, packed, scratch } = this;
    const at = this.product(run);
    const whole = packed ? this.#square : scratch.subarray(at, at + n);
    gemm(false, true, n2, n1, k, 1, right, left, 0, whole);
    if (packed) packSymmetric(whole, n1, true, scratch, at);
  }

  /** Visits the panels of every chunk, after the chunk's adjoints were cleared. */
  each(visit: (panel: Panel, first: number, count: number, chunk: number) => void): void {
    const { m, n, chunks, runs, panel } = this;
    for (let chunk = 0; chunk < chunks; chunk++) {
      this.scratch.fill(0, this.part(chunk, 0), this.part(chunk, 0) + runs * n);
      const end = Math.floor(((chunk + 1) * m) / chunks);
      for (let i = Math.floor((chunk * m) / chunks); i < end; i += Panel.height) {
        const count = Math.min(Panel.height, end - i);
        panel.take(i, count);
        visit(panel, i, count, chunk);
      }
    }
  }

  /** The chunks' parts of G are added in order; then outLeft ← G·R and outRight ← Gᵀ·L. */
  pull(run: number, k: number, left: Float64Array, right: Float64Array, outLeft: Float64Array, outRight: Float64Array): void {
    const { n, n1, n2, chunks, packed, scratch } = this;
    const first = this.part(0, run);
    for (let chunk = 1; chunk < chunks; chunk++) {
      const part = this.part(chunk, run);
      for (let j = 0; j < n; j++) scratch[first + j] += scratch[part + j];
    }
    const g = packed ? this.#square : scratch.subarray(first, first + n); // row-major n1×n2, that is Gᵀ in column-major order
    if (packed) unpackSymmetric(scratch, first, n1, g);
    gemm(true, false, n1, k, n2, 1, g, right, 0, outLeft);
    gemm(false, false, n2, k, n1, 1, g, left, 0, outRight);
  }
}

/** out_i ← ⟨A_i, L·Rᵀ⟩. */
export function measureDense(
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
): void {
  const pass = new Pass(m, n1, n2, packed, scale, a, index, scratch, 1);
  pass.form(0, k, left, right);
  pass.each((panel, first, count) => {
    panel.dots(scratch, 0);
    for (let p = 0; p < count; p++) out[first + p] = panel.weights[p];
  });
}

/** outLeft ← 𝒜*(w)·R and outRight ← 𝒜*(w)ᵀ·L. */
export function pullbackDense(
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
): void {
  const pass = new Pass(m, n1, n2, packed, scale, a, index, scratch, 1);
  pass.each((panel, first, count, chunk) => {
    for (let p = 0; p < count; p++) panel.weights[p] = weights[first + p];
    panel.add(scratch, pass.part(chunk, 0));
  });
  pass.pull(0, k, left, right, outLeft, outRight);
}

/** Loss, residual norm and both gradients; A is read once: rows just measured are still in cache when they are added to G. */
export function gradientDense(
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
): void {
  const [ranks, losses] = [Int32Array.of(k), Float64Array.of(loss, delta)];
  gradientsDense(m, n1, n2, packed, scale, a, index, ranks, left, right, y, losses, scratch, outLeft, outRight, stats);
}

/** The same of several runs in one pass, each in the order that it has alone. */
export function gradientsDense(
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
): void {
  const runs = ranks.length;
  const pass = new Pass(m, n1, n2, packed, scale, a, index, scratch, runs);
  const columns = columnsOf(ranks);
  for (let q = 0; q < runs; q++)
    pass.form(q, ranks[q], cut(left, n1, columns[q], ranks[q]), cut(right, n2, columns[q], ranks[q]));
  const sums = new Float64Array(2 * runs * pass.chunks);
  pass.each((panel, first, count, chunk) => {
    for (let q = 0; q < runs; q++) {
      panel.dots(scratch, pass.product(q));
      weigh(panel.weights, count, y, q * m + first, losses[2 * q], losses[2 * q + 1], sums, 2 * (chunk * runs + q));
      panel.add(scratch, pass.part(chunk, q));
    }
  });
  for (let q = 0; q < runs; q++) {
    const [k, at] = [ranks[q], columns[q]];
    pass.pull(q, k, cut(left, n1, at, k), cut(right, n2, at, k), cut(outLeft, n1, at, k), cut(outRight, n2, at, k));
    let [value, squares] = [0, 0];
    for (let chunk = 0; chunk < pass.chunks; chunk++) {
      value += sums[2 * (chunk * runs + q)];
      squares += sums[2 * (chunk * runs + q) + 1];
    }
    stats[2 * q] = value;
    stats[2 * q + 1] = Math.sqrt(squares);
  }
}

/** w ← φ′(w − y), with Σφ and Σr² added to two sums. */
function weigh(
  w: Float64Array,
  count: number,
  y: Float64Array,
  from: number,
  loss: number,
  delta: number,
  sums: Float64Array,
  to: number,
): void {
  for (let p = 0; p < count; p++) {
    const r = w[p] - y[from + p];
    sums[to] += lossValue(loss, delta, r);
    sums[to + 1] += r * r;
    w[p] = lossSlope(loss, delta, r);
  }
}

/** The first column of each run among the columns of all. */
function columnsOf(ranks: Int32Array): Int32Array {
  let column = 0;
  return ranks.map((rank) => {
    column += rank;
    return column - rank;
  });
}

const cut = (all: Float64Array, n: number, column: number, k: number): Float64Array => all.subarray(column * n, (column + k) * n);
