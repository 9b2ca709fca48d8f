import type { Kernels } from "../kernels/contract.ts";
import { type AlgebraCall, runNow } from "../linalg/computing.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Loss } from "../losses/loss.ts";

/** ∇ at a point, with the loss and ‖𝒜(x) − y‖₂ there; all written by the operator in one pass. */
export interface Gradient extends Factors {
  value: number;
  residualNorm: number;
}

export interface GradientAsk {
  readonly verb: "gradient";
  readonly x: Factors;
  readonly y: Float64Array;
  readonly loss: Loss;
  readonly out: Gradient;
}

/** A question about the operator; the answer is written in place. */
export type OperatorAsk =
  | { readonly verb: "measure"; readonly x: Factors; readonly out: Float64Array }
  | { readonly verb: "pullback"; readonly weights: Float64Array; readonly x: Factors; readonly out: Factors }
  | GradientAsk;

/** A question that a solver asks: of the operator, or for linear algebra that may be large. */
export type Ask = OperatorAsk | { readonly verb: "algebra"; readonly call: AlgebraCall };

/** A question to one particular operator, for the driver answers about held-out measurements too. */
export interface AskOf {
  readonly operator: MeasurementOperator;
  readonly ask: Ask;
}

/**
 * A linear map 𝒜 from n1×n2 matrices to m numbers, 𝒜(X)_i = ⟨A_i, X⟩.
 *
 * Where `field` is "complex" the problem is Hermitian of size n = rows/2 and factors are real images F = [Re U; Im U]:
 * A_i stands for the real embedding [[Re P, −Im P], [Im P, Re P]], so that ⟨A_i, F·Fᵀ⟩ = tr(P_i·U·U*).
 */
export interface MeasurementOperator {
  readonly kind: string;
  readonly rows: number;
  readonly cols: number;
  readonly count: number;
  readonly field: "real" | "complex";
  /**
   * τ, so that E‖𝒜(Z)‖² ≈ τ‖Z‖² over the matrices that 𝒜 sees: Σ‖A_i‖_F² over their dimension, which is n1·n2; ½n(n + 1) where every
   * A_i is real and symmetric; n² of the complex map where the field is complex.
   */
  readonly scale: number;
  /** Every A_i is symmetric (Hermitian). */
  readonly symmetric: boolean;
  readonly kernels: Kernels;

  /** out_i ← ⟨A_i, L Rᵀ⟩. */
  measure(x: Factors, out: Float64Array): void;
  /** out ← (𝒜*(w) R, 𝒜*(w)ᵀ L): the adjoint, pulled back to the factors. */
  pullback(weights: Float64Array, x: Factors, out: Factors): void;
  /** Residual, loss and both gradients in one pass over 𝒜. */
  gradient(x: Factors, y: Float64Array, loss: Loss, out: Gradient): void;
  /** Many questions at once: the same bits as one by one, and gradients in one pass over 𝒜 where that is cheaper. */
  answerAll(asks: readonly OperatorAsk[]): void;
  /** The same answers, bit for bit, on the core's own threads; absent where kernels are portable. */
  answerAsync?(asks: readonly OperatorAsk[]): Promise<void>;
  /** The operator of the measurements `keep` alone, without a copy of what is large. */
  restrict(keep: Int32Array): MeasurementOperator;
  /** About how many floating-point operations one gradient with k columns takes: what decides between answering in place and on threads. */
  work(k: number): number;
  /** Of sampled entries alone: how often the entry is measured that is measured most often, which is ‖𝒜‖². Takes O(m·log m). */
  mostRepeated?(): number;
  /** Bytes: what it keeps, by name (arrays of the caller's among them), and what one question with k columns takes beside the answer. */
  memory(k: number): { readonly kept: Readonly<Record<string, number>>; readonly work: number };
}

/** The answer to one ask, in place. */
export function answer(operator: MeasurementOperator, ask: Ask): void {
  if (ask.verb === "algebra") runNow(operator.kernels, ask.call);
  else if (ask.verb === "measure") operator.measure(ask.x, ask.out);
  else if (ask.verb === "pullback") operator.pullback(ask.weights, ask.x, ask.out);
  else operator.gradient(ask.x, ask.y, ask.loss, ask.out);
}
