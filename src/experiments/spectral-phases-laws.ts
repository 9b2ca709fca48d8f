import { halfTime } from "../diagnostics/phases.ts";
import { escapeGrowth } from "../theory/small-start.ts";
import type { Check, Result } from "./experiment.ts";
import type { SpectralCell } from "./spectral-phases.ts";
import { type SweepCell, slopeOf, sweepsOf } from "./sweep.ts";
import { judgeLaws, type Law } from "./verdict.ts";

/** The start whose path is looked at closely, and the step until which it is compared with its linear model. */
export const CLOSE = 1e-4;
export const LINEAR = 20;

/** A row a cell: what laws are measured of. */
export const spectralSweeps = (results: readonly Result<SpectralCell>[]): Result<SweepCell>[] =>
  sweepsOf(results, { sweep: ({ place }) => place, size: (place) => (place === "above" ? 4 : 1), row: rowOf });

function rowOf({ cell, table }: Result<SpectralCell>): Record<string, number> {
  const half = halfTime(table.column("iteration"), table.column("relativeError"));
  return {
    startScale: cell.startScale,
    stepSize: cell.stepSize,
    dataSigma: table.get("dataSigma", 0),
    escape: half,
    error: table.get("relativeError", cell.iterations),
    linearMisfit: table.get("linearMisfit", LINEAR),
    sineToDataEarly: table.get("sineToData", Math.floor(0.7 * half)),
    sineToTruthAtEscape: table.get("sineToTruth", half),
    sineToTruthAtEnd: table.get("sineToTruth", cell.iterations),
    noiseGrowth: table.get(`left_${cell.r + 1}`, half) / cell.startScale,
  };
}

const above = ({ sweep }: SweepCell): boolean => sweep === "above";
/** A number of the cell that was looked at closely. */
const close =
  (name: string) =>
  ({ table }: Result<SweepCell>): number =>
    [...table].find(({ startScale }) => startScale === CLOSE)?.[name] ?? Number.NaN;

export const predictedSpectralEscape = ({ table }: Result<SweepCell>): number =>
  escapeGrowth(table.get("stepSize", 0), table.get("dataSigma", 0));

export const spectralLaws: readonly Law<SweepCell>[] = [
  { law: "‖X₂₀ − (I + ηS)²⁰X₀‖ / ‖(I + ηS)²⁰X₀‖", predicted: 0, range: [0, 1e-5], of: above, measure: close("linearMisfit") },
  {
    law: "growth of T½ with ln(1/α) · ln(1 + ηλᵣ(S))",
    predicted: 1,
    range: [0.88, 1.15],
    of: above,
    measure: (sweep) =>
      slopeOf(
        sweep,
        (row) => -Math.log(row.startScale),
        (row) => row.escape,
      ) / predictedSpectralEscape(sweep),
  },
  {
    law: "sin∠(factor, eigenvectors of S) at 0.7·T½",
    predicted: 0,
    range: [0, 0.12],
    of: above,
    measure: close("sineToDataEarly"),
  },
  {
    law: "sin∠(factor, eigenvectors of M) at the end",
    predicted: 0,
    range: [0, 3e-3],
    of: above,
    measure: close("sineToTruthAtEnd"),
  },
  {
    law: "relative error at m = 100, below the PSD-only bar",
    predicted: 0,
    range: [0, 0.02],
    of: ({ sweep }) => sweep === "below",
    measure: close("error"),
  },
];

export const judgeSpectral = (results: readonly Result<SpectralCell>[]): Check[] =>
  judgeLaws(spectralLaws, spectralSweeps(results));
