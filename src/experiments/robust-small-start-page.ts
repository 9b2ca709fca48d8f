import { psdOnlyBar } from "../theory/bars.ts";
import { leastSquaresBar } from "../theory/sampling.ts";
import { pointsOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { RobustCell } from "./robust-small-start.ts";
import { finalError, robustLaws, settingOf } from "./robust-small-start-laws.ts";
import { seedTable } from "./verdict.ts";

type Results = readonly Result<RobustCell>[];

const names = {
  n: "size n, and columns k",
  m: "measurements m",
  share: "share of wrong measurements p",
  size: "standard deviation of a wrong one, raw A_i",
  noise: "noise σ, raw A_i",
  startScale: "start scale α, F₀ = αB",
  step: "steps",
  stepSize: "s₀ (η of the squared loss)",
  decay: "decay ρ",
  seed: "seeds",
} as const;

const labels: Readonly<Record<string, string>> = {
  tenth: "p = 0.1, α = 10⁻⁶",
  third: "p = 0.3, α = 10⁻⁶",
  "third-large": "p = 0.3, α = 0.1",
  "third-squared": "p = 0.3, squared loss",
  few: "m = 160, α = 10⁻⁶",
  "few-large": "m = 160, α = 1",
  entries: "entries, α = 10⁻⁶",
  "entries-large": "entries, α = 1",
};

export function robustPage(results: Results): Exhibit[] {
  const of = (...settings: string[]) => results.filter(({ cell }) => settings.includes(settingOf(cell)));
  const many = of("tenth", "third", "third-large", "third-squared");
  const few = of("few", "few-large", "entries", "entries-large");
  const points = results.filter(({ cell }) => cell.part === "sign-rip");
  return [
    many.length > 0 && {
      heading: "A third of the measurements wrong",
      text: `M of rank one, k = n columns, F₀ = αB with B from the signs of y, steps s₀ρᵗ/‖D‖₂. m = 420 stands above the PSD-only bar, ${Math.ceil(psdOnlyBar(30, 1))}: without errors the data and positivity determine M, and it tests robustness. Still a start of a tenth fits the errors, as the squared loss does from any start. The dashed line is sₜ. The tail is heavy: at p = 0.3 the errors of six seeds were from 5·10⁻⁵ to 3·10⁻³.`,
      plot: plotOf("robust", many),
      settings: settingsOf(results, names),
    },
    few.length > 0 && {
      heading: "Fewer measurements, and entries",
      text: `m = 160 is above the 30 degrees of freedom and below that bar; of 900 entries 500 are seen, those of M ⪰ 0 twice or once, of ${leastSquaresBar({ rows: 30, cols: 30, symmetric: true })} unknown numbers. A tenth of them is wrong. Many matrices fit as well: which is found is the start's doing. Entries have no Sign-RIP that is known.`,
      plot: plotOf("few", few),
    },
    points.length > 0 && {
      heading: "Sign-RIP, measured",
      text: "At a random X of rank one: φ = ⟨D, X − M⟩/‖X − M‖_F, D = (1/m)Σ sign(rᵢ)A_i, against √(2/π)(1 − p + p‖Δ‖/√(‖Δ‖² + size²)), and δ, by how much D/φ differs from the direction of X − M as matrices of rank 2 see it.",
      table: {
        columns: ["p", "noise σ", "seed", "φ", "predicted", "δ of rank 2"],
        rows: points.map(({ cell, table }) => [
          cell.share,
          cell.noise,
          cell.seed,
          ...["scale", "predicted", "deviation"].map((name) => table.get(name, 0)),
        ]),
      },
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Errors are relative, ‖FFᵀ − M‖_F/‖M‖_F, after all iterations.",
      table: seedTable(robustLaws, results),
    },
  ].filter((exhibit) => exhibit !== false);
}

/** Errors of the first seed, and the steps. */
function plotOf(id: string, results: Results): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const { stepSize, decay, iterations } = first[0].cell;
  const from = Math.ceil(Math.log(0.1) / Math.log(decay));
  const label = ({ cell }: Results[number]) => labels[settingOf(cell)];
  return {
    id,
    alt: `Relative error against the iteration: ${first.map((one) => `${label(one)} ends at ${finalError(one).toPrecision(2)}`).join("; ")}.`,
    series: [
      ...first.map((one) => pointsOf(label(one), [one.table], "error", Math.floor(one.table.length / 20))),
      { label: "sₜ", x: [from, iterations], y: [from, iterations].map((t) => stepSize * decay ** t), kind: "predicted" },
    ],
    xTitle: "iteration t",
    yTitle: "‖FFᵀ − M‖ / ‖M‖",
    xLog: false,
    yLog: true,
  };
}
