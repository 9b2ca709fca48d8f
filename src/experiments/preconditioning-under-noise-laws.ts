import { noiseFloor } from "../theory/noise-floor.ts";
import { errorAt } from "./error-path.ts";
import type { Result } from "./experiment.ts";
import type { NoisyCell } from "./preconditioning-under-noise.ts";
import type { Law } from "./verdict.ts";

type Noisy = Result<NoisyCell>;

const at =
  (iteration: number) =>
  ({ table }: Noisy) =>
    errorAt(table, iteration);
const final = (one: Noisy): number => at(one.cell.iterations)(one);

/** What noise allows: √(knσ²/m) for one factor, √(dσ²/m) with d = k(2n − k) for two, over ‖M‖_F. */
export function allowed(cell: NoisyCell): number {
  const { form, n, k, m, noise, condition } = cell;
  const size = Math.sqrt(1 + 1 / condition ** 2);
  const square = form === "symmetric" ? noiseFloor(cell) : (noise ** 2 * k * (2 * n - k)) / m;
  return Math.sqrt(square) / size;
}

const where =
  (form: NoisyCell["form"], method: NoisyCell["method"], m: number) =>
  (cell: NoisyCell): boolean =>
    cell.form === form && cell.method === method && cell.m === m;

/** The same seed's number by another method over this one's; NaN where it is missing. */
const over = (results: readonly Noisy[], method: NoisyCell["method"], measure: (one: Noisy) => number) => (one: Noisy) => {
  const other = results.find(({ cell }) => where(one.cell.form, method, one.cell.m)(cell) && cell.seed === one.cell.seed);
  return other ? measure(one) / measure(other) : Number.NaN;
};

export const noisyLaws = (results: readonly Noisy[]): Law<NoisyCell>[] => [
  {
    law: "one factor: error of noisy / of residual after 20",
    predicted: { atMost: 1 },
    range: [0, 1],
    of: where("symmetric", "noisy", 250),
    measure: over(results, "residual", at(20)),
  },
  {
    law: "one factor: error of noisy / of plain descent after 20",
    predicted: { atMost: 1 },
    range: [0, 1],
    of: where("symmetric", "noisy", 250),
    measure: over(results, "plain", at(20)),
  },
  ...(["residual", "noisy"] as const).map(
    (method): Law<NoisyCell> => ({
      law: `one factor, ${method}: relative error after 400`,
      predicted: 0.062,
      range: [0.02, 0.15],
      of: where("symmetric", method, 250),
      measure: final,
    }),
  ),
  {
    law: "two factors, alternating: relative error after 400",
    predicted: 0.061,
    range: [0.02, 0.2],
    of: where("asymmetric", "alternating", 600),
    measure: final,
  },
  {
    law: "two factors: error of alternating / of plain descent after 30",
    predicted: { atMost: 1 },
    range: [0, 1],
    of: where("asymmetric", "alternating", 600),
    measure: over(results, "plain", at(30)),
  },
];
