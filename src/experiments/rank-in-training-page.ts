import { settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { RankCell } from "./rank-in-training.ts";
import { value } from "./rank-in-training-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<RankCell>[];

const names = {
  n: "size n",
  r: "true rank r",
  k: "searched rank k",
  m: "measurements m",
  condition: "condition number κ",
  every: "steps between truncations τ, 0 where there are none",
  stepSize: "step size η",
  iterations: "most iterations",
  seed: "seeds",
} as const;

export function rankPage(laws: readonly Law<RankCell>[], results: Results): Exhibit[] {
  const ordered = results.filter(({ cell }) => cell.every === 0);
  const blocks = results.filter(({ cell }) => cell.part === "blocks" && cell.stepSize === 0.25);
  const limit = results.filter(({ cell }) => cell.part === "alternating");
  return [
    blocks.length > 0 && {
      heading: "Steps between truncations",
      text: "Each block of τ steps goes on towards the matrices that fit, and one truncation returns to those of rank 2. With longer blocks there are fewer truncations, down to those of alternating projections, and many more gradients. A gradient reads all data; an SVD of a small matrix does not.",
      plot: counts(blocks, limit),
      table: {
        columns: ["seed", "part", "τ", "η", "gradients", "truncations", "rank kept", "relative error"],
        rows: results
          .filter(({ cell }) => cell.every > 0)
          .map((one) => {
            const { seed, part, every, stepSize } = one.cell;
            return [
              seed,
              part,
              every,
              stepSize,
              ...["gradients", "truncations", "kept", "error"].map((name) => value(name)(one)),
            ];
          }),
      },
      settings: settingsOf(results, names),
    },
    ordered.length > 0 && {
      heading: "Columns in order",
      text: "Where every number of leading columns must fit, each prefix becomes the best approximation of its rank. From finitely many measurements the shorter ones fit badly, and pull the product away from M by an amount that falls as m^(−1/2); what is won is the rank, and the descent that follows ends at M.",
      table: {
        columns: ["seed", "part", "m", "worst prefix", "largest cosine", "columns left", "relative error"],
        rows: ordered.map((one) => {
          const { seed, part, m } = one.cell;
          return [seed, part, m, ...["prefix", "cosine", "columns", "error"].map((name) => value(name)(one))];
        }),
      },
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Errors are relative, ‖X − M‖_F/‖M‖_F; those of prefixes are ‖F_{≤b}G_{≤b}ᵀ − M_b‖_F.",
      table: seedTable(laws, results),
    },
  ].filter((exhibit) => exhibit !== false);
}

/** Gradients and truncations against τ, and the truncations of alternating projections. */
function counts(blocks: Results, limit: Results): Plot {
  const series = (column: string) => ({
    label: column,
    x: blocks.map(({ cell }) => cell.every),
    y: blocks.map(value(column)),
    kind: "measured" as const,
  });
  const level = limit.map(value("truncations"))[0];
  return {
    id: "blocks",
    alt: `Gradients and truncations to an error of 10⁻⁶ against τ: ${blocks.map((one) => `τ = ${one.cell.every}: ${value("gradients")(one)} and ${value("truncations")(one)}`).join("; ")}.`,
    series: [
      series("gradients"),
      series("truncations"),
      ...(Number.isFinite(level)
        ? [{ label: "alternating projections", x: [1, 20], y: [level, level], kind: "predicted" as const }]
        : []),
    ],
    xTitle: "steps between truncations τ",
    yTitle: "until ‖X − M‖ < 10⁻⁶‖M‖",
    xLog: true,
    yLog: true,
  };
}
