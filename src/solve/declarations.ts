/** Where a method comes with a guarantee, and what it descends. */
export interface Regime {
  readonly loss: "squared" | "absolute";
  /** Searched columns k against the true rank r; "whole" where no rank is searched. */
  readonly columns: "k = r" | "k ≥ r" | "whole";
  /** The kinds of operators that a theorem covers: restricted isometries, or sampled entries of incoherent matrices. */
  readonly sensing: readonly ("isometry" | "entries")[];
  /** What the theorem assumes, or that there is none: one sentence. */
  readonly assumes: string;
}

/** What one step costs, beside the O((n1 + n2)k) of moving x. */
export interface Cost {
  /** Questions about the data, each of which reads every A_i once: a gradient, a measurement or a pullback. */
  readonly asks: number;
  /** When a step asks more than that. */
  readonly more?: string;
  /** Linear algebra in n = max(n1, n2), k and the rank. */
  readonly algebra: string;
  /** Numbers that steps need beside x and what the operator holds, p = n(n + 1)/2; of whole matrices those that wait to be collected too. */
  readonly memory: string;
  /** What to use where that does not fit, where it is not the usual. */
  readonly wayOut?: string;
}
