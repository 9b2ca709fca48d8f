export { type EffectiveRanks, effectiveRanks } from "./diagnostics/effective-rank.ts";
export { factorSpectra, factorSpectraOf } from "./diagnostics/factor-spectra.ts";
export {
  type ConvergenceRegime,
  convergenceRegime,
  type FitWindow,
  growthRate,
  leastSquaresSlope,
  linearRate,
  powerLaw,
} from "./diagnostics/fits.ts";
export {
  dilation,
  imbalance,
  imbalanceChange,
  imbalanceDefect,
  imbalanceEigenvalues,
  imbalanceNorm,
  imbalanceOf,
} from "./diagnostics/imbalance.ts";
export { type LiftedSaddle, liftedSaddle } from "./diagnostics/lifted-saddle.ts";
export { type LinearTail, linearTail } from "./diagnostics/linear-tail.ts";
export { diagnosticsNamed, type RecordedRun } from "./diagnostics/named.ts";
export { type DescentPath, halfTime, type Phases, phasesOf, settledTime } from "./diagnostics/phases.ts";
export { largestSine, principalAngles } from "./diagnostics/principal-angles.ts";
export { leadingLeft } from "./diagnostics/projections.ts";
export { type DiagnosticKind, diagnostics } from "./diagnostics/registry.ts";
export { relativeError, relativeErrorOf } from "./diagnostics/relative-error.ts";
export { isometryProbe, isometryScale, operatorNorm, perturbationNorm } from "./diagnostics/restricted-isometry.ts";
export { type SignIsometry, signIsometry } from "./diagnostics/sign-restricted-isometry.ts";
export {
  type ResidualBlocks,
  residualBlocks,
  type SignalNoise,
  schurComplementSpectrum,
  signalNoise,
} from "./diagnostics/signal-noise.ts";
export { spectrum, spectrumOf } from "./diagnostics/spectrum.ts";
export { stepSize, stepSizeOf } from "./diagnostics/step-size.ts";
export { type SaddleProbe, strictSaddle } from "./diagnostics/strict-saddle.ts";
export { experiments } from "./experiments/registry.ts";
export { type Outcome, runExperiment } from "./experiments/run-experiment.ts";
export type { Floats, Kernels } from "./kernels/contract.ts";
export { NotEnoughMemory } from "./kernels/memory.ts";
export { type Backend, openKernels } from "./kernels/open.ts";
export { type Cross, crossEstimate } from "./linalg/cross.ts";
export { type Factors, type Matrix, matrix } from "./linalg/matrix.ts";
export { type MatrixLike, toMatrix, type VectorLike } from "./linalg/matrix-like.ts";
export { absolute, huber, type Loss, squared } from "./losses/loss.ts";
export { circulantOperator } from "./operators/circulant.ts";
export {
  type DenseSensing,
  denseOperator,
  type MatrixSensing,
  type SymmetricSensing,
  symmetricOperator,
} from "./operators/dense.ts";
export { type EntrySampling, entrySampling } from "./operators/entry-sampling.ts";
export { type GaussianSensing, gaussianOperator, symmetricGaussianOperator } from "./operators/gaussian.ts";
export { hadamardOperator } from "./operators/hadamard.ts";
export type { Ask, Gradient, MeasurementOperator } from "./operators/operator.ts";
export { type OwnSensing, ownOperator } from "./operators/own-operator.ts";
export { type DrawnPauliWords, type PauliSensing, type PauliWords, pauliOperator } from "./operators/pauli.ts";
export { type PhaseSensing, type PhaseVectors, phaseRetrievalOperator } from "./operators/phase-retrieval.ts";
export { type RademacherSensing, rademacherOperator } from "./operators/rademacher.ts";
export {
  centredRankOneOperator,
  type RankOneSensing,
  type RankOneVectors,
  rankOneOperator,
  type SymmetricRankOneSensing,
  type SymmetricRankOneVectors,
  symmetricRankOneOperator,
} from "./operators/rank-one.ts";
export type { TransformSensing } from "./operators/transform-rows.ts";
export type { DrawnVectors } from "./operators/vector-sensing.ts";
export { answered } from "./problem/answered.ts";
export type { Asking, Breakdown } from "./problem/asking.ts";
export type { Identifiability } from "./problem/identifiability.ts";
export { type OneSidedStart, oneSidedStart } from "./problem/one-sided-start.ts";
export { createProblem, degreesOfFreedom, type Problem, type ProblemParts } from "./problem/problem.ts";
export {
  type RandomStart,
  randomStart,
  type StartingPoint,
  type StartRecord,
  signSpectralStart,
  spectralStart,
  truncatedSpectralStart,
} from "./problem/starting-points.ts";
export { type SyntheticTruth, syntheticMeasurements, syntheticTruth } from "./problem/synthetic.ts";
export type { Seed } from "./random/seed.ts";
export { type HeldOutPart, splitHeldOut } from "./solve/held-out.ts";
export { type RunOf, solveTogether } from "./solve/lockstep.ts";
export { estimateMemory, type MemoryEstimate } from "./solve/memory.ts";
export type { Policy, Progress, Run, Warning } from "./solve/policy.ts";
export { type Diagnostic, type Snapshot, type State, sparsely } from "./solve/snapshot.ts";
export { Solver } from "./solve/solver.ts";
export {
  anyOf,
  defaultStop,
  diverged,
  gapBelow,
  gradientBelow,
  holdOut,
  iterations,
  residualBelow,
  type Status,
  type StopRule,
  seconds,
  stalledFor,
  type Verdict,
} from "./solve/stop-rules.ts";
export { AcceleratedProximalGradient } from "./solvers/accelerated-proximal-gradient.ts";
export { AlternatingMinimization } from "./solvers/alternating-minimization.ts";
export { AlternatingPreconditionedGradientDescent } from "./solvers/alternating-preconditioned-gradient-descent.ts";
export { AlternatingSteepestDescent } from "./solvers/alternating-steepest-descent.ts";
export { EntropyMirrorDescent } from "./solvers/entropy-mirror-descent.ts";
export { Fira } from "./solvers/fira.ts";
export { GaussNewton } from "./solvers/gauss-newton.ts";
export { GradientDescent } from "./solvers/gradient-descent.ts";
export { GradientLowRankProjection } from "./solvers/gradient-low-rank-projection.ts";
export { GroupLassoPruning } from "./solvers/group-lasso-pruning.ts";
export { HypentropyMirrorDescent } from "./solvers/hypentropy-mirror-descent.ts";
export { IterativeHardThresholding } from "./solvers/iterative-hard-thresholding.ts";
export { LiftedGradientDescent } from "./solvers/lifted-gradient-descent.ts";
export { LowRankMatrixFitting } from "./solvers/low-rank-matrix-fitting.ts";
export { MatrixIrls } from "./solvers/matrix-irls.ts";
export { ModifiedGradientDescent } from "./solvers/modified-gradient-descent.ts";
export { OrderedDropout } from "./solvers/ordered-dropout.ts";
export { PreconditionedGradientDescent } from "./solvers/preconditioned-gradient-descent.ts";
export { PreconditionedSubgradientMethod } from "./solvers/preconditioned-subgradient-method.ts";
export { solvers } from "./solvers/registry.ts";
export { RiemannianConjugateGradient } from "./solvers/riemannian-conjugate-gradient.ts";
export { RiemannianGradientDescent } from "./solvers/riemannian-gradient-descent.ts";
export { ScaledAlternatingSteepestDescent } from "./solvers/scaled-alternating-steepest-descent.ts";
export { ScaledGradientDescent } from "./solvers/scaled-gradient-descent.ts";
export { ScaledSymmetricGradientDescent } from "./solvers/scaled-symmetric-gradient-descent.ts";
export { SingularValueThresholding } from "./solvers/singular-value-thresholding.ts";
export { SoftImpute } from "./solvers/soft-impute.ts";
export { SparsePlusLowRank } from "./solvers/sparse-plus-low-rank.ts";
export { SubgradientMethod } from "./solvers/subgradient-method.ts";
export { SymmetricGradientDescent } from "./solvers/symmetric-gradient-descent.ts";
export { SymmetricSubgradientMethod } from "./solvers/symmetric-subgradient-method.ts";
export { TrainedRankPruning } from "./solvers/trained-rank-pruning.ts";
export { Table } from "./table/table.ts";
export {
  type Compared,
  type CompareOptions,
  type Comparison,
  type Contender,
  compareSolvers,
  type Entrant,
} from "./tasks/compare.ts";
export { differencesOf, type PairDifference } from "./tasks/compared-measures.ts";
export { type CompleteOptions, type Completion, type CompletionProblem, complete, completionProblem } from "./tasks/complete.ts";
export { explainRate, type RateExplained } from "./tasks/rate-explained.ts";
export { readTable, type TableFile } from "./tasks/read-table.ts";
export {
  outlierAdjointNorm,
  outlierSaddleBar,
  outlierSaddleCurvature,
  signSubgradientScale,
  subgradientGrowth,
} from "./theory/absolute-loss.ts";
export {
  alphaSquaredRange,
  type LimitSpectra,
  localStepLimit,
  sharpnessAt,
  type TailRate,
  type TailSteps,
  tailRate,
  type UnevenStart,
  unevenStartEigenvalue,
} from "./theory/asymmetric-descent.ts";
export { type Bars, blurFactor, DESCENT_BARS, measurementsAt, psdOnlyBar, type Sought, sampleBars } from "./theory/bars.ts";
export { criticalBatchStep } from "./theory/batch-step.ts";
export { type Flow, type FlowField, type FlowOptions, integrateFlow } from "./theory/flow.ts";
export { leastEigenvalueKept, shrunkenTrace } from "./theory/group-lasso.ts";
export { firstSaddleOrder, type LiftedProducts, liftedCurvature, symmetrizedProducts } from "./theory/lifted-landscape.ts";
export { type ModifiedStep, modifiedDescent } from "./theory/modified-descent.ts";
export { NOISE_EXPONENT, NOISE_TIME_EXPONENT, noiseFloor } from "./theory/noise-floor.ts";
export { nuclearNormFraction, traceBar } from "./theory/nuclear-norm-bar.ts";
export {
  type FlowShape,
  flowFactors,
  flowVector,
  perturbedFlowField,
  perturbedFlowTime,
  sensedFlowField,
  UNPERTURBED_EXPONENT,
} from "./theory/perturbed-flow.ts";
export { leastSquaresBar, slowestLocalFactor } from "./theory/sampling.ts";
export { directionGrowth, escapeGrowth, sequentialEscapeGrowth, startScaleExponent } from "./theory/small-start.ts";
export {
  exactRankRate,
  excessSquare,
  inverseErrorGrowth,
  type Overparameterized,
  overparameterizedError,
  SQUARED_ERROR_EXPONENT,
} from "./theory/symmetric-descent.ts";
export { schurComplementFlowAt, schurComplementOf, symmetricFlowAt, symmetricFlowField } from "./theory/symmetric-flow.ts";
