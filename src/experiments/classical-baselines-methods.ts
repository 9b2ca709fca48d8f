import { AcceleratedProximalGradient } from "../solvers/accelerated-proximal-gradient.ts";
import { AlternatingMinimization } from "../solvers/alternating-minimization.ts";
import { AlternatingSteepestDescent } from "../solvers/alternating-steepest-descent.ts";
import { GaussNewton } from "../solvers/gauss-newton.ts";
import { GradientDescent } from "../solvers/gradient-descent.ts";
import { IterativeHardThresholding } from "../solvers/iterative-hard-thresholding.ts";
import { LowRankMatrixFitting } from "../solvers/low-rank-matrix-fitting.ts";
import { MatrixIrls } from "../solvers/matrix-irls.ts";
import type { AnySolver } from "../solvers/registry.ts";
import { RiemannianConjugateGradient } from "../solvers/riemannian-conjugate-gradient.ts";
import { RiemannianGradientDescent } from "../solvers/riemannian-gradient-descent.ts";
import { ScaledAlternatingSteepestDescent } from "../solvers/scaled-alternating-steepest-descent.ts";
import { ScaledGradientDescent } from "../solvers/scaled-gradient-descent.ts";
import { SingularValueThresholding } from "../solvers/singular-value-thresholding.ts";
import { SoftImpute } from "../solvers/soft-impute.ts";

export interface Baseline {
  readonly on: "gaussian" | "entries";
  readonly make: (cell: { readonly n: number }) => AnySolver;
  /** Steps to the error that is enough, of a prototype on one draw, or the median over as many as are said; its error at the end where `lasting`. */
  readonly predicted: number;
  readonly lasting?: true;
  /** What the few steps of a toy leave of the error, over thirty draws, where that is judged. */
  readonly toyError?: readonly [least: number, most: number];
  /** The fewest that are run. */
  readonly seeds?: number;
  /** The most that are made. */
  readonly steps: { readonly full: number; readonly toy: number };
}

const onGaussian = (predicted: number, make: Baseline["make"], seeds?: number): Baseline => ({
  on: "gaussian",
  make,
  predicted,
  seeds,
  steps: { full: 2 * predicted, toy: 2 * predicted },
});

/** Each in its published form: linear systems are solved to many digits, which the default of a solver is not. */
export const methods = {
  "iht with step half": onGaussian(122, () => new IterativeHardThresholding({ stepSize: 0.5 })),
  iht: onGaussian(79, () => new IterativeHardThresholding()),
  "riemannian-gd": onGaussian(78, () => new RiemannianGradientDescent()),
  "riemannian-cg": onGaussian(26, () => new RiemannianConjugateGradient({ growth: 0 })),
  gd: onGaussian(417, () => new GradientDescent()),
  "scaled-gd": onGaussian(115, () => new ScaledGradientDescent({ stepSize: 0.5 })),
  asd: onGaussian(124, () => new AlternatingSteepestDescent()),
  "scaled-asd": onGaussian(40, () => new ScaledAlternatingSteepestDescent()),
  // Medians of the prototype over twenty draws, 16 to 20 and 5 to 9 of them.
  "alternating-minimization": onGaussian(18, () => new AlternatingMinimization({ innerTolerance: 1e-10 }), 3),
  gnmr: onGaussian(6, () => new GaussNewton({ damping: 0, innerTolerance: 1e-10 }), 3),
  "matrix-irls": onGaussian(7, () => new MatrixIrls({ innerTolerance: 1e-8 })),
  fista: onGaussian(1000, () => new AcceleratedProximalGradient({ penalty: 1e-8 })),
  // 131 is the median of the prototype over 30 draws, from 99 to 291; on some its residual creeps down for ever, and so does this one's.
  lmafit: { on: "entries", make: () => new LowRankMatrixFitting(), predicted: 131, seeds: 11, steps: { full: 400, toy: 240 } },
  svt: {
    on: "entries",
    make: ({ n }) => new SingularValueThresholding({ threshold: 5 * n }),
    predicted: 5.8e-2,
    lasting: true,
    toyError: [0.1, 0.25],
    steps: { full: 3000, toy: 100 },
  },
  // λ falls by a little each step, whatever X has done.
  "soft-impute": {
    on: "entries",
    make: () => new SoftImpute({ ratio: 0.995, penalty: 1e-8, tolerance: 1e300 }),
    predicted: 1e-2,
    lasting: true,
    toyError: [0.77, 0.89],
    steps: { full: 4000, toy: 100 },
  },
} as const satisfies Record<string, Baseline>;

export type Method = keyof typeof methods;
