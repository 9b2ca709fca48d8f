import type { Kernels } from "../kernels/contract.ts";
import { crossEstimate } from "../linalg/cross.ts";
import type { Factors, Matrix } from "../linalg/matrix.ts";
import { zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { normals } from "../random/normals.ts";
import { STREAM, streamAt } from "../random/streams.ts";
import { subset } from "../random/subset.ts";
import { boundedIntegers } from "../random/words.ts";
import { Table } from "../table/table.ts";
import { crossLaws } from "./cross-estimator-laws.ts";
import { crossPage } from "./cross-estimator-page.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { judgeLaws, median } from "./verdict.ts";

export interface CrossCell extends Cell {
  readonly states: number;
  readonly actions: number;
  /** Of rewards and transitions, and so of Q. */
  readonly r: number;
  /** k, that the estimator is told. */
  readonly k: number;
  /** |I| = |J|: states and actions that are asked whole. */
  readonly anchors: number;
  /** γ. */
  readonly discount: number;
  readonly sweeps: number;
  /** Draws of noise and of anchors. */
  readonly draws: number;
}

const shared = { states: 60, actions: 50, r: 4, anchors: 6, discount: 0.5, sweeps: 30, draws: 21 } as const;

/**
 * Q-values of a process with dynamics of rank four, P(s'|s, a) = Σₖ w_sk·z_ak·ψₖ(s') (a process may end), from the simulator's answers at some states and some actions
 * alone: a sweep of value iteration asks |S||J| + |A||I| − |I||J| entries of the next Q and completes it by the cross that they make.
 */
export const crossEstimator: Experiment<CrossCell> = {
  name: "cross-estimator",
  law: "rows I and columns J of Q give all of it, Q[:, J]·(Q[I, J])ₖ⁺·Q[I, :], where its rank is at most k and Q[I, J] keeps it: value iteration through such crosses ends where the whole one does, and noise is multiplied by a factor that 1/σₖ(Q[I, J]) sets",
  reference:
    "Shah, Song, Xu, Yang. Sample efficient reinforcement learning via low-rank matrix estimation. NeurIPS 2020, arXiv:2006.06135.",

  cells: (size) => [4, 3].flatMap((k) => seedsOf(size, 6).map((seed) => ({ name: `rank${k}-seed${seed}`, seed, ...shared, k }))),
  run: async (cell, { kernels }) => {
    const process = processOf(cell);
    const { states, actions, anchors, sweeps } = cell;
    let q = zeros(states, actions);
    for (let t = 0; t < 200; t++) q = process.whole(greedy(q));
    const size = largest(q.data);
    const exact = crossOf(cell, q, 0, kernels);
    const table = new Table();
    let x: Matrix = zeros(states, actions);
    for (let sweep = 1; sweep <= sweeps; sweep++) {
      const value = greedy(x);
      const [at, columns] = anchorsOf(cell, sweep);
      const asked = { at, rows: process.some(value, at, every(actions)), columns: process.some(value, every(states), columns) };
      x = whole(kernels, estimated(kernels, asked, cell.k).estimate);
      table.append({ sweep, error: distance(x, q) / size });
    }
    const noisy = Array.from({ length: cell.draws }, (_, i) => crossOf(cell, q, 1000 + i, kernels, NOISE));
    const amplifications = noisy.map(({ estimate }) => distance(estimate, q) / NOISE);
    table.amend({
      exact: distance(exact.estimate, q) / size,
      amplification: median(amplifications),
      // Of each draw: how its amplification stands to ‖Q‖_max/σₖ(Q[I, J]).
      share: median(amplifications.map((value, i) => (value * noisy[i].sigma) / size)),
      asked: anchors * (states + actions) - anchors ** 2,
    });
    return table;
  },
  judge: (results) => judgeLaws(crossLaws(), results),
  page: (results) => crossPage(crossLaws(), results),
};

/** Deviation of the noise in every entry of Q. */
const NOISE = 1e-4;

const every = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const distance = (a: Matrix, b: Matrix): number => largest(a.data.map((value, i) => value - b.data[i]));

function estimated(kernels: Kernels, ...[cross, rank]: [Parameters<typeof crossEstimate>[1], number]) {
  const found = crossEstimate(kernels, cross, rank);
  if ("reason" in found) throw new RangeError(found.reason);
  return found;
}

function whole(kernels: Kernels, { left, right }: Factors): Matrix {
  const out = zeros(left.rows, right.rows);
  multiply(kernels, out, left, right, { transB: true });
  return out;
}

/** Q seen through anchors of its own draw, with noise in every entry. */
function crossOf(cell: CrossCell, q: Matrix, draw: number, kernels: Kernels, noise = 0): { estimate: Matrix; sigma: number } {
  const seen = zeros(q.rows, q.cols);
  if (noise > 0) normals(kernels, cell.seed, streamAt(STREAM.noise, draw), 0, noise, seen.data);
  for (let i = 0; i < seen.data.length; i++) seen.data[i] += q.data[i];
  const [at, columns] = anchorsOf(cell, draw);
  const entry = (i: number, j: number) => seen.data[j * q.rows + i];
  const cross = { at, rows: filled(at, every(q.cols), entry), columns: filled(every(q.rows), columns, entry) };
  const { estimate, sigma } = estimated(kernels, cross, cell.k);
  return { estimate: whole(kernels, estimate), sigma };
}

const anchorsOf = ({ states, actions, anchors, seed }: CrossCell, draw: number): [Int32Array, Int32Array] => [
  subset(states, anchors, seed, streamAt(STREAM.positions, 2 * draw)),
  subset(actions, anchors, seed, streamAt(STREAM.positions, 2 * draw + 1)),
];

function filled(rows: ArrayLike<number>, cols: ArrayLike<number>, entry: (i: number, j: number) => number): Matrix {
  const out = zeros(rows.length, cols.length);
  for (let j = 0; j < cols.length; j++)
    for (let i = 0; i < rows.length; i++) out.data[j * rows.length + i] = entry(rows[i], cols[j]);
  return out;
}

/** max_a Q(s, a). */
const greedy = (q: Matrix): number[] =>
  every(q.rows).map((s) => every(q.cols).reduce((most, a) => Math.max(most, q.data[a * q.rows + s]), -Infinity));

/** Q(s, a) = Σₖ w_sk·z_ak·(ρₖ + γ Σ_s' ψₖ(s')V(s')): rewards of rank r, and the value of where it goes. */
function processOf({ states, actions, r, discount, seed }: CrossCell) {
  const below = boundedIntegers(seed, streamAt(STREAM.experiment, 0));
  const uniform = (rows: number, cols: number): Matrix => filled(every(rows), every(cols), () => below(2 ** 32) / 2 ** 32);
  const [w, z, psi] = [withUnitSums(uniform(r, states)), uniform(r, actions), withUnitSums(uniform(states, r))];
  const rewards = every(r).map((k) => 1 - 0.7 * (k / (r - 1)));
  const some = (value: readonly number[], rows: ArrayLike<number>, cols: ArrayLike<number>): Matrix => {
    const gains = every(r).map((k) => rewards[k] + discount * value.reduce((sum, v, s) => sum + psi.data[k * states + s] * v, 0));
    return filled(rows, cols, (s, a) => gains.reduce((sum, gain, k) => sum + w.data[s * r + k] * z.data[a * r + k] * gain, 0));
  };
  return { some, whole: (value: readonly number[]) => some(value, every(states), every(actions)) };
}

/** Each column over its sum. */
function withUnitSums(a: Matrix): Matrix {
  for (let j = 0; j < a.cols; j++) {
    const column = a.data.subarray(j * a.rows, (j + 1) * a.rows);
    const sum = column.reduce((s, v) => s + v, 0);
    for (let i = 0; i < a.rows; i++) column[i] /= sum;
  }
  return a;
}
