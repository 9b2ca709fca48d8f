import type { AlgebraKernels } from "../kernels/contract.ts";
import { type Matrix, zeros } from "../linalg/matrix.ts";
import { normals } from "./normals.ts";
import type { Seed } from "./seed.ts";
import type { Stream } from "./streams.ts";

/**
 * An n×k matrix with orthonormal columns, uniformly distributed: Q of a Gaussian matrix, its signs fixed by diag(R) ≥ 0.
 * Throws RangeError unless 0 ≤ k ≤ n, integers.
 *
 * Mezzadri. How to generate random matrices from the classical compact groups. Notices AMS 54, 2007.
 */
export function haar(kernels: AlgebraKernels, n: number, k: number, seed: Seed, stream: Stream): Matrix {
  if (!Number.isInteger(n) || !Number.isInteger(k) || k < 0 || k > n) {
    throw new RangeError(`orthonormal columns need 0 ≤ k ≤ n, got ${n}×${k}`);
  }
  const out = zeros(n, k);
  normals(kernels, seed, stream, 0, 1, out.data);
  if (k > 0) kernels.qr(n, k, out.data, new Float64Array(k * k));
  return out;
}
