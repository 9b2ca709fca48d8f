import type { Factors } from "../linalg/matrix.ts";
import { oneOf, type Values } from "../parameters/parameter.ts";
import type { Asking } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type StartingPoint, zeroMatrix } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { beginProjected, type ProjectedState, projectedStep, subspaceOptions } from "./parts/projected-step.ts";
import { wholeStationarity } from "./parts/whole-gradient.ts";

/**
 * Descent on a whole matrix within a subspace of its gradient G = 𝒜*(r)/τ that is chosen anew every few steps (GaLore):
 *
 *     P = first ρ singular vectors of G, of its shorter side;   R = PᵀG;   X ← X − η P·inner(R)
 *
 * inner is the identity or Adam, whose moments are ρ×n. The rank of X is at most ρ times the number of choices. Chosen every step with the identity it is
 * steepest descent in the norm whose dual is (Σ_{i≤ρ} σ_i²)^½: the nuclear norm for ρ = 1, and plain descent, which ends at the least Frobenius norm, for
 * ρ = n. So ρ is a bias where the data do not determine X. `subspace: dct` takes P from the cosine transform, without an SVD: its bias is
 * few rows there, not low rank. One gradient a step.
 */
export class GradientLowRankProjection extends Solver<typeof GradientLowRankProjection.parameters, ProjectedState> {
  static readonly parameters = {
    ...subspaceOptions,
    inner: oneOf(["plain", "adam"], "the rule within the subspace"),
  };
  readonly name = "galore";
  readonly reference =
    "Zhao et al. GaLore: memory-efficient LLM training by gradient low-rank projection. ICML 2024, arXiv:2403.03507; with dct: SVD-free low-rank adaptive gradient optimization, arXiv:2505.17967, 2025.";
  readonly form = "asymmetric";
  override readonly counterpart = "mirror-psd";
  override readonly carries = "matrix";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "whole",
    sensing: [],
    assumes: "nothing is proved of recovery: it converges to some X that fits, which for small ρ has a small nuclear norm",
  };
  override readonly cost: Cost = {
    asks: 1,
    algebra: "an n1×n2 singular value decomposition where the subspace is chosen, O(n³)",
    memory: "8·n1·n2 + n²",
  };
  override readonly defaultStart: StartingPoint = zeroMatrix;

  constructor(options: Partial<Values<typeof GradientLowRankProjection.parameters>> = {}) {
    super("galore", GradientLowRankProjection.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<ProjectedState> {
    return yield* beginProjected(problem, x0, this.options);
  }

  *step(state: ProjectedState, problem: Problem): Asking {
    return yield* projectedStep(state, problem, this.options);
  }

  override stationarity(state: ProjectedState, problem: Problem): number {
    return wholeStationarity(problem, state);
  }
}
