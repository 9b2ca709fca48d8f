import { requireMemory } from "../kernels/memory.ts";
import type { Problem } from "../problem/problem.ts";
import type { Diagnostic } from "../solve/snapshot.ts";
import { angleColumns, perturbationColumn, residualBlockColumns, type Subspaces, signalNoiseColumns } from "./against-truth.ts";
import { effectiveRankColumns } from "./effective-rank.ts";
import { factorSpectra } from "./factor-spectra.ts";
import { imbalance } from "./imbalance.ts";
import { relativeError } from "./relative-error.ts";
import { spectrum } from "./spectrum.ts";
import { stepSize } from "./step-size.ts";

/** What a diagnostic takes for granted; `columns`: at least as many in the factors as the truth has rank. */
export type Need = "truth" | "factors" | "real" | "symmetric" | "asymmetric" | "columns";

/** What a diagnostic is made of. */
export interface Circumstances {
  readonly problem: Problem;
  /** Of the truth, found when first asked for. */
  readonly subspaces: () => Subspaces;
  readonly maxMemory?: number | undefined;
}

/** A diagnostic that is recorded by its name. */
export interface DiagnosticKind {
  readonly about: string;
  readonly needs: readonly Need[];
  /** What it adds to the history; sigma_k stands for sigma_1, sigma_2, …. */
  readonly columns: readonly string[];
  /** Of one look, in n = max(n1, n2), m and k. */
  readonly cost: string;
  readonly reference?: string;
  readonly create: (given: Circumstances) => Diagnostic;
}

export const diagnostics: Readonly<Record<string, DiagnosticKind>> = {
  spectrum: {
    about: "the ten leading singular values of X (eigenvalues where the field is complex)",
    needs: [],
    columns: ["sigma_k"],
    cost: "O(nk²)",
    create: () => spectrum(),
  },
  "factor-spectra": {
    about: "the ten leading singular values of each factor",
    needs: ["factors", "real"],
    columns: ["left_k", "right_k"],
    cost: "O(nk²)",
    create: () => factorSpectra(),
  },
  "effective-ranks": {
    about:
      "how many directions of X matter: ‖X‖_F²/‖X‖₂², ‖X‖_*/‖X‖₂, the exponential of the entropy, and how many σ exceed σ₁/20",
    needs: [],
    columns: ["stableRank", "nuclearRank", "entropyRank", "numericalRank"],
    cost: "O(nk²)",
    reference: "Roy, Vetterli. The effective rank: a measure of effective dimensionality. EUSIPCO 2007.",
    create: () => effectiveRankColumns(),
  },
  "step-size": {
    about: "the step η of solvers that have one, which may change on the way",
    needs: [],
    columns: ["stepSize"],
    cost: "none",
    create: () => stepSize(),
  },
  imbalance: {
    about: "‖LᵀL − RᵀR‖₂, which descent nearly conserves",
    needs: ["factors", "asymmetric"],
    columns: ["imbalance"],
    cost: "O(nk²)",
    create: () => imbalance(),
  },
  "relative-error": {
    about: "‖X − M‖_F/‖M‖_F",
    needs: ["truth"],
    columns: ["relativeError"],
    cost: "O(nk²); O(n²k) where M is given whole",
    create: () => relativeError(),
  },
  "principal-angles": {
    about:
      "the largest principal angle between the r leading singular vectors of X and those of M, on the left and on the right, in radians",
    needs: ["truth", "real", "columns"],
    columns: ["leftAngle", "rightAngle"],
    cost: "O(nk²)",
    reference: "Björck, Golub. Numerical methods for computing angles between linear subspaces. Math. Comp. 27, 1973.",
    create: ({ subspaces }) => angleColumns(subspaces()),
  },
  "signal-noise": {
    about:
      "F split along M = U·Λ·Uᵀ: signal σ_r(UᵀF), noise ‖F(I − WWᵀ)‖₂, and the tangent of the angle between the signal and U",
    needs: ["truth", "factors", "real", "symmetric", "columns"],
    columns: ["signal", "noise", "misalignment"],
    cost: "O(nk²)",
    reference:
      "Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021, arXiv:2106.15013.",
    create: ({ subspaces }) => signalNoiseColumns(subspaces()),
  },
  "residual-blocks": {
    about: "L and R along M = U·Σ·Vᵀ: signals σ_r(UᵀL) and σ_r(VᵀR), J = U⊥ᵀL and K = V⊥ᵀR by ‖·‖₂, and the block ‖JKᵀ‖_F",
    needs: ["truth", "factors", "real", "asymmetric", "columns"],
    columns: ["leftSignal", "rightSignal", "leftResidual", "rightResidual", "block"],
    cost: "O(nk²)",
    create: ({ subspaces }) => residualBlockColumns(subspaces()),
  },
  perturbation: {
    about: "‖(I − 𝒜*𝒜/τ)(X − M) + 𝒜*(noise)/τ‖₂, by which descent differs from descent on M itself",
    needs: ["truth"],
    columns: ["perturbation"],
    cost: "two passes over the data and the singular values of an n1×n2 matrix",
    reference: "Wind. Asymmetric matrix sensing by gradient descent with small random initialization. arXiv:2309.01796.",
    create: ({ problem: { operator }, maxMemory }) => {
      const bytes = 6 * 8 * operator.rows * operator.cols;
      requireMemory(
        bytes,
        `the perturbation of a ${operator.rows}×${operator.cols} problem`,
        "record something else, such as spectrum",
        maxMemory,
      );
      return perturbationColumn();
    },
  },
};

/** The columns of a diagnostic among `names`, in the order of its declaration and of their numbers. */
export function columnsAmong({ columns }: DiagnosticKind, names: readonly string[]): string[] {
  return columns.flatMap((column) => {
    if (!column.endsWith("_k")) return names.filter((name) => name === column);
    const stem = column.slice(0, -1);
    const number = (name: string): number => (name.startsWith(stem) ? Number(name.slice(stem.length)) : Number.NaN);
    return names.filter((name) => number(name) > 0).sort((a, b) => number(a) - number(b));
  });
}
