import { describe, expect, it } from "vitest";
import { openKernels } from "../../src/kernels/open.ts";
import { symmetricEigen } from "../../src/linalg/decompositions.ts";
import { type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { normals } from "../../src/random/normals.ts";
import { STREAM, streamAt } from "../../src/random/streams.ts";
import { blurFactor, measurementsAt, psdOnlyBar, sampleBars } from "../../src/theory/bars.ts";
import { nuclearNormFraction, traceBar } from "../../src/theory/nuclear-norm-bar.ts";

const kernels = openKernels();

describe("bars", () => {
  it("of PSD matrices with n = 20 and r = 2 are 39, 125 and 210", () => {
    const bars = sampleBars({ rows: 20, cols: 20, rank: 2, symmetric: true });
    expect([bars.degreesOfFreedom, measurementsAt(bars.psdOnly ?? 0), bars.leastSquares]).toEqual([39, 125, 210]);
    expect(bars.nuclearNorm).toBeGreaterThan(39);
    expect(bars.nuclearNorm).toBeLessThan(125);
    expect(blurFactor(bars, 400)).toBeCloseTo((1 - Math.sqrt(39 / 400)) ** 2, 12);
    expect(blurFactor(bars, 30)).toBe(0);
  });

  it("of others: asymmetric, Hermitian, and refused", () => {
    const bars = sampleBars({ rows: 20, cols: 15, rank: 1, symmetric: false });
    expect(bars).toMatchObject({ degreesOfFreedom: 34, leastSquares: 300 });
    expect(bars.psdOnly).toBeUndefined();
    expect(sampleBars({ rows: 15, cols: 20, rank: 1, symmetric: false })).toEqual(bars);
    expect(sampleBars({ rows: 4, cols: 4, rank: 1, symmetric: true, field: "complex" })).toMatchObject({
      degreesOfFreedom: 7,
      leastSquares: 16,
    });
    expect(() => sampleBars({ rows: 4, cols: 3, rank: 4, symmetric: false })).toThrow(/from 1 to 3, got 4/);
    expect(() => sampleBars({ rows: 4, cols: 3, rank: 1, symmetric: true })).toThrow(/square/);
  });

  it("stand in order", () => {
    for (const n of [5, 20, 60])
      for (let r = 1; r < n; r += 3)
        for (const symmetric of [true, false]) {
          const {
            degreesOfFreedom,
            nuclearNorm,
            psdOnly = nuclearNorm,
            leastSquares,
          } = sampleBars({ rows: n, cols: n, rank: r, symmetric });
          expect(degreesOfFreedom).toBeLessThan(nuclearNorm);
          expect(nuclearNorm).toBeLessThan(psdOnly * 1.02 + 1); // the bars are limits; they meet as r nears n
          expect(psdOnly).toBeLessThan(leastSquares * 1.02 + 1);
        }
  });
});

describe("the nuclear norm", () => {
  it.each([
    [1, [0.0917, 0.2021, 0.3511, 0.5717, 0.7253, 0.9054]],
    [0.5, [0.0702, 0.1578, 0.2809, 0.4753, 0.6238, 0.8285]],
  ])("at β = %d has the published transition", (beta, published) => {
    const found = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5].map((rho) => nuclearNormFraction(rho, beta));
    for (const [i, value] of found.entries()) expect(Math.abs(value - published[i])).toBeLessThanOrEqual(6e-5);
    expect(nuclearNormFraction(1e-5, beta) / (2e-5 * (1 + Math.sqrt(beta) + beta))).toBeCloseTo(1, 1);
    expect(() => nuclearNormFraction(0, beta)).toThrow(RangeError);
  });

  it("over PSD matrices agrees with the distance of drawn matrices to the subdifferential", () => {
    // Three standard errors: dist² has a relative deviation of about √(2/dist²) a draw.
    for (const [n, draws, tolerance] of [
      [40, 100, 0.024],
      [160, 25, 0.012],
    ])
      expect(Math.abs(traceBar(n, n / 10) / drawnTraceBar(n, n / 10, draws) - 1)).toBeLessThan(tolerance);
  });

  it("over PSD matrices needs no more than PSD-ness alone", () => {
    expect(traceBar(400, 1) / psdOnlyBar(400, 1)).toBeLessThan(0.1);
    expect(traceBar(400, 390) / psdOnlyBar(400, 390)).toBeCloseTo(1, 3);
  });
});

/** min over τ of E dist²(G, τ·∂tr(M)) for symmetric Gaussian G, over drawn spectra of its block outside the tangent space. */
function drawnTraceBar(n: number, r: number, draws: number): number {
  const spectra = Array.from({ length: draws }, (_, i) => {
    const g = zeros(n - r, n - r);
    normals(kernels, 3, streamAt(STREAM.probe, i), 0, 1, g.data);
    const eigen = symmetricEigen(kernels, symmetrized(g));
    if ("reason" in eigen) throw new Error(eigen.reason);
    return [...eigen.values];
  }).flat();
  const tangent = n * r - (r * (r - 1)) / 2;
  const at = (tau: number) =>
    tangent + r * tau * tau + spectra.reduce((sum, value) => sum + Math.max(0, value - tau) ** 2, 0) / draws;
  return Math.min(...Array.from({ length: 200 }, (_, i) => at((Math.sqrt(2 * n) * i) / 200)));
}

const symmetrized = (a: Matrix): Matrix =>
  matrix(
    a.rows,
    a.rows,
    a.data.map((value, at) => 0.5 * (value + a.data[Math.floor(at / a.rows) + (at % a.rows) * a.rows])),
  );
