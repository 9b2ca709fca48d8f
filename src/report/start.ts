import { formatNumber } from "./format.ts";

/** A start in words: "random, scale 0.001, ratio 1, variance 1/n". */
export function describeStart({ kind, ...parameters }: { readonly kind: string } & Readonly<Record<string, unknown>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) => {
    if (value === false) return [];
    return value === true ? [name] : [`${name} ${typeof value === "number" ? formatNumber(value) : value}`];
  });
  return [kind === "own" ? "the solver's own" : kind, ...given].join(", ");
}
