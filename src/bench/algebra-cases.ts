import type { AlgebraKernels } from "../kernels/contract.ts";
import { bytes, type Cases, call, flops, normal } from "./kernel-case.ts";

/** Every kernel of linear algebra and random numbers; operations are counted as the textbooks do. */
export const algebraCases = {
  gemm: (quick) =>
    (quick ? [20] : [100, 500]).map((n) =>
      flops(`${n}×${n} times ${n}×${n}`, 2 * n ** 3, (kernels) => {
        const [a, b, c] = [normal(kernels, n * n), normal(kernels, n * n, 1), new Float64Array(n * n)];
        return call([c], () => kernels.gemm(false, false, n, n, n, 1, a, b, 0, c));
      }),
    ),
  gram: (quick) =>
    tall(quick).map(([n, k]) =>
      flops(`${n}×${k}`, n * k * (k + 1), (kernels) => {
        const [a, out] = [normal(kernels, n * k), new Float64Array(k * k)];
        return call([out], () => kernels.gram(n, k, a, out));
      }),
    ),
  solveRight: (quick) =>
    tall(quick).map(([n, k]) =>
      flops(`${n}×${k} by ${k}×${k}`, 2 * n * k * k, (kernels) => {
        const [b, gram] = [normal(kernels, n * k), new Float64Array(k * k)];
        kernels.gram(n, k, b, gram);
        const [a, x] = [gram.slice(), b.slice()];
        return call([x], () => {
          a.set(gram);
          x.set(b);
          kernels.solveRight(n, k, a, x);
        });
      }),
    ),
  qr: (quick) =>
    tall(quick).map(([n, k]) =>
      flops(`${n}×${k}`, 4 * n * k * k, (kernels) => {
        const whole = normal(kernels, n * k);
        const [a, r] = [whole.slice(), new Float64Array(k * k)];
        return call([a, r], () => {
          a.set(whole);
          kernels.qr(n, k, a, r);
        });
      }),
    ),
  svd: (quick) =>
    square(quick).map((n) =>
      flops(`${n}×${n}`, 21 * n ** 3, (kernels) => {
        const whole = normal(kernels, n * n);
        const [a, u, s, vt] = [whole.slice(), new Float64Array(n * n), new Float64Array(n), new Float64Array(n * n)];
        return call([s], () => {
          a.set(whole);
          kernels.svd(n, n, a, u, s, vt);
        });
      }),
    ),
  eigen: (quick) =>
    square(quick).map((n) =>
      flops(`${n}×${n}`, 9 * n ** 3, (kernels) => {
        const whole = new Float64Array(n * n);
        kernels.gram(n, n, normal(kernels, n * n), whole);
        const [a, w] = [whole.slice(), new Float64Array(n)];
        return call([w], () => {
          a.set(whole);
          kernels.eigen(n, a, w);
        });
      }),
    ),
  firstNonFinite: (quick) => {
    const n = quick ? 5000 : 8_000_000;
    return [
      bytes(`${n} numbers`, 8 * n, (kernels) => {
        const a = normal(kernels, n);
        return call([], () => kernels.firstNonFinite(a));
      }),
    ];
  },
  normals: (quick) => {
    const n = quick ? 1000 : 1_000_000;
    return [
      bytes(`${n} numbers`, 8 * n, (kernels) => {
        const out = new Float64Array(n);
        return call([out], () => kernels.normals(1, 2, 3, 4, 0, 1, out));
      }),
    ];
  },
} as const satisfies Record<keyof AlgebraKernels, Cases>;

const tall = (quick: boolean): [number, number][] => (quick ? [[60, 3]] : [[10_000, 10]]);
const square = (quick: boolean): number[] => (quick ? [12] : [100]);
