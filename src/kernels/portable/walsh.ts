/**
 * The Walsh–Hadamard transform, unnormalized: v[z] ← Σ_b (−1)^{popcount(b & z)}·v[b] for n = 2^q, the numbers at v[at…].
 *
 * Every number is one tree of sums and differences, halves first and neighbours last, in the order of native/core/walsh.cpp.
 */
export function walshHadamard(v: Float64Array, at: number, n: number): void {
  let length = n;
  // Two stages at a time, one pass over memory for both.
  for (; length >= 4; length /= 4) {
    const h = length / 4;
    for (let from = at; from < at + n; from += length)
      for (let i = from; i < from + h; i++) {
        const a = v[i] + v[i + 2 * h];
        const c = v[i] - v[i + 2 * h];
        const b = v[i + h] + v[i + 3 * h];
        const d = v[i + h] - v[i + 3 * h];
        v[i] = a + b;
        v[i + h] = a - b;
        v[i + 2 * h] = c + d;
        v[i + 3 * h] = c - d;
      }
  }
  if (length < 2) return;
  for (let i = at; i < at + n; i += 2) {
    const [a, b] = [v[i], v[i + 1]];
    v[i] = a + b;
    v[i + 1] = a - b;
  }
}

/** Coefficient z of the transform of v[at…], with its bits; work[to…] has n/2 numbers. */
export function walshCoefficient(v: Float64Array, at: number, n: number, z: number, work: Float64Array, to: number): number {
  if (n === 1) return v[at];
  signedHalf(v, at, n / 2, (z & (n / 2)) !== 0, work, to);
  for (let h = n / 4; h >= 1; h /= 2) signedHalf(work, to, h, (z & h) !== 0, work, to);
  return work[to];
}

function signedHalf(v: Float64Array, at: number, h: number, minus: boolean, out: Float64Array, to: number): void {
  if (minus) for (let i = 0; i < h; i++) out[to + i] = v[at + i] - v[at + h + i];
  else for (let i = 0; i < h; i++) out[to + i] = v[at + i] + v[at + h + i];
}

/** v[at + b] += w·(−1)^{popcount(b & z)}; work[to…] has n numbers. */
export function addWalshFunction(
  w: number,
  z: number,
  n: number,
  work: Float64Array,
  to: number,
  v: Float64Array,
  at: number,
): void {
  work[to] = w;
  for (let h = 1; h < n; h *= 2) {
    const sign = (z & h) !== 0 ? -1 : 1;
    for (let i = to; i < to + h; i++) work[i + h] = sign * work[i];
  }
  for (let b = 0; b < n; b++) v[at + b] += work[to + b];
}
