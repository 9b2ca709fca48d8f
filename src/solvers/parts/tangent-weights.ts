import { addScaled, dot } from "../../linalg/arithmetic.ts";
import { scaledColumns } from "../../linalg/columns.ts";
import type { Computing } from "../../linalg/computing.ts";
import { copyMatrix, type Matrix, matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";
import { asked } from "../../problem/asking.ts";
import type { System } from "./conjugate-gradient.ts";
import { type RankPoint, type Tangent, tangentNumbers, tangentView } from "./tangent-space.ts";

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
export function* weighted({ v }: RankPoint, { p, q }: Tangent, { side, core }: TangentWeights): Computing<Tangent> {
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

/** N + W, preconditioned by (τI + W)⁻¹: where W is small N is about τ·I, with τ the typical eigenvalue of N. */
export function regularized(system: System, point: RankPoint, weights: TangentWeights, typical: number): System {
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
