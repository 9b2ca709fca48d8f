import type { AlgebraKernels } from "../kernels/contract.ts";
import { type Factors, type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { requireShape } from "../linalg/shape.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import type { FlowField } from "./flow.ts";

/**
 * Gradient flow of X = L·Rᵀ towards M under a perturbation P(t), any bounded path of matrices:
 *
 *     dL/dt = (M − LRᵀ + P) R        dR/dt = (M − LRᵀ + P)ᵀ L
 *
 * Gradient descent on measurements is its Euler step with P = (I − 𝒜*𝒜)(LRᵀ − M) + 𝒜*(ν).
 *
 * Wind. Asymmetric matrix sensing by gradient descent with small random initialization. 2023, arXiv:2309.01796.
 */
export interface FlowShape {
  readonly rows: number;
  readonly cols: number;
  /** Columns of both factors. */
  readonly k: number;
}

/** Both factors in one vector, the left one first; views, not copies. */
export const flowFactors = ({ rows, cols, k }: FlowShape, y: Float64Array): Factors => ({
  left: matrix(rows, k, y.subarray(0, rows * k)),
  right: matrix(cols, k, y.subarray(rows * k, (rows + cols) * k)),
});

export const flowVector = ({ left, right }: Factors): Float64Array => Float64Array.from([...left.data, ...right.data]);

/**
 * The field with a given P, by the matrix M + P (n1×n2) that it pulls towards, as it is or as a smooth function of t that is asked twelve times a step of the
 * integrator. Cut a flow where P jumps. Throws RangeError for a matrix of another shape.
 */
export function perturbedFlowField(
  kernels: AlgebraKernels,
  shape: FlowShape,
  pulled: Matrix | ((t: number) => Matrix),
): FlowField {
  const e = zeros(shape.rows, shape.cols);
  const at = typeof pulled === "function" ? pulled : () => pulled;
  return (t, y, out) => {
    const [x, dx, towards] = [flowFactors(shape, y), flowFactors(shape, out), at(t)];
    requireShape("what a flow is pulled towards", towards, shape.rows, shape.cols);
    e.data.set(towards.data);
    multiply(kernels, e, x.left, x.right, { transB: true, alpha: -1, beta: 1 });
    multiply(kernels, dx.left, e, x.right);
    multiply(kernels, dx.right, e, x.left, { transA: true });
  };
}

/** The field with the P that sensing induces: minus the gradient of ½‖𝒜(LRᵀ) − y‖². */
export function sensedFlowField(operator: MeasurementOperator, shape: FlowShape, measurements: Float64Array): FlowField {
  const out = { left: zeros(shape.rows, shape.k), right: zeros(shape.cols, shape.k), value: 0, residualNorm: 0 };
  return (_, y, slope) => {
    operator.gradient(flowFactors(shape, y), measurements, { kind: "squared" }, out);
    const split = out.left.data.length;
    for (let i = 0; i < slope.length; i++) slope[i] = -(i < split ? out.left.data[i] : out.right.data[i - split]);
  };
}

/** T = (5/σ_r)·ln(σ_r/a₀²), the time at which the bound is stated, with a₀ = ‖[L₀; R₀]‖₂. Throws RangeError unless 0 < a₀² < σ_r. */
export function perturbedFlowTime(sigmaR: number, startNorm: number): number {
  if (!(startNorm > 0 && startNorm ** 2 < sigmaR))
    throw new RangeError(`the time is stated for 0 < a₀² < σ_r, got a₀ = ${startNorm} and σ_r = ${sigmaR}`);
  return (5 / sigmaR) * Math.log(sigmaR / startNorm ** 2);
}

/** Without P the error at the stated time goes as a₀²; the proved bound, a₀^(4/3), is not tight. */
export const UNPERTURBED_EXPONENT = 2;
