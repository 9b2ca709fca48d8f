import { rootOfUnity } from "../kernels/portable/normal.ts";
import { type Matrix, zeros } from "./matrix.ts";

/** cos(π·j/n), j ≥ 0, by + − × ÷ alone. */
export const cosineOf = (j: number, n: number): number => rootOfUnity(j, 2 * n)[0];

/** The orthonormal discrete cosine transform II of size n: column q is cos(π(2j + 1)q/2n)·√(2/n), and that for q = 0 divided by √2. */
export function cosineBasis(n: number): Matrix {
  const out = zeros(n, n);
  for (let q = 0; q < n; q++) {
    const size = Math.sqrt((q === 0 ? 1 : 2) / n);
    for (let j = 0; j < n; j++) out.data[q * n + j] = size * cosineOf((2 * j + 1) * q, 2 * n);
  }
  return out;
}
