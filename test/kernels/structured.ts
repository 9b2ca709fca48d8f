import { type RankOneBy, rankOneScratch } from "../../src/kernels/structured-contract.ts";
import type { Kind } from "./operators.ts";
import type { KernelSet } from "./sets.ts";

type Verb = (...args: never[]) => void;

/** An ensemble behind the face of `Kind`: what its verbs take first, and numbers of scratch, which begin as NaN. */
export function structuredKind<By extends readonly unknown[]>(
  shape: Pick<Kind, "m" | "n1" | "n2" | "entry">,
  by: By,
  scratch: (k: number) => number,
  verbs: (kernels: KernelSet) => { measure: Verb; pullback: Verb; gradient: Verb },
): Kind {
  const free = (k: number) => new Float64Array(scratch(k)).fill(Number.NaN);
  const call = (verb: Verb, ...args: unknown[]) => Reflect.apply(verb, undefined, [...by, ...args]);
  return {
    ...shape,
    measure: (kernels, k, left, right, out) => call(verbs(kernels).measure, k, left, right, free(k), out),
    pullback: (kernels, k, w, left, right, outLeft, outRight) =>
      call(verbs(kernels).pullback, k, w, left, right, free(k), outLeft, outRight),
    gradient: (kernels, k, left, right, y, loss, delta, out) =>
      call(verbs(kernels).gradient, k, left, right, y, loss, delta, free(k), out.left, out.right, out.stats),
  };
}

export interface RankOneOptions {
  readonly index?: Int32Array;
  readonly complex?: boolean;
  readonly scale?: number;
  readonly centre?: number;
}

export function rankOneKind(
  n1: number,
  n2: number,
  a: Float64Array,
  b: Float64Array,
  { index = new Int32Array(0), complex = false, scale = 1, centre = 0 }: RankOneOptions = {},
): Kind {
  const count = a.length / n1;
  const m = index.length || count;
  const by: RankOneBy = [m, n1, n2, count, a, b, index, complex, scale, centre];
  return structuredKind(
    { m, n1, n2, entry },
    by,
    (k) => rankOneScratch(m, n1, n2, complex, k),
    ({ measureRankOne, pullbackRankOne, gradientRankOne }) => ({
      measure: measureRankOne,
      pullback: pullbackRankOne,
      gradient: gradientRankOne,
    }),
  );

  function entry(i: number, r: number, c: number): number {
    const at = index.length ? index[i] : i;
    const diagonal = r === c ? centre : 0;
    if (!complex) return scale * (a[at * n1 + r] * b[at * n2 + c] - diagonal);
    // P = a·b* acts on [Re; Im] as [[Re P, −Im P], [Im P, Re P]].
    const [h1, h2] = [n1 / 2, n2 / 2];
    const [p, s] = [a[at * n1 + (r % h1)], a[at * n1 + h1 + (r % h1)]];
    const [q, t] = [b[at * n2 + (c % h2)], b[at * n2 + h2 + (c % h2)]];
    const [re, im] = [p * q + s * t, s * q - p * t];
    return scale * ((r < h1 === c < h2 ? re : r < h1 ? -im : im) - diagonal);
  }
}
