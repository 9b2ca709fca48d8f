import type { Parameters } from "../parameters/parameter.ts";
import type { State } from "../solve/snapshot.ts";
import type { Solver } from "../solve/solver.ts";
import { AcceleratedProximalGradient } from "./accelerated-proximal-gradient.ts";
import { AlternatingMinimization } from "./alternating-minimization.ts";
import { AlternatingPreconditionedGradientDescent } from "./alternating-preconditioned-gradient-descent.ts";
import { AlternatingSteepestDescent } from "./alternating-steepest-descent.ts";
import { EntropyMirrorDescent } from "./entropy-mirror-descent.ts";
import { Fira } from "./fira.ts";
import { GaussNewton } from "./gauss-newton.ts";
import { GradientDescent } from "./gradient-descent.ts";
import { GradientLowRankProjection } from "./gradient-low-rank-projection.ts";
import { GroupLassoPruning } from "./group-lasso-pruning.ts";
import { HypentropyMirrorDescent } from "./hypentropy-mirror-descent.ts";
import { IterativeHardThresholding } from "./iterative-hard-thresholding.ts";
import { LiftedGradientDescent } from "./lifted-gradient-descent.ts";
import { LowRankMatrixFitting } from "./low-rank-matrix-fitting.ts";
import { MatrixIrls } from "./matrix-irls.ts";
import { ModifiedGradientDescent } from "./modified-gradient-descent.ts";
import { OrderedDropout } from "./ordered-dropout.ts";
import { PreconditionedGradientDescent } from "./preconditioned-gradient-descent.ts";
import { PreconditionedSubgradientMethod } from "./preconditioned-subgradient-method.ts";
import { RiemannianConjugateGradient } from "./riemannian-conjugate-gradient.ts";
import { RiemannianGradientDescent } from "./riemannian-gradient-descent.ts";
import { ScaledAlternatingSteepestDescent } from "./scaled-alternating-steepest-descent.ts";
import { ScaledGradientDescent } from "./scaled-gradient-descent.ts";
import { ScaledSymmetricGradientDescent } from "./scaled-symmetric-gradient-descent.ts";
import { SingularValueThresholding } from "./singular-value-thresholding.ts";
import { SoftImpute } from "./soft-impute.ts";
import { SparsePlusLowRank } from "./sparse-plus-low-rank.ts";
import { SubgradientMethod } from "./subgradient-method.ts";
import { SymmetricGradientDescent } from "./symmetric-gradient-descent.ts";
import { SymmetricSubgradientMethod } from "./symmetric-subgradient-method.ts";
import { TrainedRankPruning } from "./trained-rank-pruning.ts";

/** Any solver, whatever its options and state. */
export type AnySolver = Pick<
  Solver<Parameters, State>,
  | "name"
  | "reference"
  | "form"
  | "takes"
  | "refusal"
  | "carries"
  | "defaultStart"
  | "startOptions"
  | "enough"
  | "regime"
  | "cost"
  | "options"
  | "solve"
  | "solveSync"
  | "drive"
>;

export interface SolverClass {
  readonly parameters: Parameters;
  // Options are checked against `parameters` in the constructor.
  new (options?: Record<string, never>): AnySolver;
}

/** Every solver by its name: the command line, manifests, contract tests and lists are made from this. */
export const solvers = {
  gd: GradientDescent,
  "gd-modified": ModifiedGradientDescent,
  "gd-symmetric": SymmetricGradientDescent,
  "scaled-gd": ScaledGradientDescent,
  "scaled-gd-symmetric": ScaledSymmetricGradientDescent,
  "prec-gd": PreconditionedGradientDescent,
  apgd: AlternatingPreconditionedGradientDescent,
  subgm: SubgradientMethod,
  "subgm-symmetric": SymmetricSubgradientMethod,
  opsa: PreconditionedSubgradientMethod,
  "group-lasso": GroupLassoPruning,
  "lifted-gd": LiftedGradientDescent,
  "mirror-psd": EntropyMirrorDescent,
  "mirror-hypentropy": HypentropyMirrorDescent,
  iht: IterativeHardThresholding,
  "riemannian-gd": RiemannianGradientDescent,
  "riemannian-cg": RiemannianConjugateGradient,
  "alternating-minimization": AlternatingMinimization,
  asd: AlternatingSteepestDescent,
  "scaled-asd": ScaledAlternatingSteepestDescent,
  gnmr: GaussNewton,
  "matrix-irls": MatrixIrls,
  galore: GradientLowRankProjection,
  fira: Fira,
  maestro: OrderedDropout,
  "trained-rank-pruning": TrainedRankPruning,
  lmafit: LowRankMatrixFitting,
  fista: AcceleratedProximalGradient,
  svt: SingularValueThresholding,
  "soft-impute": SoftImpute,
  sltrain: SparsePlusLowRank,
} as const satisfies Record<string, SolverClass>;
