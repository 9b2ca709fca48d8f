import { seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { ShareCell, TransitionCell } from "./nuclear-norm-transition.ts";

type Shares = readonly Result<ShareCell>[];

const names = { n1: "n1", n2: "n2", r: "rank r", m: "measurements m", seed: "seeds" } as const;

const shapeOf = ({ n1, n2, r }: ShareCell): string => `${n1}×${n2}, r = ${r}`;

export function transitionPage(shares: Shares, results: readonly Result<TransitionCell>[]): Exhibit[] {
  return [
    {
      heading: "Where the least nuclear norm finds M",
      text: "Gaussian A_i, singular values of M all 1. FISTA with λ down to 10⁻⁴‖𝒜*(y)‖₂; M counts as recovered at relative error 10⁻². m is given as a share of that of the curve, where the prediction jumps; for small matrices the transition is a tenth or two wide.",
      plot: plotOf(shares),
      settings: settingsOf(results, names),
    },
    {
      heading: "Every setting",
      table: {
        columns: ["size and rank", "m over the curve's", "m", "share of draws recovered"],
        rows: shares.map(({ cell, table }) => [shapeOf(cell), cell.share, cell.m, table.get("recovered", 0)]),
      },
    },
  ];
}

function plotOf(shares: Shares): Plot {
  const shapes = [...new Set(shares.map(({ cell }) => shapeOf(cell)))];
  const of = (shape: string) => shares.filter(({ cell }) => shapeOf(cell) === shape);
  const ends = shares.map(({ cell, table }) => `${cell.name}: ${table.get("recovered", 0)}`);
  return {
    id: "transition",
    alt: `The share of draws that are recovered against m over that of the curve. ${ends.join("; ")}.`,
    series: [
      ...shapes.map((shape) =>
        seriesOf(
          shape,
          "measured",
          of(shape).map(({ cell, table }) => [cell.share, table.get("recovered", 0)] as const),
        ),
      ),
      { label: "the curve", kind: "predicted", x: [0.75, 1, 1, 1.25], y: [0, 0, 1, 1] },
    ],
    xTitle: "m over that of the curve",
    yTitle: "share of draws recovered",
    xLog: false,
    yLog: false,
  };
}
