/**
 * Pauli words by bit masks on real images F = [Re U; Im U] of complex factors U (n×k):
 * P|b⟩ = i^{#Y}·(−1)^{popcount(b & z)}·|b ⊕ x⟩, with #Y = popcount(x & z).
 *
 * Words of one x share the products of entries that their flip brings together: a few are signed sums of those, of many all are had by one
 * Walsh–Hadamard transform, with the same bits.
 */
import type { Gradient, Measure, PauliBy, Pullback } from "../structured-contract.ts";
import { weigh } from "./loss.ts";
import { addWalshFunction, walshCoefficient, walshHadamard } from "./walsh.ts";

interface Words {
  readonly m: number;
  readonly n: number;
  readonly x: Int32Array;
  readonly z: Int32Array;
  readonly order: Int32Array;
}

/** The words order[begin] … order[end − 1], all of one x; where #Y is even a word needs real parts of products, else imaginary ones. */
interface Group {
  readonly begin: number;
  readonly end: number;
  readonly flip: number;
  readonly even: number;
  readonly odd: number;
}

/** #Y mod 4: the power of the imaginary unit. */
function phase(bits: number): number {
  let count = 0;
  for (let v = bits; v !== 0; v &= v - 1) count++;
  return count & 3;
}

function groupFrom({ m, x, z, order }: Words, begin: number): Group {
  const flip = x[order[begin]];
  let [end, even] = [begin, 0];
  for (; end < m && x[order[end]] === flip; end++) if (phase(flip & z[order[end]]) % 2 === 0) even++;
  return { begin, end, flip, even, odd: end - begin - even };
}

/** A signed sum of n numbers takes n operations, all n of them n·log₂ n. */
const worthTransforming = (count: number, n: number): boolean => count >= 32 - Math.clz32(n);

export const measurePauli: Measure<PauliBy> = (m, n, x, z, order, k, left, right, scratch, out) => {
  const words = { m, n, x, z, order };
  for (let next = 0; next < m; ) {
    const group = groupFrom(words, next);
    measureGroup(words, group, k, left, right, scratch.subarray(m), out);
    next = group.end;
  }
};

/** Re i^{#Y}·S, where S = Σ_q Σ_b (−1)^{popcount(b & z)}·conj(L[b ⊕ x, q])·R[b, q]. */
function measureGroup(
  { n, z, order }: Words,
  { begin, end, flip, even, odd }: Group,
  k: number,
  left: Float64Array,
  right: Float64Array,
  v: Float64Array,
  out: Float64Array,
): void {
  v.fill(0, 0, 2 * n);
  for (let re = 0; re < 2 * n * k; re += 2 * n)
    for (let b = 0, im = re + n; b < n; b++) {
      const c = b ^ flip;
      v[b] += left[re + c] * right[re + b] + left[im + c] * right[im + b];
      v[n + b] += left[re + c] * right[im + b] - left[im + c] * right[re + b];
    }
  const all = [worthTransforming(even, n), worthTransforming(odd, n)];
  for (const part of [0, 1]) if (all[part]) walshHadamard(v, part * n, n);
  for (let at = begin; at < end; at++) {
    const i = order[at];
    const turns = phase(flip & z[i]);
    const from = (turns % 2) * n;
    const sum = all[turns % 2] ? v[from + z[i]] : walshCoefficient(v, from, n, z[i], v, 2 * n);
    // Re(i^t·S) is Re S, −Im S, −Re S, Im S for t = 0, 1, 2, 3.
    out[i] = turns === 1 || turns === 2 ? -sum : sum;
  }
}

export const pullbackPauli: Pullback<PauliBy> = (...[m, n, x, z, order, k, weights, left, right, scratch, outLeft, outRight]) => {
  const words = { m, n, x, z, order };
  const t = scratch.subarray(m);
  const one = left === right;
  outLeft.fill(0, 0, 2 * n * k);
  outRight.fill(0, 0, 2 * n * k);
  for (let next = 0; next < m; ) {
    const group = groupFrom(words, next);
    multipliersOf(words, group, weights, t);
    addMultiples(n, k, group.flip, t, right, outLeft);
    if (!one) addMultiples(n, k, group.flip, t, left, outRight);
    next = group.end;
  }
  if (one) outRight.set(outLeft.subarray(0, 2 * n * k));
};

/** t ← Σ_i w_i·i^{#Y}·(−1)^{popcount(b & z_i)}, which multiplies entry b; n real parts before n imaginary ones. */
function multipliersOf(
  { n, z, order }: Words,
  { begin, end, flip, even, odd }: Group,
  weights: Float64Array,
  t: Float64Array,
): void {
  const all = [worthTransforming(even, n), worthTransforming(odd, n)];
  t.fill(0, 0, 2 * n);
  for (let at = begin; at < end; at++) {
    const i = order[at];
    const turns = phase(flip & z[i]);
    const w = turns >= 2 ? -weights[i] : weights[i];
    const to = (turns % 2) * n;
    if (all[turns % 2]) t[to + z[i]] += w;
    else addWalshFunction(w, z[i], n, t, 2 * n, t, to);
  }
  for (const part of [0, 1]) if (all[part]) walshHadamard(t, part * n, n);
}

/** out[b ⊕ x] += t[b]·f[b] of complex numbers, column by column. */
function addMultiples(n: number, k: number, flip: number, t: Float64Array, f: Float64Array, out: Float64Array): void {
  for (let re = 0; re < 2 * n * k; re += 2 * n)
    for (let b = 0, im = re + n; b < n; b++) {
      const c = b ^ flip;
      out[re + c] += t[b] * f[re + b] - t[n + b] * f[im + b];
      out[im + c] += t[b] * f[im + b] + t[n + b] * f[re + b];
    }
}

/** Loss, residual norm and both gradients; the weights φ′(r) are left in the first m numbers of scratch. */
export const gradientPauli: Gradient<PauliBy> = (
  ...[m, n, x, z, order, k, left, right, y, loss, delta, scratch, outLeft, outRight, stats]
) => {
  const residual = scratch.subarray(0, m);
  measurePauli(m, n, x, z, order, k, left, right, scratch, residual);
  weigh(m, residual, y, loss, delta, stats);
  pullbackPauli(m, n, x, z, order, k, residual, left, right, scratch, outLeft, outRight);
};
