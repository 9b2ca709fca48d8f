import type { AlternatingCell } from "./alternating-preconditioning.ts";
import { last } from "./asymmetric-instance.ts";
import { errorAt, firstBelow } from "./error-path.ts";
import type { Result } from "./experiment.ts";
import type { Law } from "./verdict.ts";

type Alternating = Result<AlternatingCell>;

const final = ({ cell, table }: Alternating): number => errorAt(table, cell.iterations);
const taken =
  (limit: number) =>
  ({ table }: Alternating) =>
    firstBelow(table, limit);

type Wanted = Partial<Pick<AlternatingCell, "part" | "method" | "condition" | "stepSize" | "k" | "m">>;
const where =
  (wanted: Wanted) =>
  (cell: AlternatingCell): boolean =>
    Object.entries(wanted).every(([name, value]) => cell[name] === value);

/** A number of the same seed's run in another cell; NaN where it is missing. */
function other(results: readonly Alternating[], one: Alternating, wanted: Wanted, measure: (result: Alternating) => number) {
  const found = results.find(({ cell }) => cell.seed === one.cell.seed && where(wanted)(cell));
  return found ? measure(found) : Number.NaN;
}

function surplusLaws(results: readonly Alternating[]): Law<AlternatingCell>[] {
  const apgd = { part: "surplus", method: "apgd" } as const;
  const both = (one: Alternating) => {
    const numbers = [10, 1000].map((condition) => other(results, one, { ...apgd, stepSize: 0.5, condition }, taken(1e-6)));
    return Math.max(...numbers) / Math.min(...numbers);
  };
  return [
    ...[10, 1000].flatMap((condition): Law<AlternatingCell>[] => [
      {
        law: `k = 4, κ = ${condition}, η = 0.5: iterations to 10⁻⁶`,
        predicted: null,
        range: [1, 250],
        of: where({ ...apgd, condition, stepSize: 0.5 }),
        measure: taken(1e-6),
      },
      {
        law: `k = 4, κ = ${condition}, η = 1: iterations to 10⁻⁶`,
        predicted: null,
        range: [1, 120],
        of: where({ ...apgd, condition, stepSize: 1 }),
        measure: taken(1e-6),
      },
      {
        law: `k = 4, κ = ${condition}, plain descent: relative error after 300`,
        predicted: null,
        range: [3e-4, 1],
        of: where({ part: "surplus", method: "plain", condition }),
        measure: final,
      },
    ]),
    {
      law: "k = 4, η = 0.5: iterations to 10⁻⁶, most / fewest over κ = 10, 1000",
      predicted: 1,
      range: [1, 1.5],
      of: where({ ...apgd, condition: 1000, stepSize: 0.5 }),
      measure: both,
    },
  ];
}

function exactLaws(results: readonly Alternating[]): Law<AlternatingCell>[] {
  const scaled = { part: "exact", method: "scaled" } as const;
  const spread = (one: Alternating) => {
    const numbers = [1, 5, 10, 20].map((condition) => other(results, one, { ...scaled, condition }, taken(1e-8)));
    return Math.max(...numbers) / Math.min(...numbers);
  };
  return [
    {
      law: "k = r, scaled descent: iterations to 10⁻⁸, most / fewest over κ = 1, 5, 10, 20",
      predicted: 1,
      range: [1, 1.5],
      of: where({ ...scaled, condition: 20 }),
      measure: spread,
    },
    {
      law: "k = r, κ = 20: error of plain descent / of scaled descent after 1000",
      predicted: null,
      range: [1e3, 1e8],
      of: where({ ...scaled, condition: 20 }),
      measure: (one) => other(results, one, { part: "exact", method: "plain", condition: 20 }, final) / final(one),
    },
  ];
}

/** Converged is not recovered: k(2n − k) = 224 directions and 180 measurements. */
const wrongLaws: readonly Law<AlternatingCell>[] = [
  ...[10, 1000].flatMap((condition): Law<AlternatingCell>[] => {
    const of = where({ part: "wrong", m: 180, k: 4, condition });
    const text = `k = 4, m = 180 < 224, κ = ${condition}`;
    return [
      {
        law: `${text}: relative residual`,
        predicted: 0,
        range: [0, 1e-3],
        of,
        measure: ({ table }) => last(table, "relativeResidual"),
      },
      { law: `${text}: relative error`, predicted: null, range: [0.3, 2], of, measure: final },
      {
        law: `${text}: warnings that the data do not determine it`,
        predicted: 1,
        range: [1, 1],
        of,
        measure: ({ table }) => last(table, "warned"),
      },
    ];
  }),
  {
    law: "k = 4, m = 600 > 224, κ = 1000: iterations to 10⁻¹⁰",
    predicted: null,
    range: [1, 300],
    of: where({ part: "wrong", m: 600 }),
    measure: taken(1e-10),
  },
];

/** Thresholds of our own measurement, with room. */
const biasLaws: readonly Law<AlternatingCell>[] = [
  {
    law: "k = 8, m = 300 < 416, plain descent from a small start: relative error after 3000",
    predicted: 0,
    range: [0, 2e-2],
    of: where({ part: "bias", method: "plain" }),
    measure: final,
  },
  {
    law: "k = 8, m = 300 < 416, alternating: relative error",
    predicted: null,
    range: [0.3, 2],
    of: where({ part: "bias", method: "apgd" }),
    measure: final,
  },
];

export const alternatingLaws = (results: readonly Alternating[]): Law<AlternatingCell>[] => [
  ...surplusLaws(results),
  ...exactLaws(results),
  ...wrongLaws,
  ...biasLaws,
];
