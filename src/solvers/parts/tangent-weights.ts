import { addScaled, dot } from "../../linalg/arithmetic.ts";
import { scaledColumns } from "../../linalg/columns.ts";
import type { Computing } from "../../linalg/computing.ts";
import { copyMatrix, type Matrix, matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import type { Ask } from "../../operators/operator.ts";
import { asked } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import { conjugateGradient, type InnerLimits, type System } from "./conjugate-gradient.ts";
import type { FixedRankState } from "./fixed-rank.ts";
import { onTangentSpace } from "./linearized.ts";
import { type RankPoint, type Tangent, tangentGradient, tangentNumbers, tangentTimes, tangentView } from "./tangent-space.ts";

/**
 * A positive operator on a tangent space that is diagonal in the singular vectors of the point: it multiplies the entry c_ij of the core UᵀTV by
 * core_ij, the part (I − UUᵀ)T·v_j by side_j and (I − VVᵀ)Tᵀ·u_i by side_i.
 */
export interface TangentWeights {
  readonly side: Float64Array;
  readonly core: Matrix;
}

/** The weights that `side(j)` and `core(i, j)` give for a point of rank k. */
export function tangentWeights(k: number, side: (j: number) => number, core: (i: number, j: number) => number): TangentWeights {
  const data = Float64Array.from({ length: k * k }, (_, at) => core(at % k, Math.floor(at / k)));
  return { side: Float64Array.from({ length: k }, (_, j) => side(j)), core: matrix(k, k, data) };
}

/** W·T. */
function* weighted({ v }: RankPoint, { p, q }: Tangent, { side, core }: TangentWeights): Computing<Tangent> {
  const k = side.length;
  const inside = zeros(k, k);
  yield* productInto(inside, v, q, { transA: true }); // the transposed core, Vᵀq
  const rest = copyMatrix(q);
  yield* productInto(rest, v, inside, { alpha: -1, beta: 1 });
  for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) inside.data[j + i * k] *= core.data[i + j * k];
  const out = scaledColumns(rest, side);
  yield* productInto(out, v, inside, { beta: 1 });
  return { p: scaledColumns(p, side), q: out };
}

/**
 * The T that minimizes ½‖𝒜(X + T) − y‖² + ½⟨X + T, W(X + T)⟩ over the tangent space at X, by conjugate gradients: from the gradient at the
 * balanced factors of X.
 */
export function* weightedChange(
  problem: Problem,
  { point, gradient }: FixedRankState,
  weights: TangentWeights,
  limits: InnerLimits,
): Generator<Ask, Tangent, void> {
  const { s, u, v } = point;
  const right = tangentNumbers(tangentTimes(yield* asked(tangentGradient(point, gradient)), -1));
  // X itself is the tangent vector U·(V·diag(s))ᵀ.
  const here = { p: zeros(u.rows, s.length), q: scaledColumns(v, s) };
  addScaled(right, -1, tangentNumbers(yield* asked(weighted(point, here, weights))));
  const system = regularized(onTangentSpace(problem, point), point, weights, problem.operator.scale);
  return tangentView(point, yield* conjugateGradient(system, right, limits));
}

/** N + W, preconditioned by (τI + W)⁻¹: where W is small N is about τ·I, with τ the typical eigenvalue of N. */
function regularized(system: System, point: RankPoint, weights: TangentWeights, typical: number): System {
  const inverse = {
    side: weights.side.map((w) => 1 / (typical + w)),
    core: { ...weights.core, data: weights.core.data.map((w) => 1 / (typical + w)) },
  };
  return {
    *apply(v, out) {
      const curvature = yield* system.apply(v, out);
      const image = tangentNumbers(yield* asked(weighted(point, tangentView(point, v), weights)));
      addScaled(out, 1, image);
      return curvature + dot(v, image);
    },
    *precondition(v, out) {
      out.set(tangentNumbers(yield* weighted(point, tangentView(point, v), inverse)));
    },
  };
}
