/**
 * The three phases of descent from a small random start: the iterate first grows along the leading directions of 𝒜*(y), as a power
 * iteration would (spectral), then its signal reaches the size of the truth (saddle escape), then the error falls (refinement).
 *
 * Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021, arXiv:2106.15013.
 */

/** Iterations at which phases end; NaN where that was not reached. */
export interface Phases {
  readonly spectral: number;
  readonly escape: number;
  readonly refinement: number;
}

/** The first t with ‖X_t‖₂² above this share of σ_r(𝒜*(y)): beyond it the linear model is wrong by more than a few per cent. */
export const LINEAR_SHARE = 0.05;

export interface DescentPath {
  /** Increasing. */
  readonly iteration: ArrayLike<number>;
  /** ‖F_t‖₂² (or ‖X_t‖₂), at each. */
  readonly size: ArrayLike<number>;
  /** ‖X_t − M‖ / ‖M‖, at each. */
  readonly relativeError: ArrayLike<number>;
  /** σ_r of 𝒜*(y)/τ. */
  readonly dataSigma: number;
}

/** Numbers that are NaN are passed over: a diagnostic that is not due at every iteration leaves such. */
export function phasesOf({ iteration, size, relativeError, dataSigma }: DescentPath): Phases {
  const half = halfTime(iteration, relativeError);
  return {
    spectral: firstTime(iteration, size, (value) => value > LINEAR_SHARE * dataSigma),
    escape: half,
    refinement: settledTime(iteration, relativeError, half),
  };
}

/** T_half, the first t at which the relative error is below ½; NaN where it never is. */
export const halfTime = (t: ArrayLike<number>, relativeError: ArrayLike<number>): number =>
  firstTime(t, relativeError, (value) => value < 0.5);

/** The first t ≥ from after which the error falls by less than a hundredth of itself in ten iterations; NaN where it falls to the end. */
export function settledTime(t: ArrayLike<number>, error: ArrayLike<number>, from = 0): number {
  let j = 0;
  for (let i = 0; i < t.length; i++) {
    if (!(t[i] >= from) || Number.isNaN(error[i])) continue;
    for (j = Math.max(j, i + 1); j < t.length && !(t[j] >= t[i] + 10 && !Number.isNaN(error[j])); ) j++;
    if (j === t.length) return Number.NaN;
    // Where rows are further apart than ten iterations, the same rate over a longer time.
    if (error[j] > error[i] * 0.99 ** ((t[j] - t[i]) / 10)) return t[i];
  }
  return Number.NaN;
}

function firstTime(t: ArrayLike<number>, values: ArrayLike<number>, reached: (value: number) => boolean): number {
  for (let i = 0; i < t.length; i++) if (reached(values[i])) return t[i];
  return Number.NaN;
}
