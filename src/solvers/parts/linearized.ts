/** Normal equations of least-squares problems in the neighbourhood of an iterate, one gradient an application: with y = 0 the gradient is 𝒜*𝒜. */
import { type Factors, type Matrix, matrix } from "../../linalg/matrix.ts";
import { squared } from "../../losses/loss.ts";
import { asked, gradientLike } from "../../problem/asking.ts";
import type { Problem } from "../../problem/problem.ts";
import type { System } from "./conjugate-gradient.ts";
import { type RankPoint, tangentAnswer, tangentFactors, tangentNumbers, tangentView } from "./tangent-space.ts";

/** T ↦ P_T 𝒜*𝒜(T) on the tangent space of the matrices of rank k at a point: of min ‖𝒜(T) + r‖. Its condition does not depend on that of X. */
export function onTangentSpace({ operator }: Problem, point: RankPoint): System {
  const nothing = new Float64Array(operator.count);
  return {
    *apply(v, out) {
      const x = tangentFactors(point, tangentView(point, v));
      const answer = gradientLike(x);
      yield { verb: "gradient", x, y: nothing, loss: squared, out: answer };
      out.set(tangentNumbers(yield* asked(tangentAnswer(point, answer))));
      return answer.residualNorm ** 2;
    },
  };
}

/** Z ↦ 𝒜*𝒜(Z·fixedᵀ)·fixed for "left", or Z ↦ (𝒜*𝒜(fixed·Zᵀ))ᵀ·fixed for "right": of the least squares over one factor. */
export function onOneFactor({ operator }: Problem, side: "left" | "right", fixed: Matrix): System {
  const nothing = new Float64Array(operator.count);
  const rows = side === "left" ? operator.rows : operator.cols;
  return {
    *apply(v, out) {
      const free = matrix(rows, fixed.cols, v);
      const x: Factors = side === "left" ? { left: free, right: fixed } : { left: fixed, right: free };
      const answer = gradientLike(x);
      yield { verb: "gradient", x, y: nothing, loss: squared, out: answer };
      out.set(answer[side].data);
      return answer.residualNorm ** 2;
    },
  };
}
