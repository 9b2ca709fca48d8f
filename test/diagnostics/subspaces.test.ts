import { describe, expect, it } from "vitest";
import { factorSpectraOf } from "../../src/diagnostics/factor-spectra.ts";
import { largestSine, principalAngles } from "../../src/diagnostics/principal-angles.ts";
import { leadingLeft, outsideOf, spectralNorm } from "../../src/diagnostics/projections.ts";
import { residualBlocks, schurComplementSpectrum, signalNoise } from "../../src/diagnostics/signal-noise.ts";
import { identity, type Matrix, matrix, zeros } from "../../src/linalg/matrix.ts";
import { complement, frobenius, inverse, kernels, orthonormal, plus, random, times, transpose, values } from "./brute-force.ts";

const column = (...data: number[]): Matrix => matrix(data.length, 1, Float64Array.from(data));

describe("principal angles", () => {
  it("are exact where an arc cosine sees nothing, and at a right angle", () => {
    for (const angle of [0, 1e-300, 1e-15, 1e-9, 0.3, Math.PI / 4, Math.PI / 2]) {
      const q = column(Math.cos(angle), Math.sin(angle), 0);
      const [found] = principalAngles(kernels, column(1, 0, 0), q);
      expect(Math.abs(found - angle)).toBeLessThanOrEqual(1e-15 * (1 + angle));
      expect(largestSine(kernels, column(1, 0, 0), q)).toBeCloseTo(Math.sin(angle), 15);
    }
    expect(largestSine(kernels, column(1, 0), column(Math.cos(1e-9), Math.sin(1e-9))) / 1e-9).toBeCloseTo(1, 12);
  });

  it("are those of brute force, whatever the bases, descending", () => {
    const [u, q] = [orthonormal(9, 3, 0), orthonormal(9, 3, 1)];
    const angles = principalAngles(kernels, u, q);
    const cosines = values(times(transpose(q), u));
    expect([...angles].reverse().map(Math.cos)).toEqual(cosines.map((value) => expect.closeTo(value, 12)));
    expect(largestSine(kernels, u, q)).toBeCloseTo(Math.sin(angles[0]), 13);
    const turned = times(u, orthonormal(3, 3, 2));
    expect(largestSine(kernels, u, turned)).toBeLessThan(1e-15);
    expect([...principalAngles(kernels, turned, q)]).toEqual([...angles].map((value) => expect.closeTo(value, 13)));
  });

  it("need bases of one shape", () => {
    expect(() => largestSine(kernels, orthonormal(5, 2, 0), orthonormal(5, 3, 1))).toThrow(RangeError);
    expect(() => principalAngles(kernels, orthonormal(5, 2, 0), orthonormal(6, 2, 1))).toThrow(/5×2 and 6×2/);
  });
});

describe("projections", () => {
  it("leave nothing of the span, even where what is left is tiny", () => {
    const q = orthonormal(8, 2, 3);
    const b = plus(times(q, random(2, 3, 4)), random(8, 3, 5), 1e-14);
    const rest = outsideOf(kernels, q, b);
    expect(spectralNorm(kernels, times(transpose(q), rest)) / spectralNorm(kernels, rest)).toBeLessThan(1e-12);
  });

  it("leading vectors span what the greatest singular values do", () => {
    const a = random(7, 5, 6);
    const lead = leadingLeft(kernels, a, 2);
    const rest = outsideOf(kernels, lead, a);
    expect(spectralNorm(kernels, rest)).toBeCloseTo(values(a)[2], 12);
    expect(() => leadingLeft(kernels, a, 6)).toThrow(/has 5 singular vectors, not 6/);
    expect(leadingLeft(kernels, matrix(2, 1, Float64Array.of(Number.NaN, 1)), 1).data.every(Number.isNaN)).toBe(true);
  });

  it("factor spectra are those of each factor", () => {
    const x = { left: random(6, 3, 7), right: random(5, 3, 8) };
    const found = factorSpectraOf(kernels, x);
    expect([...found.left]).toEqual(values(x.left).map((value) => expect.closeTo(value, 12)));
    expect([...found.right]).toEqual(values(x.right).map((value) => expect.closeTo(value, 12)));
  });
});

describe("signal and noise", () => {
  const u = orthonormal(8, 2, 20);
  const perp = complement(u);
  const f = random(8, 5, 21);

  it("are those of the definition with U⊥ written out", () => {
    const uf = times(transpose(u), f);
    // W spans the rows of UᵀF: WWᵀ = (UᵀF)ᵀ((UᵀF)(UᵀF)ᵀ)⁻¹(UᵀF).
    const onto = times(transpose(uf), inverse(times(uf, transpose(uf))), uf);
    const noise = times(f, plus(identity(5), onto, -1));
    // ‖U⊥ᵀFW(UᵀFW)⁻¹‖ with (UᵀFW)⁻¹ = Wᵀ·pinv(UᵀF) up to the basis: U⊥ᵀF·pinv(UᵀF).
    const tangent = times(transpose(perp), f, transpose(uf), inverse(times(uf, transpose(uf))));
    const found = signalNoise(kernels, f, u);
    expect(found.signal).toBeCloseTo(values(transpose(uf))[1], 12);
    expect(found.noise).toBeCloseTo(values(noise)[0], 12);
    expect(found.misalignment).toBeCloseTo(values(tangent)[0], 11);
  });

  it("the Schur complement is that of the n×n matrix in blocks", () => {
    const p = times(f, transpose(f));
    const block = (a: Matrix, b: Matrix) => times(transpose(a), p, b);
    const s = plus(block(perp, perp), times(block(perp, u), inverse(block(u, u)), block(u, perp)), -1);
    const found = schurComplementSpectrum(kernels, f, u);
    expect([...found.subarray(0, 3)]).toEqual(
      values(s)
        .slice(0, 3)
        .map((value) => expect.closeTo(value, 10)),
    );
    expect(found[3]).toBeLessThan(1e-28); // S has rank k − r
  });

  it("of a factor that only has signal: no noise, no misalignment", () => {
    const aligned = times(u, random(2, 5, 22));
    const found = signalNoise(kernels, aligned, u);
    expect(found.noise).toBeLessThan(1e-15);
    expect(found.misalignment).toBeLessThan(1e-14);
    expect(Math.max(...schurComplementSpectrum(kernels, aligned, u))).toBeLessThan(1e-30);
  });

  it("residual blocks are those with U⊥ and V⊥ written out", () => {
    const [v, g] = [orthonormal(6, 2, 23), random(6, 5, 24)];
    const [j, k] = [times(transpose(perp), f), times(transpose(complement(v)), g)];
    const found = residualBlocks(kernels, { left: f, right: g }, u, v);
    expect(found.leftResidual).toBeCloseTo(values(j)[0], 12);
    expect(found.rightResidual).toBeCloseTo(values(k)[0], 12);
    expect(found.block).toBeCloseTo(frobenius(times(j, transpose(k))), 12);
    expect(found.leftSignal).toBeCloseTo(values(transpose(times(transpose(u), f)))[1], 12);
    expect(found.rightSignal).toBeCloseTo(values(transpose(times(transpose(v), g)))[1], 12);
  });

  it("are unknown where the factor is not finite, and need a basis that fits", () => {
    const broken = matrix(
      8,
      5,
      f.data.map((value, i) => (i === 3 ? Number.NaN : value)),
    );
    expect(signalNoise(kernels, broken, u)).toEqual({ signal: Number.NaN, noise: Number.NaN, misalignment: Number.NaN });
    expect(schurComplementSpectrum(kernels, broken, u).every(Number.isNaN)).toBe(true);
    expect(() => signalNoise(kernels, random(8, 1, 25), u)).toThrow(/1 columns cannot hold a signal of 2/);
    expect(() => signalNoise(kernels, zeros(7, 5), u)).toThrow(RangeError);
  });
});
