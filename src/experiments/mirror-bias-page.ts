import { sampleBars } from "../theory/bars.ts";
import { seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Result } from "./experiment.ts";
import type { MirrorCell } from "./mirror-bias.ts";
import { only } from "./mirror-bias-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<MirrorCell>[];

export function mirrorPage(laws: readonly Law<MirrorCell>[], results: Results): Exhibit[] {
  const of = (...parts: MirrorCell["part"][]) => results.filter(({ cell }) => parts.includes(cell.part));
  const [limits, few, paths] = [of("entropy", "hypentropy"), of("few", "descent"), of("path")];
  return [
    limits.length > 0 && limitsExhibit(limits),
    few.length > 0 && fewExhibit(few),
    paths.length > 0 && pathExhibit(paths),
    { heading: "Every seed", text: "A check is judged by the median over its seeds.", table: seedTable(laws, results) },
  ].filter((exhibit) => exhibit !== false);
}

const barsOf = ({ n1, n2, r, part }: MirrorCell) => sampleBars({ rows: n1, cols: n2, rank: r, symmetric: part !== "hypentropy" });

function limitsExhibit(results: Results): Exhibit {
  const series = (["entropy", "hypentropy"] as const).flatMap((part) => {
    const own = results.filter(({ cell }) => cell.part === part);
    return own.length === 0
      ? []
      : [
          seriesOf(
            part,
            "measured",
            own.map((one) => [one.cell.scale, only("error")(one)] as const),
          ),
        ];
  });
  const stands = results
    .filter(({ cell: { part } }, i) => results.findIndex(({ cell }) => cell.part === part) === i)
    .map(({ cell }) => {
      const { degreesOfFreedom, nuclearNorm, psdOnly, leastSquares } = barsOf(cell);
      return `${cell.part}: m = ${cell.m}, degrees of freedom ${degreesOfFreedom}, convex bar ${Math.ceil(nuclearNorm)}, ${psdOnly === undefined ? `least squares ${leastSquares}` : `PSD-only ${Math.ceil(psdOnly)}`}`;
    });
  return {
    heading: "The limit, by α or β",
    text: `Every run fits y; which of the matrices that fit it ends at is the potential's choice. ${stands.join("; ")}. The proved gap is the share by which a matrix that fits could at most have less nuclear norm; it means something once X fits.`,
    plot: {
      id: "limits",
      alt: `Relative error against α or β over ‖M‖: ${results.map((one) => `${one.cell.part} ${one.cell.scale}: ${only("error")(one).toPrecision(2)}`).join("; ")}.`,
      series,
      xTitle: "α or β, over ‖M‖_*",
      yTitle: "‖X − M‖ / ‖M‖",
      xLog: true,
      yLog: true,
    },
    table: {
      columns: ["seed", "potential", "α or β", "‖X‖_*/‖M‖_*", "proved gap", "residual", "error"],
      rows: results.map((one) => [
        one.cell.seed,
        one.cell.part,
        one.cell.scale,
        ...["nuclear", "gap", "relativeResidual", "error"].map((column) => only(column)(one)),
      ]),
    },
    settings: settingsOf(results, {
      n1: "rows n₁",
      n2: "columns n₂",
      r: "true rank r",
      m: "measurements m",
      iterations: "most iterations",
    }),
  };
}

const fewExhibit = (results: Results): Exhibit => ({
  heading: "Fewer than the convex bar",
  text: `At m = nr = ${results[0].cell.m}, ${Math.ceil(barsOf(results[0].cell).nuclearNorm)} being the convex bar and ${barsOf(results[0].cell).degreesOfFreedom} the degrees of freedom, the two prefer different matrices: mirror descent less trace, descent on full-rank factors from the same X₀ fewer directions. Which of them is nearer to M is not the same for every seed, and is not judged.`,
  table: {
    columns: ["seed", "method", "‖X‖_*/‖M‖_*", "effective rank", "residual", "error"],
    rows: results.map((one) => [
      one.cell.seed,
      one.cell.part === "few" ? "mirror descent" : "descent",
      ...["nuclear", "effectiveRank", "relativeResidual", "error"].map((column) => only(column)(one)),
    ]),
  },
});

function pathExhibit(results: Results): Exhibit {
  const line = (betaOverAlpha: number) =>
    results
      .filter(({ cell }) => cell.betaOverAlpha === betaOverAlpha && cell.seed === results[0].cell.seed)
      .map((one) => [one.cell.stepSize, only("deviation")(one)] as const);
  const groups = [
    [0, "entropy"],
    [2, "hypentropy, β = 2α"],
    [1, "hypentropy, β = α"],
  ] as const;
  const drawn = groups.map(([ratio, label]) => ({ label, points: line(ratio) })).filter(({ points }) => points.length > 0);
  const [step, deviation] = drawn[0].points[0];
  return {
    heading: "The same path as descent on full-rank factors",
    text: "With commuting A_i both are one flow in different words, and the paths differ by what a step of length η adds: half the step, half the difference. With β = α the flows differ, and no step mends it.",
    plot: {
      id: "paths",
      alt: `Largest difference of the paths against η: ${drawn.map(({ label, points }) => `${label} ${points.map(([, value]) => value.toPrecision(2)).join(", ")}`).join("; ")}.`,
      series: [
        ...drawn.map(({ label, points }) => seriesOf(label, "measured", points)),
        seriesOf(
          "∝ η",
          "predicted",
          [0.05, 0.2].map((at) => [at, (deviation * at) / step] as const),
        ),
      ],
      xTitle: "step size η",
      yTitle: "sup ‖X_mirror − X_descent‖ / ‖M‖",
      xLog: true,
      yLog: true,
    },
  };
}
