import { describe, expect, test } from "vitest";
import * as lowrank from "../../src/index.ts";

const { NaN: nan, POSITIVE_INFINITY: infinite } = Number;
const spectra = { rows: 4, cols: 4, left: [1], right: [1] };
const law = { n: 10, r: 2, k: 5, stepSize: 0.1 };
const floor = { n: 10, k: 2, m: 100, noise: 0.1 };
const start = { startScale: 0.1, ratio: 0.3, rows: 10, cols: 10, columns: 2 };
const lifted = { fit: 1, data: 1, crossed: 1, mirrored: 1 };

/** Each call with what its sentence must say. */
const refused: readonly (readonly [string, () => unknown, string])[] = [
  ["noiseFloor, m = 0", () => lowrank.noiseFloor({ ...floor, m: 0 }), "the noise floor needs an integer m ≥ 1, got 0"],
  ["noiseFloor, σ NaN", () => lowrank.noiseFloor({ ...floor, noise: nan }), "noise ≥ 0, got NaN"],
  ["overparameterizedError, η", () => lowrank.overparameterizedError({ ...law, stepSize: -0.1 }, 10), "stepSize > 0, got -0.1"],
  ["overparameterizedError, t", () => lowrank.overparameterizedError(law, 0), "iteration > 0, got 0"],
  ["inverseErrorGrowth", () => lowrank.inverseErrorGrowth({ ...law, n: 2.5 }), "an integer n ≥ 1, got 2.5"],
  ["exactRankRate, both negative", () => lowrank.exactRankRate(-1, -0.5), "0 < ησ_r < 1"],
  ["excessSquare", () => lowrank.excessSquare(0, 0.1, 1), "startSquare > 0, got 0"],
  ["sequentialEscapeGrowth of nothing", () => lowrank.sequentialEscapeGrowth(0.1, []), "at least one component, got none"],
  ["directionGrowth, both negative", () => lowrank.directionGrowth(-1, -1), "ηs > 0"],
  ["startScaleExponent", () => lowrank.startScaleExponent(0, 1), "sigmaR > 0, got 0"],
  ["tailRate, η = 0", () => lowrank.tailRate(spectra, { stepSize: 0 }), "stepSize > 0, got 0"],
  ["tailRate, η NaN", () => lowrank.tailRate(spectra, { stepSize: nan }), "stepSize > 0, got NaN"],
  [
    "tailRate, η of the right",
    () => lowrank.tailRate(spectra, { stepSize: 0.1, rightStepSize: -1 }),
    "rightStepSize > 0, got -1",
  ],
  [
    "tailRate, σ NaN",
    () => lowrank.tailRate({ ...spectra, left: [nan] }, { stepSize: 0.1 }),
    "squared singular values ≥ 0, got NaN",
  ],
  ["tailRate, rank", () => lowrank.tailRate(spectra, { stepSize: 0.1 }, 0), "an integer rank ≥ 1, got 0"],
  ["unevenStartEigenvalue", () => lowrank.unevenStartEigenvalue({ ...start, columns: 0 }), "an integer columns ≥ 1, got 0"],
  ["alphaSquaredRange", () => lowrank.alphaSquaredRange(nan), "sigmaR > 0, got NaN"],
  ["sharpnessAt", () => lowrank.sharpnessAt(1, nan), "sigmaRight ≥ 0, got NaN"],
  ["localStepLimit", () => lowrank.localStepLimit(0), "sharpness > 0, got 0"],
  ["localStepLimit, δ", () => lowrank.localStepLimit(1, -2), "delta ≥ 0, got -2"],
  ["modifiedDescent", () => lowrank.modifiedDescent({ form: "flat", beta: 1, sigma: [], overparameterized: true }), "got none"],
  ["outlierAdjointNorm", () => lowrank.outlierAdjointNorm(100, 0.1, 0), "m > 0, got 0"],
  ["outlierSaddleCurvature", () => lowrank.outlierSaddleCurvature(2, 0), "0 ≤ p ≤ 1, got 2"],
  ["outlierSaddleBar", () => lowrank.outlierSaddleBar(nan, 0.1), "entries > 0, got NaN"],
  ["subgradientGrowth", () => lowrank.subgradientGrowth(1, 0.1, 0), "an integer r ≥ 1, got 0"],
  ["signSubgradientScale", () => lowrank.signSubgradientScale(0.1, 0, 0), "distance > 0, got 0"],
  ["sampleBars", () => lowrank.sampleBars({ rows: 2.5, cols: 3, rank: 1, symmetric: false }), "an integer rows ≥ 1, got 2.5"],
  ["psdOnlyBar", () => lowrank.psdOnlyBar(3, 4), "at most n = 3, got 4"],
  ["traceBar", () => lowrank.traceBar(3, nan), "an integer r ≥ 1, got NaN"],
  ["measurementsAt", () => lowrank.measurementsAt(nan), "bar ≥ 0, got NaN"],
  ["leastSquaresBar", () => lowrank.leastSquaresBar({ rows: 0, cols: 3, symmetric: false }), "an integer rows ≥ 1, got 0"],
  ["slowestLocalFactor", () => lowrank.slowestLocalFactor(10, 0), "count > 0, got 0"],
  ["shrunkenTrace", () => lowrank.shrunkenTrace([1, 0], 0.1), "sigma > 0, got 0"],
  ["leastEigenvalueKept", () => lowrank.leastEigenvalueKept(-1), "penalty ≥ 0, got -1"],
  ["liftedCurvature", () => lowrank.liftedCurvature(lifted, 0.5), "an integer l ≥ 1, got 0.5"],
  ["firstSaddleOrder", () => lowrank.firstSaddleOrder(lifted, nan), "an integer most ≥ 1, got NaN"],
  ["spectrum(NaN)", () => lowrank.spectrum(nan), "an integer count ≥ 1, got NaN"],
  ["spectrum(−1)", () => lowrank.spectrum(-1), "got -1"],
  ["spectrum(1.5)", () => lowrank.spectrum(1.5), "got 1.5"],
  ["factorSpectra", () => lowrank.factorSpectra(0), "an integer count ≥ 1, got 0"],
  ["effectiveRanks", () => lowrank.effectiveRanks([1], nan), "0 ≤ cut ≤ 1, got NaN"],
  ["growthRate", () => lowrank.growthRate([1], [1], { from: nan, to: 1 }), "from ≤ to, got NaN and 1"],
  ["iterations(NaN)", () => lowrank.iterations(nan), "iterations needs limit ≥ 0, got NaN"],
  ["iterations(∞)", () => lowrank.iterations(infinite), "limit ≥ 0, got Infinity"],
  ["seconds", () => lowrank.seconds(-1), "limit ≥ 0, got -1"],
  ["residualBelow", () => lowrank.residualBelow(nan), "tolerance ≥ 0, got NaN"],
  ["gradientBelow", () => lowrank.gradientBelow(-1), "tolerance ≥ 0, got -1"],
  ["gapBelow", () => lowrank.gapBelow(0.1, nan), "residual ≥ 0, got NaN"],
  ["stalledFor", () => lowrank.stalledFor(0), "an integer window ≥ 1, got 0"],
  ["diverged", () => lowrank.diverged(0), "factor > 0, got 0"],
  ["holdOut", () => lowrank.holdOut(0.1, 0, nan), "an integer patience ≥ 1, got NaN"],
  ["defaultStop", () => lowrank.defaultStop({ maxIterations: nan }), "limit ≥ 0, got NaN"],
];

describe("refused with a sentence", () => {
  test.each(refused)("%s", (_, call, sentence) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(sentence);
  });
});
