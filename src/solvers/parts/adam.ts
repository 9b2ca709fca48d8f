import type { Computing } from "../../linalg/computing.ts";
import { type Matrix, zeros } from "../../linalg/matrix.ts";
import { productInto } from "../../linalg/product.ts";

/** Running means of a gradient and of its entries' squares, as plain data. */
export interface Moments {
  first: Matrix;
  second: Matrix;
  /** β₁ᵗ and β₂ᵗ, which correct the means for their start at zero. */
  decayed: [number, number];
}

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

export const freshMoments = (rows: number, cols: number): Moments => ({
  first: zeros(rows, cols),
  second: zeros(rows, cols),
  decayed: [1, 1],
});

/**
 * m ← β₁m + (1 − β₁)G and v ← β₂v + (1 − β₂)G∘G, entry by entry; then √(1 − β₂ᵗ)/(1 − β₁ᵗ)·m/(√v + ε).
 *
 * Kingma, Ba. Adam: a method for stochastic optimization. ICLR 2015; ε where the authors of GaLore have it.
 */
export function adamDirection(moments: Moments, { rows, cols, data }: Matrix): Matrix {
  const { first, second, decayed } = moments;
  decayed[0] *= BETA1;
  decayed[1] *= BETA2;
  const correction = Math.sqrt(1 - decayed[1]) / (1 - decayed[0]);
  const out = zeros(rows, cols);
  for (let i = 0; i < data.length; i++) {
    first.data[i] = BETA1 * first.data[i] + (1 - BETA1) * data[i];
    second.data[i] = BETA2 * second.data[i] + (1 - BETA2) * data[i] * data[i];
    out.data[i] = (correction * first.data[i]) / (Math.sqrt(second.data[i]) + EPSILON);
  }
  return out;
}

/** The moments in a new basis P₊ where they were taken in P: m ← P₊ᵀP·m, v ← |P₊ᵀP·v|. */
export function* turnMoments(moments: Moments, from: Matrix, to: Matrix): Computing<void> {
  const change = zeros(to.cols, from.cols);
  yield* productInto(change, to, from, { transA: true });
  for (const name of ["first", "second"] as const) {
    const out = zeros(to.cols, moments[name].cols);
    yield* productInto(out, change, moments[name]);
    moments[name] = out;
  }
  moments.second.data.forEach((value, i, all) => {
    all[i] = Math.abs(value);
  });
}
