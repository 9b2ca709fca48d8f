import { pointsOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { SubspaceCell } from "./gradient-subspaces.ts";
import { final, steps, summary, unseen } from "./gradient-subspaces-laws.ts";
import { type Law, seedTable } from "./verdict.ts";

type Results = readonly Result<SubspaceCell>[];

const names = {
  n: "size n",
  r: "true rank r",
  m: "measurements m",
  dimension: "dimension ρ of the subspace",
  iterations: "most iterations",
  seed: "seeds",
} as const;

const WORDS: Readonly<Record<SubspaceCell["rule"], string>> = {
  svd: "singular vectors",
  dct: "cosines",
  factors: "descent on factors",
  adam: "Adam, whole space",
  galore: "galore, Adam",
  fira: "fira",
};

export function subspacePage(laws: readonly Law<SubspaceCell>[], results: Results): Exhibit[] {
  const plain = results.filter(({ cell }) => (cell.rule === "svd" || cell.rule === "factors") && cell.truth === "haar");
  const adaptive = results.filter(({ cell }) => ["adam", "galore", "fira"].includes(cell.rule));
  const cosines = results.filter(({ cell }) => cell.rule === "dct" || (cell.rule === "svd" && cell.dimension === 2));
  return [
    plain.length > 0 && {
      heading: "The dimension of the subspace is a bias",
      text: "All of these fit y. Between the bars the data do not say which matrix is meant, and ρ decides: with ρ = n it is plain descent, which ends at the least Frobenius norm; with ρ = 1 the nuclear norm comes within a sixth of the least. The bias is real but not complete: none of them finds M, which descent on small factors does.",
      plot: paths("bias", plain, unseen(plain[0].cell)),
      table: ends(plain),
      settings: settingsOf(results, names),
    },
    adaptive.length > 0 && {
      heading: "With Adam, and with what is outside the subspace",
      text: "With the identity in Adam's place, adding back what is outside the subspace is plain descent, to rounding. With Adam it is faster than the subspace alone where the data determine M (m = 1000, above 400), and where they do not (m = 200) the preference for low rank is gone. Neither is an argument about networks.",
      plot: paths(
        "adaptive",
        adaptive.filter(({ cell }) => cell.m === 200),
      ),
      table: ends(adaptive),
    },
    cosines.length > 0 && {
      heading: "Cosines in place of singular vectors",
      text: "A subspace of the ρ cosines that hold most of the gradient costs no SVD. What it prefers is few rows of the cosine transform: where M has two, it finds M; where M has Haar vectors, it holds less of the gradient and ends farther from M.",
      table: ends(cosines),
    },
    {
      heading: "Every seed",
      text: "A check is judged by the median over its seeds. Errors are relative, ‖X − M‖_F/‖M‖_F.",
      table: seedTable(laws, results),
    },
  ].filter((exhibit) => exhibit !== false);
}

const named = ({ rule, dimension }: SubspaceCell): string =>
  rule === "svd" || rule === "dct" ? `${WORDS[rule]}, ρ = ${dimension}` : WORDS[rule];

const ends = (results: Results): NonNullable<Exhibit["table"]> => ({
  columns: ["seed", "rule", "m", "M", "steps", "‖X‖_*/‖M‖_*", "relative error"],
  rows: results.map((one) => {
    const { seed, m, truth } = one.cell;
    return [seed, named(one.cell), m, truth, steps(one), summary("nuclear")(one), final(one)];
  }),
});

/** The error along the paths of the first seed. */
function paths(id: string, results: Results, level?: number): Plot {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const most = Math.max(...first.map(steps));
  return {
    id,
    alt: `Relative error against the iteration: ${first.map((one) => `${named(one.cell)} ends at ${final(one).toPrecision(2)}`).join("; ")}.`,
    series: [
      ...first.map(({ cell, table }) => pointsOf(named(cell), [table])),
      ...(level
        ? [{ label: "least Frobenius norm, √(1 − m/n²)", x: [0, most], y: [level, level], kind: "predicted" as const }]
        : []),
    ],
    xTitle: "iteration t",
    yTitle: "‖X − M‖ / ‖M‖",
    xLog: false,
    yLog: true,
  };
}
