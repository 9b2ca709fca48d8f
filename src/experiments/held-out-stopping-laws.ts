import type { Result } from "./experiment.ts";
import type { HeldOutCell } from "./held-out-stopping.ts";
import type { Law } from "./verdict.ts";

type HeldOut = Result<HeldOutCell>;

/** The error of the iterate that the run returned. */
export const stopped = ({ table }: HeldOut): number => table.get("returned", table.length - 1);
export const last = ({ table }: HeldOut): number => table.get("error", table.length - 1);
export const best = ({ table }: HeldOut): number => table.column("error").reduce((a, b) => Math.min(a, b));

/** The error of descent on the same problem, told the rank; NaN where it is missing. */
export function oracleOf(results: readonly HeldOut[], { cell }: HeldOut): number {
  const { m, noise, seed } = cell;
  const other = results.find(
    (one) => one.cell.method === "oracle" && one.cell.m === m && one.cell.noise === noise && one.cell.seed === seed,
  );
  return other ? last(other) : Number.NaN;
}

const where = (method: HeldOutCell["method"], m: number, noise: number) => (cell: HeldOutCell) =>
  cell.method === method && cell.m === m && cell.noise === noise;

/**
 * E of the held-out mean square is σ² + ‖X − M‖², and what its own noise, √(2/m_held)·σ², hides is what the factors leave room for. At which iteration
 * it is least differs widely between seeds, and is no law.
 */
export function heldOutLaws(results: readonly HeldOut[]): Law<HeldOutCell>[] {
  const over = (method: "descent" | "mirror", m: number, noise: number, name: string): Law<HeldOutCell>[] => {
    const of = where(method, m, noise);
    return [
      {
        law: `${name}: error where stopped / least of the path`,
        predicted: { atLeast: 1 },
        range: [1, 2.2],
        of,
        measure: (one) => stopped(one) / best(one),
      },
      ...(method === "descent"
        ? [
            {
              law: `${name}: error where stopped / of descent told the rank`,
              predicted: null,
              range: [0, 3] as const,
              of,
              measure: (one: HeldOut) => stopped(one) / oracleOf(results, one),
            },
          ]
        : []),
      {
        law: `${name}: error at the end / where stopped`,
        predicted: null,
        range: [1.5, Number.POSITIVE_INFINITY],
        of,
        measure: (one) => last(one) / stopped(one),
      },
    ];
  };
  return [
    ...over("descent", 440, 0.2, "σ = 0.2"),
    ...over("descent", 440, 0.5, "σ = 0.5"),
    ...over("mirror", 440, 0.5, "mirror descent, σ = 0.5"),
    ...over("descent", 200, 0.2, "m = 200, σ = 0.2"),
  ];
}
