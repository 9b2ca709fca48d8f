import { requireShare } from "../parameters/checked-numbers.ts";
import { type Diagnostic, sparsely } from "../solve/snapshot.ts";
import { spectrumOf } from "./spectrum.ts";

export interface EffectiveRanks {
  /** ‖X‖_F² / ‖X‖₂². */
  readonly stable: number;
  /** ‖X‖_* / ‖X‖₂. */
  readonly nuclear: number;
  /** exp(−Σ p ln p) with p_i = σ_i / Σσ (Roy, Vetterli. The effective rank. EUSIPCO 2007). */
  readonly entropy: number;
  /** How many σ_i exceed the cut times σ₁. */
  readonly numerical: number;
}

/** Four ways to count the directions that matter, from singular values in any order; all 0 for the zero matrix, NaN where one is NaN. Throws RangeError unless 0 ≤ cut ≤ 1. */
export function effectiveRanks(values: ArrayLike<number>, cut = 0.05): EffectiveRanks {
  requireShare("the numerical rank", { cut });
  const all = Array.from(values);
  const largest = Math.max(0, ...all);
  if (largest === 0) return { stable: 0, nuclear: 0, entropy: 0, numerical: 0 };
  // In units of the greatest, so that no square underflows.
  const scaled = all.map((value) => value / largest);
  const sum = scaled.reduce((total, value) => total + value, 0);
  const entropy = scaled.reduce((total, value) => (value > 0 ? total - (value / sum) * Math.log(value / sum) : total), 0);
  return {
    stable: scaled.reduce((total, value) => total + value * value, 0),
    nuclear: sum,
    entropy: Number.isNaN(sum) ? sum : Math.exp(entropy),
    numerical: Number.isNaN(sum) ? sum : scaled.filter((value) => value > cut).length,
  };
}

/** Columns stableRank, nuclearRank, entropyRank and numericalRank, of the estimate. */
export const effectiveRankColumns = (due = sparsely): Diagnostic => ({
  due,
  columns: ({ problem, state }) => {
    const { stable, nuclear, entropy, numerical } = effectiveRanks(spectrumOf(problem, state.x));
    return { stableRank: stable, nuclearRank: nuclear, entropyRank: entropy, numericalRank: numerical };
  },
});
