import { alternatingPreconditioning } from "./alternating-preconditioning.ts";
import { asymmetricRate } from "./asymmetric-rate.ts";
import { batchStep } from "./batch-step.ts";
import { classicalBaselines } from "./classical-baselines.ts";
import { crossEstimator } from "./cross-estimator.ts";
import { dampedPreconditioning } from "./damped-preconditioning.ts";
import { degreeOfOverparameterization } from "./degree-of-overparameterization.ts";
import type { Experiment } from "./experiment.ts";
import { gradientFlowClosedForm } from "./gradient-flow-closed-form.ts";
import { gradientSubspaces } from "./gradient-subspaces.ts";
import { heldOutStopping } from "./held-out-stopping.ts";
import { implicitBalancing } from "./implicit-balancing.ts";
import { initializationScale } from "./initialization-scale.ts";
import { l1SmallInit } from "./l1-small-init.ts";
import { liftedTensor } from "./lifted-tensor.ts";
import { lowRankAdaptation } from "./low-rank-adaptation.ts";
import { mirrorBias } from "./mirror-bias.ts";
import { modifiedStep } from "./modified-step.ts";
import { noiseAndRank } from "./noise-and-rank.ts";
import { nuclearNormTransition } from "./nuclear-norm-transition.ts";
import { perturbedFlow } from "./perturbed-flow.ts";
import { preconditioningUnderNoise } from "./preconditioning-under-noise.ts";
import { pruning } from "./pruning.ts";
import { randomAdapters } from "./random-adapters.ts";
import { rankInTraining } from "./rank-in-training.ts";
import { rateAgainstImbalance } from "./rate-against-imbalance.ts";
import { richAndLazy } from "./rich-and-lazy.ts";
import { robustPreconditioning } from "./robust-preconditioning.ts";
import { robustSmallStart } from "./robust-small-start.ts";
import { samplesLinearInRank } from "./samples-linear-in-rank.ts";
import { secondOrderCompletion } from "./second-order-completion.ts";
import { sparsePlusLowRank } from "./sparse-plus-low-rank.ts";
import { spectralPhases } from "./spectral-phases.ts";
import { stepSizeMap } from "./step-size-map.ts";
import { strictSaddle } from "./strict-saddle.ts";
import { symmetricSlowdown } from "./symmetric-slowdown.ts";
import { trainingRules } from "./training-rules.ts";

/** Every experiment by its name: the command line, lists and tests are made from this. */
export const experiments = {
  "symmetric-slowdown": symmetricSlowdown,
  "strict-saddle": strictSaddle,
  "asymmetric-rate": asymmetricRate,
  "l1-small-init": l1SmallInit,
  "modified-step": modifiedStep,
  "rate-against-imbalance": rateAgainstImbalance,
  "degree-of-overparameterization": degreeOfOverparameterization,
  "step-size-map": stepSizeMap,
  "implicit-balancing": implicitBalancing,
  "spectral-phases": spectralPhases,
  "initialization-scale": initializationScale,
  "noise-and-rank": noiseAndRank,
  "samples-linear-in-rank": samplesLinearInRank,
  "perturbed-flow": perturbedFlow,
  "gradient-flow-closed-form": gradientFlowClosedForm,
  "damped-preconditioning": dampedPreconditioning,
  "alternating-preconditioning": alternatingPreconditioning,
  "preconditioning-under-noise": preconditioningUnderNoise,
  "robust-preconditioning": robustPreconditioning,
  pruning,
  "second-order-completion": secondOrderCompletion,
  "classical-baselines": classicalBaselines,
  "nuclear-norm-transition": nuclearNormTransition,
  "mirror-bias": mirrorBias,
  "held-out-stopping": heldOutStopping,
  "lifted-tensor": liftedTensor,
  "robust-small-start": robustSmallStart,
  "gradient-subspaces": gradientSubspaces,
  "rich-and-lazy": richAndLazy,
  "low-rank-adaptation": lowRankAdaptation,
  "batch-step": batchStep,
  "cross-estimator": crossEstimator,
  "random-adapters": randomAdapters,
  "rank-in-training": rankInTraining,
  "training-rules": trainingRules,
  "sparse-plus-low-rank": sparsePlusLowRank,
} as const satisfies Record<string, Experiment>;
