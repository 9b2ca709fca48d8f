import { growthRate, linearRate, powerLaw } from "../diagnostics/fits.ts";
import {
  exactRankRate,
  inverseErrorGrowth,
  overparameterizedError,
  SQUARED_ERROR_EXPONENT,
} from "../theory/symmetric-descent.ts";
import type { Result } from "./experiment.ts";
import { LARGE } from "./seeds.ts";
import type { SlowdownCell } from "./symmetric-slowdown.ts";
import type { Law } from "./verdict.ts";

type Slowdown = Result<SlowdownCell>;

const timesOf = ({ table }: Slowdown): Float64Array => table.column("iteration");
const errorsOf = ({ table }: Slowdown): Float64Array => table.column("error");
/** ‖E_T‖_F; NaN where the run ended before. */
const finalError = ({ cell, table }: Slowdown): number => table.get("error", cell.iterations);
const tail = ({ cell }: Slowdown) => ({ from: cell.iterations / 5, to: cell.iterations });
const sigmaR = ({ cell }: Slowdown): number => 1 / cell.condition;

const rateRatio = (result: Slowdown): number =>
  linearRate(timesOf(result), errorsOf(result), { high: 1e-4, low: 1e-11 }) / exactRankRate(result.cell.stepSize, sigmaR(result));
const constant = (result: Slowdown): number => finalError(result) / overparameterizedError(result.cell, result.cell.iterations);
const growthRatio = (result: Slowdown): number =>
  growthRate(
    timesOf(result),
    errorsOf(result).map((error) => 1 / error),
    tail(result),
  ) / inverseErrorGrowth(result.cell);
const squaredSlope = (result: Slowdown): number =>
  powerLaw(
    timesOf(result),
    errorsOf(result).map((error) => error ** 2),
    tail(result),
  );

const sensed = ({ sensing, k, r }: SlowdownCell): boolean => sensing === "symmetric-gaussian" && k === r;
const sensedOver =
  (count: number) =>
  ({ sensing, m, k, r }: SlowdownCell): boolean =>
    sensing === "symmetric-gaussian" && m === count && k > r;

/** All of M observed, at one size, with k = 2 = r and k = 5. */
function identityLaws(size: number, where: string): Law<SlowdownCell>[] {
  const exact = ({ sensing, n, k, r }: SlowdownCell): boolean => sensing === "identity" && n === size && k === r;
  const over = ({ sensing, n, k, r }: SlowdownCell): boolean => sensing === "identity" && n === size && k > r;
  return [
    { law: `${where}, k = 2: rate of ‖Eₜ‖ / −ln(1 − ησᵣ)`, predicted: 1, range: [0.98, 1.02], of: exact, measure: rateRatio },
    { law: `${where}, k = 5: 2ηT‖E‖ / √(k − r) at T`, predicted: 1, range: [0.97, 1.02], of: over, measure: constant },
    {
      law: `${where}, k = 5: growth of 1/‖Eₜ‖ a step / (2η/√(k − r))`,
      predicted: 1,
      range: [0.98, 1.02],
      of: over,
      measure: growthRatio,
    },
    {
      law: `${where}, k = 5: slope of ln ‖Eₜ‖² over ln t`,
      predicted: SQUARED_ERROR_EXPONENT,
      range: [-2.02, -1.95],
      of: over,
      measure: squaredSlope,
    },
  ];
}

/** Under sensing the constant is 1.4 to 2 for k = 4, and 3.2 to 4.7 at m = 250: ranges are what other random numbers than ours gave, with room. */
const sensingLaws: readonly Law<SlowdownCell>[] = [
  { law: "sensing, k = 2: ‖E‖ at T", predicted: 0, range: [0, 1e-12], of: sensed, measure: finalError },
  {
    law: "sensing, k = 4: slope of ln ‖Eₜ‖² over ln t",
    predicted: SQUARED_ERROR_EXPONENT,
    range: [-2.05, -1.7],
    of: sensedOver(400),
    measure: squaredSlope,
  },
  {
    law: "sensing, k = 4: 2ηT‖E‖ / √(k − r) at T",
    predicted: { atLeast: 1 },
    range: [1, 2.6],
    of: sensedOver(400),
    measure: constant,
  },
  {
    law: "below the PSD-only bar, m = 250, k = 3: slope of ln ‖Eₜ‖² over ln t",
    predicted: SQUARED_ERROR_EXPONENT,
    range: [-2.05, -1.5],
    of: sensedOver(250),
    measure: squaredSlope,
  },
  {
    law: "below the PSD-only bar, m = 250, k = 3: 2ηT‖E‖ / √(k − r) at T",
    predicted: { atLeast: 1 },
    range: [2.5, 6],
    of: sensedOver(250),
    measure: constant,
  },
];

/** Those of n = 200 where a cell of that size was run: a toy has none. */
export const slowdownLaws = (results: readonly Slowdown[]): Law<SlowdownCell>[] => [
  ...identityLaws(20, "identity"),
  ...sensingLaws,
  ...(results.some(({ cell }) => cell.n === LARGE) ? identityLaws(LARGE, `identity, n = ${LARGE}`) : []),
];
