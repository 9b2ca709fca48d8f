import { criticalBatchStep } from "../theory/batch-step.ts";
import { type BatchCell, curvatures } from "./batch-step.ts";
import { value } from "./batch-step-laws.ts";
import { seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<BatchCell>[];

const names = {
  n: "size n",
  r: "rank r of M, and columns",
  condition: "condition number κ",
  batch: "measurements of a batch B",
  copies: "runs whose mean square is followed",
  steps: "steps",
  seed: "seeds",
} as const;

export function batchPage(laws: readonly Law<BatchCell>[], results: Results): Exhibit[] {
  return [
    results.length > 0 && {
      heading: "The largest stable step against the batch",
      text: "Points are steps found by bisection: above, the mean square of small errors grows, below it shrinks. The line solves the equation of the law. Small batches allow steps in proportion to B; with many measurements the limit is that of descent on all of them, 2/λ_max. A statement about the rule near M, not about where it goes from afar.",
      plot: steps(results),
      table: {
        columns: ["seed", "r", "B", "critical step", "predicted", "2/λ_max"],
        rows: results.map((one) => [
          one.cell.seed,
          one.cell.r,
          one.cell.batch,
          ...["measured", "predicted", "limit"].map((name) => value(name)(one)),
        ]),
      },
      settings: settingsOf(results, names),
    },
    { heading: "Every seed", text: "A check is judged by the median over its seeds.", table: seedTable(laws, results) },
  ].filter((exhibit) => exhibit !== false);
}

function steps(results: Results): Plot {
  const first = results.filter(({ cell }) => cell.r === 1);
  const eigenvalues = first.length > 0 ? curvatures(first[0].cell) : [];
  const batches = eigenvalues.length > 0 ? Array.from({ length: 21 }, (_, i) => Math.round(2 ** (i / 2))) : [];
  const limit = first.length > 0 ? value("limit")(first[0]) : Number.NaN;
  return {
    id: "steps",
    alt: `Critical step against the batch: ${first.map((one) => `B = ${one.cell.batch}: ${value("measured")(one).toPrecision(3)}`).join("; ")}.`,
    series: [
      seriesOf(
        "measured",
        "measured",
        first.map((one) => [one.cell.batch, value("measured")(one)] as const),
      ),
      seriesOf(
        "predicted",
        "predicted",
        batches.map((batch) => [batch, criticalBatchStep(eigenvalues, batch)] as const),
      ),
      seriesOf(
        "2/λ_max",
        "predicted",
        batches.map((batch) => [batch, limit] as const),
      ),
    ],
    xTitle: "measurements of a batch B",
    yTitle: "critical step η",
    xLog: true,
    yLog: true,
  };
}
