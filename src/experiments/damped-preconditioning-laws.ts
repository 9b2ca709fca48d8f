import type { DampedCell } from "./damped-preconditioning.ts";
import { errorAt, firstBelow } from "./error-path.ts";
import type { Result } from "./experiment.ts";
import type { Law } from "./verdict.ts";

type Damped = Result<DampedCell>;

/** A tenth of σ_r over ‖M‖_F: the relative error at which every direction of M has been found. */
export const foundAt = ({ condition }: DampedCell): number => 0.1 / condition / Math.sqrt(1 + 1 / condition ** 2);

const escaped = ({ cell, table }: Damped): number => firstBelow(table, foundAt(cell));
const final = ({ cell, table }: Damped): number => errorAt(table, cell.iterations);

const of =
  (part: string, method: string, condition: number, start = "small") =>
  (cell: DampedCell): boolean =>
    cell.part === part && cell.method === method && cell.condition === condition && cell.start === start;

function escapeLaws(results: readonly Damped[], kappa: number): Law<DampedCell>[] {
  const within = (method: string, most: number): Law<DampedCell> => ({
    law: `small start, κ = ${kappa}, ${method}: iterations to ‖E‖ ≤ σᵣ/10`,
    predicted: null,
    range: [1, most],
    of: of("escape", method, kappa),
    measure: escaped,
  });
  const plain: Law<DampedCell>[] =
    kappa === 1
      ? []
      : [
          kappa === 10
            ? {
                law: "small start, κ = 10: iterations of plain descent / those of hybrid",
                predicted: null,
                range: [4, 1000],
                of: of("escape", "plain", kappa),
                measure: (one) => escaped(one) / escapedBy(results, one, "hybrid"),
              }
            : {
                law: "small start, κ = 100, plain descent: ‖E‖/(σᵣ/10) after 1500",
                predicted: { atLeast: 1 },
                range: [1, 1e4],
                of: of("escape", "plain", kappa),
                measure: (one) => final(one) / foundAt(one.cell),
              },
        ];
  return [
    within("hybrid", 200),
    within("residual", 250),
    within("fixed", 250),
    ...(["hybrid", "residual"] as const).map(
      (method): Law<DampedCell> => ({
        law: `small start, κ = ${kappa}, ${method}: relative error within 600`,
        predicted: 0,
        range: [0, 1e-8],
        of: of("escape", method, kappa),
        measure: final,
      }),
    ),
    ...plain,
  ];
}

function escapedBy(results: readonly Damped[], { cell: { seed, condition } }: Damped, method: string): number {
  const other = results.find(({ cell }) => of("escape", method, condition)(cell) && cell.seed === seed);
  return other ? escaped(other) : Number.NaN;
}

/** Iterations to 10⁻⁸ over all κ of one seed: the most over the fewest; NaN where a κ is missing. */
const spreadOver = (results: readonly Damped[]) => (one: Damped) => {
  const { method, start, seed } = one.cell;
  const taken = results
    .filter(({ cell }) => of("rate", method, cell.condition, start)(cell) && cell.seed === seed)
    .map(({ table }) => firstBelow(table, 1e-8));
  return taken.length === 3 && taken.every(Number.isFinite) ? Math.max(...taken) / Math.min(...taken) : Number.NaN;
};

function rateLaws(results: readonly Damped[]): Law<DampedCell>[] {
  return (["spectral", "random"] as const).flatMap((start): Law<DampedCell>[] => [
    ...[1, 10, 100].map(
      (kappa): Law<DampedCell> => ({
        law: `${start} start, κ = ${kappa}, residual: iterations to 10⁻⁸`,
        predicted: null,
        range: [1, 600],
        of: of("rate", "residual", kappa, start),
        measure: ({ table }) => firstBelow(table, 1e-8),
      }),
    ),
    {
      law: `${start} start, residual: most / fewest over κ = 1, 10, 100`,
      predicted: 1,
      range: [1, 2],
      of: of("rate", "residual", 100, start),
      measure: spreadOver(results),
    },
  ]);
}

const floorLaws: readonly Law<DampedCell>[] = [
  {
    law: "spectral start, κ = 10, plain descent: relative error after 400",
    predicted: null,
    range: [3e-3, 1],
    of: of("rate", "plain", 10, "spectral"),
    measure: final,
  },
  {
    law: "spectral start, κ = 10, fixed λ = 0.1: relative error after 400",
    predicted: null,
    range: [3e-4, 1e-2],
    of: of("rate", "fixed", 10, "spectral"),
    measure: final,
  },
  {
    law: "small start, κ = 100, fixed λ = ½σᵣ: relative error after 600, the floor",
    predicted: null,
    range: [1e-6, 1e-3],
    of: of("escape", "fixed", 100),
    measure: final,
  },
];

/** Below the PSD-only bar: what the path prefers decides, and no paper says by how much. Thresholds are those of our own measurement, with room. */
const biasLaws: readonly Law<DampedCell>[] = (
  [
    ["plain", "small", 0, 1e-5],
    ["residual", "small", 1e-5, 0.1],
    ["hybrid", "small", 1e-5, 0.1],
    ["residual", "spectral", 0.1, 10],
  ] as const
).map(([method, start, low, high]) => ({
  law: `m = 150 below the PSD-only bar, k = n, ${start} start, ${method === "plain" ? "plain descent" : method}: relative error`,
  predicted: method === "plain" ? 0 : null,
  range: [low, high],
  of: of("bias", method, 1, start),
  measure: final,
}));

export const dampedLaws = (results: readonly Damped[]): Law<DampedCell>[] => [
  ...[1, 10, 100].flatMap((kappa) => escapeLaws(results, kappa)),
  ...rateLaws(results),
  ...floorLaws,
  ...biasLaws,
];
