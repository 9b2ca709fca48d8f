import { identity, type Matrix, zeros } from "../linalg/matrix.ts";
import type { Ask } from "../operators/operator.ts";
import type { Problem } from "./problem.ts";

/**
 * out_i ← ⟨A_i, X⟩ of a whole matrix X (n1×n2), as the pair { left: X, right: I }. The field is real; where it is complex X is the
 * real embedding's image, 2n×n, and the identity that of the n×n one.
 */
export function* measureMatrix(problem: Problem, x: Matrix, out: Float64Array): Generator<Ask, void, void> {
  yield { verb: "measure", x: { left: x, right: unit(problem) }, out };
}

/** 𝒜*(w), n1×n2 (an image 2n×n where the field is complex). */
export function* adjointMatrix(problem: Problem, weights: Float64Array): Generator<Ask, Matrix, void> {
  const { rows } = problem.operator;
  const right = unit(problem);
  const out = { left: zeros(rows, right.cols), right: zeros(right.rows, right.cols) };
  yield { verb: "pullback", weights, x: { left: zeros(rows, right.cols), right }, out };
  return out.left;
}

/** The right factor of a whole matrix: I of n2 columns, or the image [I; 0] of the complex one. */
export function unit({ operator: { cols, field } }: Problem): Matrix {
  if (field === "real") return identity(cols);
  const out = zeros(cols, cols / 2);
  for (let j = 0; j < out.cols; j++) out.data[j * (cols + 1)] = 1;
  return out;
}
