/** Some rows of a random circulant matrix, diagonal in the Fourier basis, times vec(X) with random signs. */
import type { CirculantBy, Gradient, Measure, Pullback } from "../structured-contract.ts";
import { realFourier } from "./fourier.ts";
import { weigh } from "./loss.ts";
import { formSignedProduct, pickRows, placeRows, pullSigned } from "./signed-product.ts";

/**
 * v ← N·C·v, or N·Cᵀ·v. The way back from the spectrum is a Hartley transform, Re − Im of the Fourier transform, which is its own inverse
 * but for a factor of N, so that both ways are the same real transform. `work` has 2N numbers.
 */
function multiply(size: number, eigenvalues: Float64Array, transposed: boolean, v: Float64Array, work: Float64Array): void {
  realFourier(size, v, work);
  work[0] *= eigenvalues[0];
  work[size] *= eigenvalues[1];
  for (let at = 2; at < size; at += 2) {
    const a = eigenvalues[at];
    const b = transposed ? -eigenvalues[at + 1] : eigenvalues[at + 1];
    const [re, im] = [work[at], work[at + 1]];
    work[at] = re * a - im * b;
    work[at + 1] = re * b + im * a;
  }
  hartleyFromFourier(size, work, v);
  realFourier(size, v, work);
  hartleyFromFourier(size, work, v);
}

function hartleyFromFourier(size: number, f: Float64Array, h: Float64Array): void {
  h[0] = f[0];
  h[size / 2] = f[size];
  for (let j = 1; j < size / 2; j++) {
    h[j] = f[2 * j] - f[2 * j + 1];
    h[size - j] = f[2 * j] + f[2 * j + 1];
  }
}

export const measureCirculant: Measure<CirculantBy> = (
  ...[m, n1, n2, size, row, signs, eigenvalues, scale, k, left, right, scratch, out]
) => {
  formSignedProduct(n1, n2, size, signs, k, left, right, scratch);
  multiply(size, eigenvalues, false, scratch, scratch.subarray(size, 3 * size));
  pickRows(m, scratch, row, scale / size, out);
};

export const pullbackCirculant: Pullback<CirculantBy> = (
  ...[m, n1, n2, size, row, signs, eigenvalues, scale, k, weights, left, right, scratch, outLeft, outRight]
) => {
  placeRows(m, size, weights, row, scratch);
  multiply(size, eigenvalues, true, scratch, scratch.subarray(size, 3 * size));
  pullSigned(n1, n2, signs, scale / size, k, left, right, scratch, outLeft, outRight);
};

export const gradientCirculant: Gradient<CirculantBy> = (
  ...[m, n1, n2, size, row, signs, eigenvalues, scale, k, left, right, y, loss, delta, scratch, outLeft, outRight, stats]
) => {
  const residual = scratch.subarray(3 * size, 3 * size + m);
  measureCirculant(m, n1, n2, size, row, signs, eigenvalues, scale, k, left, right, scratch, residual);
  weigh(m, residual, y, loss, delta, stats);
  pullbackCirculant(m, n1, n2, size, row, signs, eigenvalues, scale, k, residual, left, right, scratch, outLeft, outRight);
};
