import { linearRate } from "../diagnostics/fits.ts";
import { modifiedDescent } from "../theory/modified-descent.ts";
import { slowestLocalFactor } from "../theory/sampling.ts";
import { last } from "./asymmetric-instance.ts";
import type { Result } from "./experiment.ts";
import type { ModifiedCell } from "./modified-step.ts";
import type { Law } from "./verdict.ts";

type Modified = Result<ModifiedCell>;

const rate = ({ table }: Modified): number =>
  linearRate(table.column("iteration"), table.column("error"), { high: 1e-4, low: 1e-10 });

/** λ of the law: σ_r for both forms at β = √σ_r. */
export function lambdaOf({ method, condition, r, k }: ModifiedCell): number {
  const sigma = Array.from({ length: r }, (_, i) => 1 - (i / Math.max(1, r - 1)) * (1 - 1 / condition));
  const form = method === "flat" ? "flat" : "lift";
  return modifiedDescent({ form, beta: Math.sqrt(sigma[r - 1]), sigma, overparameterized: k > r }).lambda;
}

/** q of the directions that lifted surplus columns open: with d = k(2n − k), for E has all of the k columns' tangent space. */
export const slowestFactor = ({ n, k, m }: Pick<ModifiedCell, "n" | "k" | "m">): number => slowestLocalFactor(k * (2 * n - k), m);

/** The runs of the same seed and setting from every scale of the start. */
const startsOf = (results: readonly Modified[], { cell }: Modified): readonly Modified[] =>
  results.filter(
    ({ cell: { part, method, condition, seed } }) =>
      part === cell.part && method === cell.method && condition === cell.condition && seed === cell.seed,
  );

const spread = (results: readonly Modified[]) => (result: Modified) => {
  const rates = startsOf(results, result).map(rate);
  return rates.length === 3 ? Math.max(...rates) / Math.min(...rates) : Number.NaN;
};

/** Iterations to relative residual 10⁻⁹ from the slowest of the three starts; NaN where one did not get there. */
const slowest = (results: readonly Modified[]) => (result: Modified) => {
  const starts = startsOf(results, result);
  if (starts.length < 3 || !starts.every(({ table }) => last(table, "relativeResidual") <= 1e-9)) return Number.NaN;
  return Math.max(...starts.map(({ table }) => last(table, "iteration")));
};

/** Cross-start numbers are taken once a seed, at the smallest start. */
const once = ({ part, startScale }: ModifiedCell): boolean => startScale === (part === "practical" ? 0.01 : 0.025);

const most: Readonly<Record<number, number>> = { 1: 350, 2: 550, 5: 1300 };

export const modifiedLaws = (results: readonly Modified[]): Law<ModifiedCell>[] => [
  ...(["flat", "lift"] as const).flatMap((form) => [1, 2].flatMap((kappa) => givenLaws(results, form, kappa))),
  {
    law: "m = 300 < n², lift: largest / smallest rate over α",
    predicted: 1,
    range: [1, 1.35],
    of: (cell) => cell.part === "below" && once(cell),
    measure: spread(results),
  },
  {
    law: "m = 300 < n², lift: rate / (ησᵣ), from q to 1",
    predicted: { atLeast: slowestFactor({ n: 20, k: 4, m: 300 }) },
    range: [slowestFactor({ n: 20, k: 4, m: 300 }), 1],
    of: ({ part }) => part === "below",
    measure: (result) => rate(result) / (result.cell.stepSize * lambdaOf(result.cell)),
  },
  ...[1, 2, 5].flatMap((kappa) => practicalLaws(results, kappa)),
];

function givenLaws(results: readonly Modified[], form: "flat" | "lift", kappa: number): Law<ModifiedCell>[] {
  const of = ({ part, method, condition }: ModifiedCell) => part === "rates" && method === form && condition === kappa;
  return [
    {
      law: `${form}, κ = ${kappa}: largest / smallest rate over α`,
      predicted: 1,
      range: [1, 1.35],
      of: (cell) => of(cell) && once(cell),
      measure: spread(results),
    },
    {
      law: `${form}, κ = ${kappa}: rate / (ησᵣ)`,
      predicted: { atLeast: slowestFactor({ n: 20, k: 4, m: 600 }) },
      range: [0.27, 0.6],
      of,
      measure: (result) => rate(result) / (result.cell.stepSize * lambdaOf(result.cell)),
    },
  ];
}

function practicalLaws(results: readonly Modified[], kappa: number): Law<ModifiedCell>[] {
  const of = (wanted: string) => (cell: ModifiedCell) =>
    cell.part === "practical" && cell.method === wanted && cell.condition === kappa;
  const relative = ({ cell: { r, condition }, table }: Modified) => last(table, "error") / sizeOf(r, condition);
  return [
    {
      law: `from y alone, κ = ${kappa}: most iterations to 10⁻⁹, over three α`,
      predicted: null,
      range: [1, most[kappa]],
      of: (cell) => of("lift")(cell) && once(cell),
      measure: slowest(results),
    },
    {
      law: `from y alone, κ = ${kappa}: estimated rank`,
      predicted: 2,
      range: [2, 2],
      of: of("lift"),
      measure: ({ table }) => last(table, "rank"),
    },
    {
      law: `plain descent, κ = ${kappa}, α = 0.01: relative error after as many, at least`,
      predicted: null,
      range: [2e-4, 1],
      of: of("plain"),
      measure: relative,
    },
  ];
}

/** ‖M‖_F of singular values that fall evenly from 1 to 1/κ. */
const sizeOf = (r: number, condition: number): number =>
  Math.hypot(...Array.from({ length: r }, (_, i) => 1 - (i / Math.max(1, r - 1)) * (1 - 1 / condition)));
