/** Some rows of a Walsh–Hadamard transform of vec(X) with random signs. */
import type { Gradient, HadamardBy, Measure, Pullback } from "../structured-contract.ts";
import { weigh } from "./loss.ts";
import { formSignedProduct, pickRows, placeRows, pullSigned } from "./signed-product.ts";
import { walshHadamard } from "./walsh.ts";

export const measureHadamard: Measure<HadamardBy> = (...[m, n1, n2, size, row, signs, scale, k, left, right, scratch, out]) => {
  formSignedProduct(n1, n2, size, signs, k, left, right, scratch);
  walshHadamard(scratch, 0, size);
  pickRows(m, scratch, row, scale, out);
};

export const pullbackHadamard: Pullback<HadamardBy> = (
  ...[m, n1, n2, size, row, signs, scale, k, weights, left, right, scratch, outLeft, outRight]
) => {
  placeRows(m, size, weights, row, scratch);
  walshHadamard(scratch, 0, size);
  pullSigned(n1, n2, signs, scale, k, left, right, scratch, outLeft, outRight);
};

export const gradientHadamard: Gradient<HadamardBy> = (
  ...[m, n1, n2, size, row, signs, scale, k, left, right, y, loss, delta, scratch, outLeft, outRight, stats]
) => {
  const residual = scratch.subarray(size, size + m);
  measureHadamard(m, n1, n2, size, row, signs, scale, k, left, right, scratch, residual);
  weigh(m, residual, y, loss, delta, stats);
  pullbackHadamard(m, n1, n2, size, row, signs, scale, k, residual, left, right, scratch, outLeft, outRight);
};
