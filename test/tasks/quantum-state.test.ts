import { describe, expect, test } from "vitest";
import { matrix } from "../../src/linalg/matrix.ts";
import { densityMatrix, fidelity, quantumState } from "../../src/tasks/quantum-state.ts";
import { backends } from "../contracts/backends.ts";
import { gaussian } from "../kernels/matrices.ts";

describe.each(backends)("a quantum state on %s kernels", (_, kernels) => {
  test("of (|0⟩ + i|1⟩)/√2", () => {
    const u = matrix(
      4,
      1,
      Float64Array.of(1, 0, 0, 1).map((v) => v * Math.SQRT1_2),
    );
    const [state, { real, imaginary }] = [quantumState(kernels, u), densityMatrix(kernels, u)];
    const [half, zero] = [expect.closeTo(0.5, 14), expect.closeTo(0, 14)];
    expect([...real.data]).toEqual([half, zero, zero, half]);
    expect([...imaginary.data]).toEqual([zero, half, expect.closeTo(-0.5, 14), zero]); // ρ₁₀ = i/2, column-major
    expect(state).toMatchObject({ trace: expect.closeTo(1, 14), purity: expect.closeTo(1, 14) });
    expect(fidelity(state, matrix(4, 1, Float64Array.of(1, 0, 0, 1)))).toBeCloseTo(1, 14);
    expect(fidelity(state, matrix(4, 1, Float64Array.of(1, 0, 0, -1)))).toBeCloseTo(0, 14);
    expect(fidelity(state, matrix(4, 1, Float64Array.of(1, 0, 0, 0)))).toBeCloseTo(0.5, 14);
  });

  test("is U·U* by definition, and the fidelity ⟨φ|ρ|φ⟩/(tr ρ·⟨φ|φ⟩)", () => {
    const [n, k] = [4, 2];
    const u = matrix(2 * n, k, gaussian(2 * n * k, 3));
    const phi = gaussian(2 * n, 4);
    const [state, { real, imaginary }] = [quantumState(kernels, u), densityMatrix(kernels, u)];
    let [trace, square, overlap] = [0, 0, 0];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let [re, im] = [0, 0];
        for (let q = 0; q < k; q++) {
          const [a, b, c, d] = [
            u.data[i + q * 2 * n],
            u.data[n + i + q * 2 * n],
            u.data[j + q * 2 * n],
            u.data[n + j + q * 2 * n],
          ];
          re += a * c + b * d;
          im += b * c - a * d;
        }
        expect(real.data[i + j * n]).toBeCloseTo(re, 12);
        expect(imaginary.data[i + j * n]).toBeCloseTo(im, 12);
        if (i === j) trace += re;
        square += re * re + im * im;
        // conj(φ_i)·ρ_ij·φ_j, its real part.
        const [x, y] = [phi[i] * phi[j] + phi[n + i] * phi[n + j], phi[i] * phi[n + j] - phi[n + i] * phi[j]];
        overlap += x * re - y * im;
      }
    expect(state.trace).toBeCloseTo(trace, 12);
    expect(state.purity).toBeCloseTo(square / trace ** 2, 12);
    expect(fidelity(state, matrix(2 * n, 1, phi))).toBeCloseTo(overlap / trace / phi.reduce((sum, v) => sum + v * v, 0), 12);
  });
});
