import { addScaled, dot, norm } from "../../linalg/arithmetic.ts";
import type { Computing } from "../../linalg/computing.ts";
import type { Ask } from "../../operators/operator.ts";
import { asked } from "../../problem/asking.ts";

/** A linear system N·z = b with N symmetric positive semidefinite, of which only products are known. */
export interface System {
  /** out ← N·v; returns ⟨v, N·v⟩, which a normal equation N = BᵀB knows as ‖B·v‖² without cancellation. */
  apply(v: Float64Array, out: Float64Array): Generator<Ask, number, void>;
  /** out ← P·v with P ≈ N⁻¹ symmetric positive definite; none is the identity. */
  precondition?(v: Float64Array, out: Float64Array): Computing<void>;
}

export interface InnerLimits {
  /** ‖b − N·z‖ ≤ tolerance·‖b‖ ends it; with a preconditioner the norm is √⟨·, P·⟩. */
  readonly tolerance: number;
  readonly iterations: number;
}

/**
 * z ≈ N⁻¹b by conjugate gradients from zero, hence within the range of N: where N is singular and the system consistent, z is the solution
 * of least norm. One product with N an iteration. Ends early, with what it has, where N shows no curvature or a number is not finite.
 *
 * Hestenes, Stiefel. Methods of conjugate gradients for solving linear systems. J. Res. NBS 49, 1952.
 */
export function* conjugateGradient(
  system: System,
  b: Float64Array,
  { tolerance, iterations }: InnerLimits,
): Generator<Ask, Float64Array, void> {
  const z = new Float64Array(b.length);
  const residual = b.slice();
  const image = new Float64Array(b.length);
  let scaled = yield* preconditioned(system, residual);
  const direction = scaled.slice();
  let size = sizeOf(residual, scaled);
  const enough = tolerance * size;
  for (let step = 0; step < iterations && size > enough; step++) {
    const curvature = yield* system.apply(direction, image);
    // In units of the size: squares of tiny residuals would underflow.
    const length = (size / curvature) * size;
    if (!(curvature > 0 && Number.isFinite(length))) break;
    addScaled(z, length, direction);
    addScaled(residual, -length, image);
    scaled = yield* preconditioned(system, residual);
    const before = size;
    size = sizeOf(residual, scaled);
    const share = (size / before) ** 2;
    for (let i = 0; i < direction.length; i++) direction[i] = scaled[i] + share * direction[i];
  }
  return z;
}

function* preconditioned(system: System, residual: Float64Array): Generator<Ask, Float64Array, void> {
  if (!system.precondition) return residual;
  const out = new Float64Array(residual.length);
  yield* asked(system.precondition(residual, out));
  return out;
}

/** √⟨residual, P·residual⟩. */
const sizeOf = (residual: Float64Array, scaled: Float64Array): number =>
  residual === scaled ? norm(residual) : Math.sqrt(dot(residual, scaled));
