import { linearRate } from "../diagnostics/fits.ts";
import { slowestLocalFactor } from "../theory/sampling.ts";
import { overparameterizedError } from "../theory/symmetric-descent.ts";
import { last } from "./asymmetric-instance.ts";
import type { RateCell } from "./asymmetric-rate.ts";
import type { Result } from "./experiment.ts";
import { LARGE } from "./seeds.ts";
import type { Law } from "./verdict.ts";

type Rate = Result<RateCell>;

const fitted = ({ table }: Rate, high: number, low: number): number =>
  linearRate(table.column("iteration"), table.column("error"), { high, low });
/** Fits of core length: the identity's as far down as rounding lets, sensing's from 10⁻⁶ to 10⁻¹⁰. */
const exactRate = (result: Rate): number => fitted(result, 1e-9, 1e-12);
export const sensedRate = (result: Rate): number => fitted(result, 1e-6, 1e-10);
/** λ. */
const lambda = ({ cell, table }: Rate): number => last(table, "tailTerm") / cell.stepSize;
const finalError = ({ cell, table }: Rate): number => {
  const ended = table.get("iteration", table.length - 1);
  const error = last(table, "error");
  return ended === cell.iterations || error < 1e-13 ? error : Number.NaN;
};

/**
 * q of the tail's own directions, dF·G∞ᵀ + F∞·dGᵀ with F∞ of rank k and G∞ of rank r: there are nk + r(n − k), more than the degrees of freedom of M
 * where k > r.
 */
export const slowestShare = ({ n, r, k, m }: Pick<RateCell, "n" | "r" | "k" | "m">): number =>
  slowestLocalFactor(n * k + r * (n - k), m);

const settingOf = ({ name }: RateCell): string => name.replace(/-seed\d+$/, "");
const named =
  (...settings: string[]) =>
  (cell: RateCell): boolean =>
    settings.includes(settingOf(cell));

/** The rate of the larger start over that of the smaller one, of the same seed. */
const rateRatio = (results: readonly Rate[], larger: string) => (smaller: Rate) => {
  const other = results.find(({ cell }) => settingOf(cell) === larger && cell.seed === smaller.cell.seed);
  return other ? sensedRate(other) / sensedRate(smaller) : Number.NaN;
};

const identitySettings = [
  ["identity-small", "c = 1/3, α = 0.4"],
  ["identity-middle", "c = 1/3, α = 1.2"],
  ["identity-large", "c = 1/3, α = 2.4"],
  ["identity-equal", "c = 1, α = 0.4"],
] as const;

const wideSettings = [
  ["wide-small", "n = 200, c = 1/3, α = 0.4"],
  ["wide-middle", "n = 200, c = 1/3, α = 1.2"],
] as const;

export const asymmetricLaws = (results: readonly Rate[]): Law<RateCell>[] => [
  ...[...identitySettings, ...(results.some(({ cell }) => cell.n === LARGE) ? wideSettings : [])].map(
    ([setting, words]): Law<RateCell> => ({
      law: `all observed, k = 5, ${words}: rate / −ln(1 − ηλ)`,
      predicted: 1,
      range: [0.97, 1.03],
      of: named(setting),
      measure: (result) => exactRate(result) / last(result.table, "tailRate"),
    }),
  ),
  {
    // The tail has many modes nearly as slow as the slowest: a fit finds it or a little more.
    law: "m = 600 and 420: rate / −ln(1 − ηλ), λ the least positive eigenvalue of ∇²f where it ends",
    predicted: 1,
    range: [0.98, 1.1],
    of: ({ sensing, truth, k, r }) => sensing === "gaussian" && truth === "general" && k > r,
    measure: (result) => sensedRate(result) / last(result.table, "sensedRate"),
  },
  {
    law: "m = 600, k = 4: rate at α = 0.4 / rate at α = 0.2",
    predicted: 4,
    range: [3.3, 5],
    of: named("sensed-smaller"),
    measure: rateRatio(results, "sensed-larger"),
  },
  {
    law: "m = 600, k = 4: rate / (ηλ), λ of full observation",
    predicted: { atLeast: slowestShare({ n: 20, r: 2, k: 4, m: 600 }) },
    range: [0.38, 0.8],
    of: named("sensed-larger", "sensed-smaller"),
    measure: (result) => sensedRate(result) / (result.cell.stepSize * lambda(result)),
  },
  {
    law: "m = 600, k = 4: rate / (ηα²)",
    predicted: null,
    range: [0.06, 0.8],
    of: named("sensed-larger", "sensed-smaller"),
    measure: (result) => sensedRate(result) / (result.cell.stepSize * result.cell.startScale ** 2),
  },
  {
    law: "m = 600, k = r = 2: rate / (ησᵣ)",
    predicted: { atLeast: slowestShare({ n: 20, r: 2, k: 2, m: 600 }) },
    range: [0.35, 0.7],
    of: named("sensed-exact"),
    measure: (result) => fitted(result, 1e-3, 1e-9) / (result.cell.stepSize / result.cell.condition),
  },
  {
    law: "below the bar, m = 420: rate at α = 0.4 / rate at α = 0.2",
    predicted: 4,
    range: [3.3, 5],
    of: named("below-smaller"),
    measure: rateRatio(results, "below-larger"),
  },
  {
    law: "below the bar, m = 420: rate / (ηλ), λ of full observation",
    predicted: { atLeast: slowestShare({ n: 24, r: 1, k: 3, m: 420 }) },
    range: [0.38, 0.8],
    of: named("below-larger", "below-smaller"),
    measure: (result) => sensedRate(result) / (result.cell.stepSize * lambda(result)),
  },
  { law: "M ⪰ 0, two factors: ‖E‖ at T", predicted: 0, range: [0, 1e-9], of: named("psd-asymmetric"), measure: finalError },
  {
    law: "M ⪰ 0, one factor: ‖E‖ at T",
    predicted: overparameterizedError({ n: 20, r: 2, k: 4, stepSize: 0.2 }, 6000),
    range: [4e-4, 3e-3],
    of: named("psd-symmetric"),
    measure: finalError,
  },
  {
    law: "M ⪰ 0, symmetric A_i: ‖FGᵀ − M‖ at T",
    predicted: null,
    range: [0.07, 0.25],
    of: named("psd-blind"),
    measure: finalError,
  },
  {
    law: "M ⪰ 0, symmetric A_i: ‖½(FGᵀ + GFᵀ) − M‖ at T",
    predicted: 0,
    range: [0, 3e-3],
    of: named("psd-blind"),
    measure: ({ table }) => last(table, "symmetricError"),
  },
];
