import { errorAt, firstBelow } from "./error-path.ts";
import type { Result } from "./experiment.ts";
import type { RobustCell } from "./robust-preconditioning.ts";
import type { Law } from "./verdict.ts";

type Robust = Result<RobustCell>;

const final = ({ cell, table }: Robust): number => errorAt(table, cell.iterations);
const taken = ({ table }: Robust): number => firstBelow(table, 1e-6);

const where =
  (rule: RobustCell["rule"], wanted: Partial<Pick<RobustCell, "k" | "m" | "condition" | "share">> = {}) =>
  (cell: RobustCell): boolean =>
    cell.rule === rule && Object.entries({ m: 700, share: 0.1, ...wanted }).every(([name, value]) => cell[name] === value);

const within = (law: string, most: number, of: Law<RobustCell>["of"]): Law<RobustCell> => ({
  law: `${law}: iterations to 10⁻⁶`,
  predicted: null,
  range: [1, most],
  of,
  measure: taken,
});

export const robustLaws: readonly Law<RobustCell>[] = [
  within("k = r, κ = 1, Polyak's step", 120, where("plain", { k: 2, condition: 1 })),
  within("k = r, κ = 10, Polyak's step", 120, where("plain", { k: 2, condition: 10 })),
  within("k = 4, κ = 10, Polyak's step without damping", 200, where("plain", { k: 4 })),
  within("k = 4, κ = 10, damping 0.1(f − f*)", 200, where("falling")),
  within("k = 4, κ = 10, damping 0.1(f − f*) with the shrink term", 200, where("shrinking")),
  {
    law: "k = 4, κ = 10, geometric steps: relative error after 250",
    predicted: 0,
    range: [0, 1e-6],
    of: where("geometric"),
    measure: final,
  },
  {
    law: "k = 4, κ = 10, constant damping 0.01: relative error after 250, the floor",
    predicted: null,
    range: [1e-5, 1e-3],
    of: where("constant"),
    measure: final,
  },
  {
    law: "p = 0.2, squared loss: least relative error of the path",
    predicted: null,
    range: [1, 100],
    of: where("squared", { share: 0.2 }),
    measure: ({ table }) => Math.min(...table.column("error")),
  },
  within("k = r, m = 350 of 720, κ = 10, Polyak's step", 200, where("plain", { m: 350 })),
];
