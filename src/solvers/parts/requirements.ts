import type { Problem } from "../../problem/problem.ts";

/** Throws RangeError unless the problem carries the squared loss, with the name of a method that takes the other. */
export function requireSquared(name: string, { loss, symmetric }: Problem): void {
  if (loss.kind === "squared") return;
  throw new RangeError(
    `${name} descends ½‖r‖²; this problem carries the ${loss.kind} loss, which ${symmetric ? "subgm-symmetric and gd-symmetric take" : "opsa, subgm and gd take"}`,
  );
}

/** Throws RangeError where matrices are complex, with the name of a method that takes them. */
export function requireReal(name: string, { operator: { field, kind } }: Problem): void {
  if (field === "real") return;
  throw new RangeError(`${name} seeks real matrices, and those of ${kind} are complex; gd-symmetric takes them`);
}

/** How often the entry is measured that is measured most often. Throws RangeError unless single entries of X are, with the names of methods that take anything. */
export function requireEntries(name: string, { operator }: Problem): number {
  if (operator.mostRepeated) return operator.mostRepeated();
  throw new RangeError(
    `${name} completes matrices of which single entries are known; this problem is of kind ${operator.kind}, which fista (the least nuclear norm) and riemannian-cg (a given rank) take`,
  );
}
