/** Singular values below this share of the greatest are not taken for signal. */
const LEAST_SHARE = 0.05;

export interface RankByGap {
  /** 0 where there is no candidate: one value alone, or none above zero. */
  readonly rank: number;
  /** σ_rank / σ_{rank+1}; infinite where the next value is zero. */
  readonly gap: number;
}

/**
 * Where a spectrum falls most: the i ≤ min(c, k − 1) with the largest σ_i/σ_{i+1}, c the number of values of at least 0.05·σ₁. The last
 * of the k values is never a candidate, for nothing shows that a gap follows it. `values` are descending; NaN gives rank 0.
 */
export function rankByGap(values: ArrayLike<number>): RankByGap {
  let best: RankByGap = { rank: 0, gap: 0 };
  for (let i = 1; i < values.length && values[i - 1] >= LEAST_SHARE * values[0] && values[i - 1] > 0; i++) {
    const gap = values[i - 1] / values[i];
    if (gap > best.gap) best = { rank: i, gap };
  }
  return best;
}
