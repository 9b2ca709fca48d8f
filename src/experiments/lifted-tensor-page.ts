import { pointsOf, seriesOf, settingsOf } from "./curves.ts";
import type { Exhibit, Plot, Result } from "./experiment.ts";
import type { LiftedCell } from "./lifted-tensor.ts";
import { last, liftedLaws, shareRecovered } from "./lifted-tensor-laws.ts";
import { seedTable } from "./verdict.ts";

type Results = readonly Result<LiftedCell>[];

const names = {
  n: "size n",
  weight: "weight ε",
  order: "order l",
  size: "size of the start s",
  stepSize: "step η·‖𝒜*(y)‖₂^l",
  iterations: "most iterations",
  seed: "seeds",
} as const;

export function liftedPage(results: Results): Exhibit[] {
  const of = (part: LiftedCell["part"]) => results.filter(({ cell }) => cell.part === part);
  const [points, paths, starts, twice] = [of("landscape"), of("from-minimum"), of("random"), of("rank-two")];
  return [
    points.length > 0 && {
      heading: "What a spurious minimum becomes",
      text: "Perturbed completion of M = zzᵀ, z = (1, 0, 1, 0, 1): every entry is measured, those off the diagonal where M is 1 with weight ε alone, so that z with a sign turned is near a strict minimum of ¼‖𝒜(xxᵀ) − y‖². Lifted to x^{⊗l} it has the curvature q_l along u^{⊗l}, u the eigenvector to the least eigenvalue of 𝒜*(r). No small l is enough for every problem: at ε = 0.1 it takes l = 25, a tensor of 5²⁵ numbers. Taken as ½(A_i + A_iᵀ), which measure the same of every symmetric matrix and which the solver takes, A_i make it a little less.",
      plot: curvatures(points),
      table: {
        columns: ["ε", "λ_min at l = 1", "relative error", "q₁", "q₃", "q₅", "first odd l", "first of ½(A + Aᵀ)"],
        rows: points.map(({ cell, table }) => [
          cell.weight,
          table.get("curvature", 0),
          table.get("error", 0),
          ...[0, 1, 2].map((row) => table.get("q", row)),
          table.get("first", 0),
          table.get("firstSymmetrized", 0),
        ]),
      },
      settings: settingsOf(results, names),
    },
    paths.length > 0 && {
      heading: "Out of it, and not",
      text: "Descent with l = 3 from that minimum. At ε = 0.3 it is moved along u⊗u⊗u where it rests, and goes to M; at ε = 0.1 there is no way out, and it stays.",
      plot: escapes(paths),
    },
    starts.length > 0 && {
      heading: "From random starts",
      text: "A run counts where its relative error falls below 0.05. A small start alone also cures l = 1 here: what lifting adds shows from starts of moderate size.",
      table: {
        columns: ["l", "s", "share that ends at M", "largest ‖w − x^{⊗l}‖/‖w‖", "ways out taken"],
        rows: [...new Map(starts.map(({ cell }) => [`${cell.order} ${cell.size}`, cell])).values()].map(({ order, size }) => {
          const group = starts.filter(({ cell }) => cell.order === order && cell.size === size);
          return [
            order,
            size,
            shareRecovered(starts, order, size),
            Math.max(...group.map((one) => last(one, "apart"))),
            group.reduce((sum, one) => sum + last(one, "escapes"), 0),
          ];
        }),
      },
    },
    twice.length > 0 && {
      heading: "Rank two, shown and not judged",
      text: "M of rank two, n = 4, nine Gaussian measurements, s = 10⁻³: with l = 3 tensors that are not of rank one fit y^{⊗l} as well, sums of (FQ)^{⊗l} over rotations Q among them, and what is read off is no longer M. Descent with l = 1 stands beside it.",
      table: {
        columns: ["seed", "l", "relative error", "‖w − x^{⊗l}‖/‖w‖"],
        rows: twice.map((one) => [one.cell.seed, one.cell.order, last(one, "error"), last(one, "apart")]),
      },
    },
    {
      heading: "Every seed",
      text: "Errors are relative, ‖xxᵀ − M‖_F/‖M‖_F, x read off the best rank-one approximation of w. What is not random is in the column of seed 0.",
      table: seedTable(liftedLaws, results),
    },
  ].filter((exhibit) => exhibit !== false);
}

/** sign(q)·|q|^(1/l), which is of one size for every l. */
const rooted = (q: number, l: number): number => Math.sign(q) * Math.abs(q) ** (1 / l);

function curvatures(results: Results): Plot {
  return {
    id: "landscape",
    alt: `Curvature along u^{⊗l} against l: it is first below zero at ${results.map(({ cell, table }) => `l = ${table.get("first", 0)} for ε = ${cell.weight}`).join(", ")}.`,
    series: [
      ...results.map(({ cell, table }) =>
        seriesOf(
          `ε = ${cell.weight}`,
          "measured",
          [...table].map(({ order, q }) => [order, rooted(q, order)] as const),
        ),
      ),
      { label: "zero", x: [1, 31], y: [0, 0], kind: "predicted" },
    ],
    xTitle: "order l",
    yTitle: "sign(q) |q|^(1/l)",
    xLog: false,
    yLog: false,
  };
}

function escapes(results: Results): Plot {
  return {
    id: "escape",
    alt: `Relative error against the iteration from a spurious minimum, l = 3: ${results.map((one) => `ε = ${one.cell.weight} ends at ${last(one, "error").toPrecision(2)}`).join("; ")}.`,
    series: results.map(({ cell, table }) => pointsOf(`ε = ${cell.weight}`, [table])),
    xTitle: "iteration t",
    yTitle: "‖xxᵀ − M‖ / ‖M‖",
    xLog: false,
    yLog: true,
  };
}
