import { addScaled, norm, scaleBy } from "../linalg/arithmetic.ts";
import { copyMatrix, type Factors, type Matrix } from "../linalg/matrix.ts";
import { oneOf, type Values } from "../parameters/parameter.ts";
import type { Asking } from "../problem/asking.ts";
import type { Problem } from "../problem/problem.ts";
import { type StartingPoint, zeroMatrix } from "../problem/starting-points.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { Solver } from "../solve/solver.ts";
import type { Takes } from "../solve/takes.ts";
import { beginProjected, type Outside, type ProjectedState, projectedStep, subspaceOptions } from "./parts/projected-step.ts";
import { wholeStationarity } from "./parts/whole-gradient.ts";

/** What is outside the subspace may grow by this factor a step. */
const LIMIT = 1.01;

/**
 * GaLore's step with what is outside the subspace added, each column scaled as Adam scaled it inside (Fira):
 *
 *     R = PᵀG,  N = Adam(R),  φ_j = ‖N_j‖/‖R_j‖,  E = (G − PR)·diag(φ);   ‖E‖ at most 1.01 times that of the step before;   X ← X − η(P·N + E)
 *
 * With the identity for Adam φ = 1, and this is plain descent: all that it adds lies in the scaling. Columns are of the longer side, as P is of the
 * shorter one. Where the authors' code scales PR by a number of its own, this is the paper's form, without one. One gradient a step.
 */
export class Fira extends Solver<typeof Fira.parameters, ProjectedState> {
  static readonly parameters = {
    ...subspaceOptions,
    inner: oneOf(["adam", "plain"], "the rule within the subspace"),
  };
  readonly name = "fira";
  readonly reference =
    "Chen et al. Fira: can we achieve full-rank training of LLMs under low-rank constraint? 2024, arXiv:2410.01623.";
  readonly form = "asymmetric";
  override readonly counterpart = "mirror-psd";
  override readonly carries = "matrix";
  override readonly takes: Takes = { loss: "squared" };
  override readonly regime: Regime = {
    loss: "squared",
    columns: "whole",
    sensing: [],
    assumes: "nothing is proved; it prefers no low rank, and finds M where the data alone determine it",
  };
  override readonly cost: Cost = {
    asks: 1,
    algebra: "an n1×n2 singular value decomposition where the subspace is chosen, O(n³)",
    memory: "10·n1·n2 + n²",
  };
  override readonly defaultStart: StartingPoint = zeroMatrix;

  constructor(options: Partial<Values<typeof Fira.parameters>> = {}) {
    super("fira", Fira.parameters, options);
  }

  *start(problem: Problem, x0: Factors): Asking<ProjectedState> {
    return yield* beginProjected(problem, x0, this.options);
  }

  *step(state: ProjectedState, problem: Problem): Asking {
    return yield* projectedStep(state, problem, this.options, scaledRest);
  }

  override stationarity(state: ProjectedState, problem: Problem): number {
    return wholeStationarity(problem, state);
  }
}

/** E, limited. */
const scaledRest: Outside = (state, { gradient, inside, lifted, direction }) => {
  const out = copyMatrix(gradient);
  addScaled(out, -1, lifted);
  if (direction === inside) return out; // the identity: nothing is scaled, and there is nothing to limit
  for (let j = 0; j < out.cols; j++) {
    const phi = norm(columnOf(direction, j)) / (norm(columnOf(inside, j)) + 1e-8);
    scaleBy(columnOf(out, j), phi);
  }
  const size = norm(out);
  const most = LIMIT * (state.outside ?? size);
  if (size > most) scaleBy(out, most / size);
  state.outside = Math.min(size, most);
  return out;
};

const columnOf = ({ rows, data }: Matrix, j: number): Float64Array => data.subarray(j * rows, (j + 1) * rows);
