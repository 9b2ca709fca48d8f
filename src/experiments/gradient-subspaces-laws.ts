import type { Result } from "./experiment.ts";
import type { SubspaceCell } from "./gradient-subspaces.ts";
import type { Law } from "./verdict.ts";

type Projected = Result<SubspaceCell>;

export const final = ({ table }: Projected): number => table.get("error", table.length - 1);
export const summary =
  (column: string) =>
  ({ table }: Projected): number =>
    table.get(column, table.length - 1);
export const steps = ({ table }: Projected): number => table.get("iteration", table.length - 1);

const where =
  (rule: SubspaceCell["rule"], rest: Partial<SubspaceCell> = {}) =>
  (cell: SubspaceCell): boolean =>
    Object.entries({ m: 200, truth: "haar", ...rest, rule }).every(([name, value]) => cell[name] === value);

/** The share of n1·n2 dimensions that y does not see, as a relative error: that of the least Frobenius norm. */
export const unseen = ({ n, m }: { n: number; m: number }): number => Math.sqrt(1 - m / (n * n));

/** The thresholds are those of twelve measured seeds, with room. */
export function subspaceLaws(results: readonly Projected[]): Law<SubspaceCell>[] {
  const biased = (dimension: number, predicted: number, range: readonly [number, number]): Law<SubspaceCell> => ({
    law: `ρ = ${dimension}: relative error`,
    predicted,
    range,
    of: where("svd", { dimension }),
    measure: final,
  });
  return [
    biased(1, 0.2, [0, 0.35]),
    biased(2, 0.2, [0, 0.35]),
    biased(5, 0.5, [0.4, 0.62]),
    biased(20, unseen({ n: 20, m: 200 }), [0.62, 0.8]),
    ...[1, 2].map((dimension) => ({
      law: `ρ = ${dimension}: ‖X‖_*/‖M‖_*`,
      predicted: 1,
      range: [1 - 1e-3, 1.25] as const,
      of: where("svd", { dimension }),
      measure: summary("nuclear"),
    })),
    {
      law: "descent on factors from a small start: relative error",
      predicted: 0,
      range: [0, 0.03],
      of: where("factors"),
      measure: final,
    },
    ...adaptiveLaws(results),
    ...cosineLaws(results),
  ];
}

/** What a cell gave over what another cell of its seed gave; NaN where that is missing. */
const over =
  (results: readonly Projected[], measure: (one: Projected) => number, other: (cell: SubspaceCell) => boolean) =>
  (one: Projected): number => {
    const found = results.find(({ cell }) => other(cell) && cell.seed === one.cell.seed);
    return found ? measure(one) / measure(found) : Number.NaN;
  };

function adaptiveLaws(results: readonly Projected[]): Law<SubspaceCell>[] {
  const error = (rule: "adam" | "galore" | "fira", name: string, predicted: number, range: readonly [number, number]) => ({
    law: `${name}, m = 200: relative error`,
    predicted,
    range,
    of: where(rule, { dimension: 2 }),
    measure: final,
  });
  const many = (rule: SubspaceCell["rule"]) => where(rule, { m: 1000 });
  return [
    error("galore", "Adam within the subspace (galore)", 0.3, [0, 0.55]),
    error("fira", "with what is outside it, scaled (fira)", 0.8, [0.68, 1.2]),
    error("adam", "Adam in the whole space", 0.85, [0.68, 1.2]),
    {
      law: "m = 1000: steps to an error of 5 %, fira over galore",
      predicted: 0.75,
      range: [0, 0.95],
      of: many("fira"),
      measure: over(results, steps, many("galore")),
    },
    {
      law: "m = 1000: steps to an error of 5 %, Adam over fira",
      predicted: 0.65,
      range: [0, 1],
      of: many("adam"),
      measure: over(results, steps, many("fira")),
    },
  ];
}

function cosineLaws(results: readonly Projected[]): Law<SubspaceCell>[] {
  const share = (one: Projected): number => summary("capturedByCosines")(one) / summary("captured")(one);
  const pair = (truth: SubspaceCell["truth"]) => over(results, final, where("svd", { truth, dimension: 2 }));
  return [
    {
      law: "energy of 𝒜*(y) in two cosines over that in two singular vectors",
      predicted: 0.4,
      range: [0, 0.7],
      of: where("dct"),
      measure: share,
    },
    {
      law: "relative error along cosines over that along singular vectors",
      predicted: 3,
      range: [2, 10],
      of: where("dct"),
      measure: pair("haar"),
    },
    {
      law: "M of two cosines: relative error along cosines",
      predicted: 0,
      range: [0, 0.05],
      of: where("dct", { truth: "cosines" }),
      measure: final,
    },
    {
      law: "M of two cosines: that error over the one along singular vectors",
      predicted: 0,
      range: [0, 0.2],
      of: where("dct", { truth: "cosines" }),
      measure: pair("cosines"),
    },
  ];
}
