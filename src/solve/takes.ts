import type { Problem } from "../problem/problem.ts";

/** Which problems of its form a method takes; what is not named may be anything. */
export interface Takes {
  readonly loss?: "squared" | "absolute";
  readonly field?: "real";
  /** Single entries of X, and nothing else. */
  readonly measurements?: "entries";
}

/** What a refusal is about. */
export interface Refusing {
  readonly name: string;
  readonly form: "asymmetric" | "symmetric";
  /** The method that takes problems of the other form, with the same loss. */
  readonly counterpart?: string;
  readonly takes: Takes;
}

/** Why a method does not take a problem, with the names of methods that do; undefined where it takes it. */
export function refusal(method: Refusing, problem: Problem): string | undefined {
  const { name, form, takes } = method;
  const { operator, loss, symmetric } = problem;
  if ((form === "symmetric") !== symmetric) {
    const seeks =
      form === "symmetric" ? "X = F·Fᵀ and takes symmetric problems" : "X = L·Rᵀ and takes problems that are not symmetric";
    return `${name} seeks ${seeks}; this problem is ${symmetric ? "" : "not "}symmetric, which ${ofOtherForm(method, problem)} takes`;
  }
  if (takes.loss && takes.loss !== loss.kind) return ofLoss(name, takes.loss, problem);
  if (takes.field === "real" && operator.field !== "real")
    return `${name} seeks real matrices, and those of ${operator.kind} are complex; gd-symmetric takes them`;
  if (takes.measurements === "entries" && !operator.mostRepeated)
    return `${name} completes matrices of which single entries are known; this problem is of kind ${operator.kind}, which fista (the least nuclear norm) and riemannian-cg (a given rank) take`;
  return undefined;
}

/** Plain descent takes every loss. */
const plain = ({ symmetric }: Problem): string => (symmetric ? "gd-symmetric" : "gd");

const ofOtherForm = ({ counterpart, takes }: Refusing, problem: Problem): string =>
  counterpart && (!takes.loss || takes.loss === problem.loss.kind) ? counterpart : plain(problem);

function ofLoss(name: string, taken: "squared" | "absolute", problem: Problem): string {
  const { loss, symmetric } = problem;
  if (taken === "absolute")
    return `${name} descends Σ|rᵢ|; this problem carries the ${loss.kind} loss: create it with loss: absolute, or take ${plain(problem)}`;
  const others =
    loss.kind === "absolute" ? (symmetric ? "subgm-symmetric and gd-symmetric take" : "opsa, subgm and gd take") : "";
  return `${name} descends ½‖r‖²; this problem carries the ${loss.kind} loss, which ${others || `${plain(problem)} takes`}`;
}
