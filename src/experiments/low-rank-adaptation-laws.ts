import { linearRate } from "../diagnostics/fits.ts";
import { last } from "./asymmetric-instance.ts";
import type { Prediction, Result } from "./experiment.ts";
import type { AdaptationCell } from "./low-rank-adaptation.ts";
import type { Law } from "./verdict.ts";

type Adapted = Result<AdaptationCell>;

export const rateOf = ({ table }: Adapted): number =>
  linearRate(table.column("iteration"), table.column("error"), { high: 1e-8, low: 1e-11 });

/** ‖M − M_k‖_F of singular values that fall evenly from 1 to 1/κ. */
export function eckartYoung({ r, k, condition }: Pick<AdaptationCell, "r" | "k" | "condition">): number {
  const squares = Array.from({ length: r }, (_, i) => (i < k ? 0 : (1 - (i / (r - 1)) * (1 - 1 / condition)) ** 2));
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

/** Ranges are those of twelve measured seeds, with room. */
export function adaptationLaws(): Law<AdaptationCell>[] {
  const law = (
    words: string,
    range: readonly [number, number],
    settings: readonly string[],
    measure: (one: Adapted) => number,
    predicted: Prediction = 1,
  ): Law<AdaptationCell> => ({
    law: words,
    predicted,
    range,
    of: ({ name }) => settings.includes(name.replace(/-seed\d+$/, "")),
    measure,
  });
  const against = (rate: "general" | "special") => (one: Adapted) => rateOf(one) / last(one.table, rate);
  const seen = ["seen-small", "seen-large"];
  return [
    law("all of M seen, B₀ = 0: rate / −ln(1 − ησᵣ(B)²)", [0.98, 1.08], seen, against("special")),
    law("η_A = η_B/10: rate / −ln(1 − η_A·σᵣ(B)²)", [0.98, 1.03], ["uneven"], against("special")),
    law("both random, η_A = η_B/4: rate / that of the weighted tail law", [0.99, 1.01], ["random"], against("general")),
    law(
      "m = 600, B₀ = 0: rate / that of the general tail law",
      [0.3, 0.8],
      ["sensed-small", "sensed-large"],
      against("general"),
      { atMost: 1 },
    ),
    law("k = 3 of rank 5: error / Eckart–Young error", [0.9999, 1.0001], ["few-columns"], ({ cell, table }) =>
      table.get("iteration", table.length - 1) === cell.iterations ? last(table, "error") / eckartYoung(cell) : Number.NaN,
    ),
  ];
}
