import { oneOf, type Parameter, positive, readNumber, type Values } from "../../parameters/parameter.ts";
import type { Problem } from "../../problem/problem.ts";

/** The step that comes next, as plain data: s_t = s₀·ρᵗ. */
export interface GeometricStep {
  size: number;
}

/** ρ of a schedule s_t = s₀·ρᵗ. */
export const decayOf = /* @__NO_SIDE_EFFECTS__ */ (initial: number, meaning: string): Parameter<number> => ({
  default: initial,
  meaning,
  allowed: "a number > 0 and ≤ 1",
  read: (given) => {
    const value = readNumber(given);
    return value !== undefined && value > 0 && value <= 1 ? value : undefined;
  },
});

const signalRank: Parameter<number> = {
  default: 1,
  meaning:
    "r for which the steps must carry far enough; the true rank, where it is known: 1 refuses only what cannot reach any matrix",
  allowed: "an integer ≥ 1",
  read: (given) => {
    const value = readNumber(given);
    return value !== undefined && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
  },
};

/** Options of a subgradient method whose steps shrink geometrically. */
export const geometricParameters = {
  step: oneOf(
    ["geometric", "normalized", "loss"],
    "s_t: s₀ρᵗ; s₀ρᵗ/‖D‖₂, for which 𝒜*(sign r) is formed; or s₀f/‖M‖_F, for measurements without errors",
  ),
  stepSize: positive(0.1, "s₀, the first step; without a unit, for D has none: 0.25 goes with normalized, 0.5 with loss"),
  decay: decayOf(0.995, "ρ of geometric and normalized: every step is this share of the one before"),
  signalRank,
} as const;

export type SubgradientOptions = Values<typeof geometricParameters>;

/** Σ s_t over all steps, of ‖D‖₂ where they are normalized; infinite for ρ = 1 and where steps follow the loss. */
export const travelOf = ({
  step = "geometric",
  stepSize,
  decay,
}: Pick<SubgradientOptions, "stepSize" | "decay"> & Partial<SubgradientOptions>): number =>
  step === "loss" ? Number.POSITIVE_INFINITY : stepSize / (1 - decay);

/**
 * D = 𝒜*(sign r)/√(mτ). The papers have D = (1/m)Σ sign(r_i)·A_i, the subgradient of (1/m)Σ|r_i|, with raw A_i of unit-variance entries. Those
 * here are normalized to Σ‖A_i‖² = τ·n1·n2, so that raw ones are √(m/τ)·A_i: (1/m)·√(m/τ) = 1/√(mτ), and (1/m)Σ|r_i| there is (1/√m)Σ|r_i|
 * here at τ = 1. D does not change where 𝒜 and y are scaled together.
 */
export const subgradientScale = ({ operator: { count, scale } }: Problem): number => 1 / Math.sqrt(count * scale);
