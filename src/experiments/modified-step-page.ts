import { leastSquaresBar } from "../theory/sampling.ts";
import { last } from "./asymmetric-instance.ts";
import { asymmetricNames, pointsOf, settingsOf, tailLine } from "./curves.ts";
import type { Exhibit, Result } from "./experiment.ts";
import type { ModifiedCell } from "./modified-step.ts";
import { lambdaOf, slowestFactor } from "./modified-step-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<ModifiedCell>[];

export function modifiedPage(laws: readonly Law<ModifiedCell>[], results: Results): Exhibit[] {
  const of = (part: string, condition: number, ...methods: string[]) =>
    results.filter(({ cell }) => cell.part === part && cell.condition === condition && methods.includes(cell.method));
  const bar = leastSquaresBar({ rows: 20, cols: 20, symmetric: false });
  return [
    errors(
      "flat",
      "The changed step of the paper",
      of("rates", 1, "flat"),
      `Plain descent until ‖FGᵀ − M‖ is 0.02; then, with F = A·diag(s)·Bᵀ, F ← βA and G ← G·B·diag(s/β), β = √σᵣ; then plain descent again. The three starts end with one slope. The measurements stand above the least-squares bar, m = n² = ${bar}: a test of rates, not of what descent prefers. Dashed lines have the slope qησᵣ, q = (1 − √(d/m))² with d = k(2n − k), the slowest by that heuristic: the error has all directions of the k columns.`,
    ),
    errors(
      "lift",
      "Lifting only what is below β",
      of("rates", 2, "lift"),
      "At condition number 2. Singular values of F above β stay, so that balanced columns stay balanced and the step need not shrink with κ, as it must for `flat`, whose sharpness is β² + σ₁²/β².",
    ),
    errors(
      "below",
      "Below the least-squares bar",
      of("below", 1, "lift"),
      `With m below n² = ${bar}, where data alone do not determine M, the rate is as independent of the start.`,
    ),
    errors(
      "practical",
      "Without knowing M",
      of("practical", 1, "lift", "plain"),
      "Rank, β, the moment of the change and the step size all come from y: β = √σ̂ᵣ at the largest gap of the spectrum of FGᵀ, once the relative residual is below 0.02. Plain descent from the smallest start makes as many iterations.",
    ),
    perSeed(laws, results),
  ].filter((exhibit) => exhibit !== undefined);
}

function errors(id: string, heading: string, results: Results, text: string): Exhibit | undefined {
  if (results.length === 0) return undefined;
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const label = ({ method, startScale }: ModifiedCell) => `${method === "plain" ? "plain, " : ""}α = ${startScale}`;
  const slope = (cell: ModifiedCell) => slowestFactor(cell) * cell.stepSize * lambdaOf(cell);
  const modified = first.filter(({ cell }) => cell.method !== "plain");
  return {
    heading,
    text,
    plot: {
      id,
      alt: `Error against the iteration: ${first.map(({ cell, table }) => `${label(cell)} ends at ${last(table, "error").toExponential(1)} after ${last(table, "iteration")}`).join("; ")}.`,
      series: [
        ...first.map(({ cell, table }) => pointsOf(label(cell), [table])),
        ...modified.map(({ cell, table }) => tailLine(`law, ${label(cell)}`, table, slope(cell), 1e-2)),
      ],
      xTitle: "iteration t",
      yTitle: "error ‖FGᵀ − M‖",
      xLog: false,
      yLog: true,
    },
    settings: settingsOf(results, {
      ...asymmetricNames,
      ...(id === "practical" && { stepSize: "step size η in units of 1/‖𝒜*(y)‖₂" }),
    }),
  };
}

function perSeed(laws: readonly Law<ModifiedCell>[], results: Results): Exhibit {
  return {
    heading: "Every seed",
    text: "A check is judged by the median over its runs. Rates are fitted while ‖FGᵀ − M‖ falls from 10⁻⁴ to 10⁻¹⁰; σᵣ = 1/κ.",
    table: seedTable(laws, results),
  };
}
