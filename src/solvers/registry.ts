import type { Parameters } from "../parameters/parameter.ts";
import type { State } from "../solve/snapshot.ts";
import type { Solver } from "../solve/solver.ts";
import { AlternatingPreconditionedGradientDescent } from "./alternating-preconditioned-gradient-descent.ts";
import { EntropyMirrorDescent } from "./entropy-mirror-descent.ts";
import { GradientDescent } from "./gradient-descent.ts";
import { HypentropyMirrorDescent } from "./hypentropy-mirror-descent.ts";
import { ModifiedGradientDescent } from "./modified-gradient-descent.ts";
import { PreconditionedGradientDescent } from "./preconditioned-gradient-descent.ts";
import { PreconditionedSubgradientMethod } from "./preconditioned-subgradient-method.ts";
import { ScaledGradientDescent } from "./scaled-gradient-descent.ts";
import { ScaledSymmetricGradientDescent } from "./scaled-symmetric-gradient-descent.ts";
import { SubgradientMethod } from "./subgradient-method.ts";
import { SymmetricGradientDescent } from "./symmetric-gradient-descent.ts";
import { SymmetricSubgradientMethod } from "./symmetric-subgradient-method.ts";

/** Any solver, whatever its options and state. */
export type AnySolver = Pick<
  Solver<Parameters, State>,
  "name" | "reference" | "form" | "carries" | "regime" | "cost" | "options" | "solve" | "solveSync" | "drive"
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
  "mirror-psd": EntropyMirrorDescent,
  "mirror-hypentropy": HypentropyMirrorDescent,
} as const satisfies Record<string, SolverClass>;
