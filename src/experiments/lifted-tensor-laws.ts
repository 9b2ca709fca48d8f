import type { Check, Prediction, Result } from "./experiment.ts";
import type { LiftedCell } from "./lifted-tensor.ts";
import { judgeLaws, type Law } from "./verdict.ts";

type Lifted = Result<LiftedCell>;

/** What the landscape is at each ε: q₃, the least curvature of l = 1, the error there and the first odd l with q_l < 0. */
const landscapes = [
  { weight: 0.1, curvature: 1.88, third: 1.664, first: 25 },
  { weight: 0.2, curvature: 1.53, third: 0.793, first: 7 },
  { weight: 0.3, curvature: 0.94, third: -0.352, first: 3 },
] as const;

const at = (part: LiftedCell["part"], weight: number) => (cell: LiftedCell) => cell.part === part && cell.weight === weight;

const first =
  (column: string, row = 0) =>
  ({ table }: Lifted): number =>
    table.get(column, row);

export const last = ({ table }: Lifted, column: string): number => table.get(column, table.length - 1);

export const liftedLaws: readonly Law<LiftedCell>[] = [
  ...landscapes.flatMap(({ weight, curvature, third, first: order }): Law<LiftedCell>[] => [
    {
      law: `ε = ${weight}: least curvature of l = 1 at the spurious minimum`,
      predicted: curvature,
      range: [curvature - 0.01, curvature + 0.01],
      of: at("landscape", weight),
      measure: first("curvature"),
    },
    {
      law: `ε = ${weight}: q₃ along u⊗u⊗u`,
      predicted: third,
      range: [third - 1e-3, third + 1e-3],
      of: at("landscape", weight),
      measure: first("q", 1),
    },
    {
      law: `ε = ${weight}: first odd l with q_l < 0`,
      predicted: order,
      range: [order, order],
      of: at("landscape", weight),
      measure: first("first"),
    },
  ]),
  {
    law: "l = 3, ε = 0.3, from the spurious minimum: relative error",
    predicted: 0,
    range: [0, 1e-4],
    of: at("from-minimum", 0.3),
    measure: (one) => last(one, "error"),
  },
  {
    law: "l = 3, ε = 0.1, from the spurious minimum: relative error",
    predicted: null,
    range: [1.2, 1.4],
    of: at("from-minimum", 0.1),
    measure: (one) => last(one, "error"),
  },
  {
    law: "l = 3, s = 10⁻³: ‖w − x⊗x⊗x‖/‖w‖ at the end",
    predicted: 0,
    range: [0, 0.02],
    of: started(3, 1e-3),
    measure: (one) => last(one, "apart"),
  },
  {
    law: "l = 3, s = 10⁻⁷: the same",
    predicted: 0,
    range: [0, 1e-4],
    of: started(3, 1e-7),
    measure: (one) => last(one, "apart"),
  },
];

/** Shares of seeds, from the order and the size of the start. */
const shares: readonly { order: number; size: number; predicted: Prediction; range: readonly [number, number] }[] = [
  { order: 1, size: 1, predicted: null, range: [0, 0.7] },
  { order: 3, size: 1e-3, predicted: 1, range: [0.9, 1] },
  { order: 3, size: 1e-7, predicted: 1, range: [0.9, 1] },
  { order: 1, size: 1e-8, predicted: 1, range: [0.9, 1] },
];

export const judgeLifted = (results: readonly Lifted[]): Check[] => [
  ...judgeLaws(liftedLaws, results),
  ...shares.map(({ order, size, predicted, range }) => {
    const measured = shareRecovered(results, order, size);
    return {
      law: `l = ${order}, s = ${size}: share of random starts that end at M`,
      predicted,
      measured,
      range,
      holds: range[0] <= measured && measured <= range[1],
    };
  }),
];

/** Of all seeds; NaN for none. */
export function shareRecovered(results: readonly Lifted[], order: number, size: number): number {
  const of = results.filter(({ cell }) => started(order, size)(cell));
  return of.filter((one) => last(one, "error") < 0.05).length / of.length;
}

function started(order: number, size: number) {
  return (cell: LiftedCell): boolean => cell.part === "random" && cell.order === order && cell.size === size;
}
