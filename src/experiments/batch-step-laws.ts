import { criticalBatchStep } from "../theory/batch-step.ts";
import type { BatchCell } from "./batch-step.ts";
import type { Result } from "./experiment.ts";
import type { Law } from "./verdict.ts";

type Batch = Result<BatchCell>;

export const value =
  (column: string) =>
  ({ table }: Batch): number =>
    table.get(column, table.length - 1);

/** Of n = 10 and r = 1: one direction of curvature 2, and nine of 1 in either factor. */
const predictedStep = (batch: number): number => criticalBatchStep([2, ...new Array<number>(18).fill(1)], batch);

/** Mean squares have heavy tails: over some 100 copies they come out low, the more so the longer the run, and critical steps a few percent high. */
export function batchLaws(results: readonly Batch[]): Law<BatchCell>[] {
  const of = (batch: number, r: number) => (cell: BatchCell) => cell.batch === batch && cell.r === r;
  const agrees = (batch: number, r = 1): Law<BatchCell> => ({
    law: `${r === 1 ? "" : "rank 2, κ = 4, "}B = ${batch}: critical step / that predicted`,
    predicted: 1,
    range: [0.9, 1.1],
    of: of(batch, r),
    measure: (one) => value("measured")(one) / value("predicted")(one),
  });
  return [
    agrees(1),
    agrees(4),
    agrees(16),
    agrees(64),
    agrees(16, 2),
    {
      law: "critical step at B = 4 / that at B = 1",
      predicted: predictedStep(4) / predictedStep(1),
      range: [3, 4.1],
      of: of(4, 1),
      measure: (one) => {
        const single = results.find(({ cell }) => of(1, 1)(cell) && cell.seed === one.cell.seed);
        return single ? value("measured")(one) / value("measured")(single) : Number.NaN;
      },
    },
    {
      law: "critical step at B = 64 / 2/λ_max",
      predicted: predictedStep(64) / predictedStep(Number.MAX_SAFE_INTEGER),
      range: [0.85, 1.08],
      of: of(64, 1),
      measure: (one) => value("measured")(one) / value("limit")(one),
    },
  ];
}
