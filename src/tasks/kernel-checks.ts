import { createHash } from "node:crypto";
import { norm1, orthogonalityRatio, residualRatio } from "../diagnostics/factorization-ratios.ts";
import type { Kernels } from "../kernels/contract.ts";
import { atMost, type Check, equal } from "./check.ts";

/** SHA-256 of 100,000 normal numbers of stream (3, 5) of seed (2026, 7), times 0.1, as little-endian doubles. */
const NORMALS = "26c1eeae6a9b4c2b77d68bb944515be6d4aa1f1e1d41114f1664ef0de721b62d";

/** An odd size below the widths at which products change their method, and one above. */
const SIZES = [37, 150];

/** Linear algebra by LAPACK's test ratios, products of integers and random numbers bit for bit. */
export function kernelChecks(kernels: Kernels): Check[] {
  const of = kernels.name;
  return [
    equal(of, "normal numbers", hash(numbers(kernels, 100_000, 2026, 0.1)) === NORMALS),
    ...SIZES.flatMap((n) => [
      equal(of, `a product of ${n}×${n} integers`, productIsRight(kernels, n)),
      ...factorizationChecks(kernels, n, n - 5),
      ...squareChecks(kernels, n),
    ]),
  ];
}

/** (AAᵀ)_ij = n·(i + 1)(j + 1) for A_ij = i + 1, exactly. */
function productIsRight(kernels: Kernels, n: number): boolean {
  const a = Float64Array.from({ length: n * n }, (_, at) => (at % n) + 1);
  const c = new Float64Array(n * n);
  kernels.gemm(false, true, n, n, n, 1, a, a, 0, c);
  return c.every((value, at) => value === n * ((at % n) + 1) * (Math.floor(at / n) + 1));
}

/** QR and SVD of a random m×n matrix, m ≥ n. */
function factorizationChecks(kernels: Kernels, m: number, n: number): Check[] {
  const { name: of } = kernels;
  const a = numbers(kernels, m * n, 1);
  const [q, r] = [a.slice(), new Float64Array(n * n)];
  const qr = kernels.qr(m, n, q, r);
  const [u, s, vt] = [new Float64Array(m * n), new Float64Array(n), new Float64Array(n * n)];
  const svd = kernels.svd(m, n, a.slice(), u, s, vt);
  const size = `of a ${m}×${n} matrix`;
  return [
    atMost(of, `residual of QR ${size}`, done(qr, residualRatio(m, n, n, a, q, r)), 10),
    atMost(of, `orthogonality of QR ${size}`, done(qr, orthogonalityRatio(m, n, q)), 15),
    atMost(of, `residual of the SVD ${size}`, done(svd, residualRatio(m, n, n, a, u, scaled(vt, s))), 25),
    atMost(of, `orthogonality of the SVD ${size}`, done(svd, orthogonalityRatio(m, n, u)), 15),
  ];
}

/** Eigenvalues of a symmetric n×n matrix, and B·A⁻¹ with A positive definite. */
function squareChecks(kernels: Kernels, n: number): Check[] {
  const { name: of } = kernels;
  const b = numbers(kernels, n * n, 2);
  const a = b.map((x, at) => 0.5 * (x + b[Math.floor(at / n) + (at % n) * n]));
  const [z, w] = [a.slice(), new Float64Array(n)];
  const eigen = kernels.eigen(n, z, w);
  const transposed = z.map((_, at) => z[Math.floor(at / n) + (at % n) * n]);

  const definite = new Float64Array(n * n);
  kernels.gram(n, n, b, definite);
  for (let i = 0; i < n; i++) definite[i * (n + 1)] += n;
  const x = b.slice();
  const solved = kernels.solveRight(n, n, definite.slice(), x);
  // ‖B − X·A‖₁ / (‖X‖₁·‖A‖₁·n·ε)
  const backward = (residualRatio(n, n, n, b, x, definite) * norm1(n, n, b)) / (norm1(n, n, x) * norm1(n, n, definite));
  const size = `${n}×${n}`;
  return [
    atMost(
      of,
      `residual of the eigenvalues of a symmetric ${size} matrix`,
      done(eigen, residualRatio(n, n, n, a, z, scaled(transposed, w))),
      15,
    ),
    atMost(of, `orthogonality of its eigenvectors, ${size}`, done(eigen, orthogonalityRatio(n, n, z)), 15),
    atMost(of, `residual of a solution by Cholesky, ${size}`, done(solved, backward), 10),
  ];
}

/** diag(s)·A for A with as many rows as s has numbers. */
const scaled = (a: Float64Array, s: Float64Array): Float64Array => a.map((x, at) => x * s[at % s.length]);

/** A factorization that was not done has no ratio. */
const done = (code: number, ratio: number): number => (code === 0 ? ratio : Number.NaN);

/** `length` normal numbers of one stream of a seed. */
function numbers(kernels: Kernels, length: number, seed: number, scale = 1): Float64Array {
  const out = new Float64Array(length);
  kernels.normals(seed, 7, 3, 5, 0, scale, out);
  return out;
}

const hash = (a: Float64Array): string => createHash("sha256").update(new Uint8Array(a.buffer)).digest("hex");
