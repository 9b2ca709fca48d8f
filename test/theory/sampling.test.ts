import { expect, it } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { symmetricEigen } from "../../src/linalg/decompositions.ts";
import { zeros } from "../../src/linalg/matrix.ts";
import { multiply } from "../../src/linalg/product.ts";
import { normals } from "../../src/random/normals.ts";
import { STREAM } from "../../src/random/streams.ts";
import { leastSquaresBar, slowestLocalFactor } from "../../src/theory/sampling.ts";

it("least squares needs as many measurements as M has numbers", () => {
  expect(leastSquaresBar({ rows: 20, cols: 20, symmetric: true })).toBe(210);
  expect(leastSquaresBar({ rows: 20, cols: 15, symmetric: false })).toBe(300);
});

it("slowestLocalFactor is the least eigenvalue of a Wishart matrix", () => {
  const kernels = openKernels("portable");
  const [d, m] = [60, 400];
  const drawn = zeros(m, d);
  normals(kernels, 5, STREAM.probe, 0, 1 / Math.sqrt(m), drawn.data);
  const gram = zeros(d, d);
  multiply(kernels, gram, drawn, drawn, { transA: true });
  const eigen = symmetricEigen(kernels, gram);
  if ("reason" in eigen) throw new Error(eigen.reason);
  // Fluctuations are of relative size d^(−2/3), a few per cent.
  expect(eigen.values[0] / slowestLocalFactor(d, m)).toBeGreaterThan(0.9);
  expect(eigen.values[0] / slowestLocalFactor(d, m)).toBeLessThan(1.15);
  expect(slowestLocalFactor(50, 40)).toBe(0);
});
