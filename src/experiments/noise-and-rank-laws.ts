import { lowestHeldOut } from "../solve/stop-rules.ts";
import { NOISE_EXPONENT, noiseFloor } from "../theory/noise-floor.ts";
import type { Check, Result } from "./experiment.ts";
import type { NoiseCell } from "./noise-and-rank.ts";
import { type SweepCell, sweepsOf } from "./sweep.ts";
import { judgeLaws, type Law } from "./verdict.ts";

/** ‖E‖_F at T; NaN where the run ended before. */
export const finalError = ({ cell, table }: Result<NoiseCell>): number => table.get("error", cell.iterations);

/** ‖E‖²·m/(knσ²) at T. */
export const floorRatio = (result: Result<NoiseCell>): number => finalError(result) ** 2 / noiseFloor(result.cell);

/** The error where the held-out residual was lowest, over the error at T. */
export function heldOutGain(result: Result<NoiseCell>): number {
  const { table } = result;
  if (!table.has("heldOutResidual")) return Number.NaN;
  return table.get("error", lowestHeldOut({ history: table }).iteration) / finalError(result);
}

/** Both noise levels of one k and seed, and all seeds of the held-out runs, as one result. */
export const noiseSweeps = (results: readonly Result<NoiseCell>[]): Result<SweepCell>[] => {
  const pairs = sweepsOf(results, {
    sweep: ({ part, k }) => (part === "floor" ? `k${k}` : undefined),
    size: () => 2,
    row: rowOf,
  });
  const held = results
    .filter(({ cell }) => cell.part === "held-out")
    .map(({ cell, table }) => ({ cell: { ...cell, seed: 0 }, table }));
  return [
    ...pairs,
    ...sweepsOf(held, { sweep: ({ part }) => part, size: () => held.length, row: (result) => ({ gain: heldOutGain(result) }) }),
  ];
};

function rowOf(result: Result<NoiseCell>): Record<string, number> {
  const { cell, table } = result;
  const final = finalError(result);
  const settled = table.column("error").findIndex((error) => error < 1.5 * final);
  return { noise: cell.noise, ratio: floorRatio(result), error: final, settled: settled < 0 ? Number.NaN : Math.max(1, settled) };
}

/** The number of the smaller noise and that of the larger. */
function both({ cell, table }: Result<SweepCell>, name: string): [small: number, large: number] {
  if (table.length !== cell.size) return [Number.NaN, Number.NaN];
  const [a, b] = table.get("noise", 0) < table.get("noise", 1) ? [0, 1] : [1, 0];
  return [table.get(name, a), table.get(name, b)];
}

function noiseExponent(sweep: Result<SweepCell>): number {
  const [[small, large], [low, high]] = [both(sweep, "error"), both(sweep, "noise")];
  return (2 * Math.log(large / small)) / Math.log(high / low);
}

function timeRatio(sweep: Result<SweepCell>): number {
  const [small, large] = both(sweep, "settled");
  return small / large;
}

const floors = ([k, low, high]: readonly [number, number, number]): Law<SweepCell>[] =>
  [0, 1].map((i) => ({
    law: `k = ${k}, σ = ${i === 0 ? 0.02 : 0.1}: ‖E‖²·m/(knσ²)`,
    predicted: 1,
    range: [low, high],
    of: ({ sweep }) => sweep === `k${k}`,
    measure: (one) => both(one, "ratio")[i],
  }));

export const noiseLaws: readonly Law<SweepCell>[] = [
  ...(
    [
      [2, 0.35, 2.3],
      [4, 0.6, 2.2],
      [8, 0.45, 1.8],
    ] as const
  ).flatMap(floors),
  {
    law: "k = 4: exponent in σ of ‖E‖²",
    predicted: NOISE_EXPONENT,
    range: [1.85, 2.25],
    of: ({ sweep }) => sweep === "k4",
    measure: noiseExponent,
  },
  {
    law: "k = 4: time to 1.5 of the last error, σ = 0.02 over σ = 0.1",
    predicted: 5,
    range: [3.5, 16],
    of: ({ sweep }) => sweep === "k4",
    measure: timeRatio,
  },
  {
    law: "k = n, σ = 0.3: error at the least held-out residual / at the end, worst seed",
    predicted: 0.75,
    range: [0, 0.75],
    of: ({ sweep }) => sweep === "held-out",
    measure: ({ table }) => Math.max(...table.column("gain")),
  },
];

export const judgeNoise = (results: readonly Result<NoiseCell>[]): Check[] => judgeLaws(noiseLaws, noiseSweeps(results));
