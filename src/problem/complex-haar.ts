import type { Kernels } from "../kernels/contract.ts";
import { complexBasis } from "../linalg/hermitian.ts";
import { type Matrix, zeros } from "../linalg/matrix.ts";
import { normals } from "../random/normals.ts";
import type { Seed } from "../random/seed.ts";
import { STREAM } from "../random/streams.ts";

/** Real image (2n×k) of a complex n×k matrix with orthonormal Haar columns: complex normal columns, orthonormalized in order. */
export function complexHaar(kernels: Kernels, n: number, k: number, seed: Seed): Matrix {
  const drawn = zeros(2 * n, k);
  normals(kernels, seed, STREAM.truthLeft, 0, 1, drawn.data);
  return complexBasis(
    drawn,
    Array.from({ length: k }, (_, j) => j),
    k,
  ).image;
}
