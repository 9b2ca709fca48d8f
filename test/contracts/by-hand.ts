import type { Factors } from "../../src/linalg/matrix.ts";
import { absolute, type Loss } from "../../src/losses/loss.ts";
import { type Ask, answer, type OperatorAsk } from "../../src/operators/operator.ts";
import type { Parameters } from "../../src/parameters/parameter.ts";
import { isBreakdown } from "../../src/problem/asking.ts";
import { dataNorm } from "../../src/problem/data-spectrum.ts";
import type { Problem } from "../../src/problem/problem.ts";
import { spectralStart } from "../../src/problem/starting-points.ts";
import type { State } from "../../src/solve/snapshot.ts";
import type { Solver } from "../../src/solve/solver.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { type Case, cases } from "./problems.ts";

export type AnySolver = Solver<Parameters, State>;

export type SolverName = keyof typeof solvers;

export const solverNamed = (name: string, options: Record<string, unknown> = {}): AnySolver =>
  new solvers[name as SolverName](options as Record<string, never>);

/** The loss that a solver descends, where it is not the squared one. */
const LOSSES: Record<string, Loss> = { subgm: absolute, "subgm-symmetric": absolute, opsa: absolute };

/** The problem with the loss that this solver descends. */
export const fitFor = (name: string, problem: Problem): Problem => ({ ...problem, loss: LOSSES[name] ?? problem.loss });

/**
 * How much more rounding some solvers make: the gradient's leading singular values become equal along the path of `galore`, so that its subspace is ill-determined,
 * and Adam divides by what may be small.
 */
const SENSITIVE: Record<string, number> = { galore: 1000, fira: 10_000 };

/** A limit on what rounding makes of this solver's path. */
export const limitOf = (name: string, limit: number): number => limit * (SENSITIVE[name] ?? 1);

/** Solvers whose iterate is a tensor of (nk)^l numbers. */
export const TENSORS = new Set(["lifted-gd"]);

const fitted = (name: string, { make, ...rest }: Case): Case => ({
  ...rest,
  make: (kernels) => {
    const known = make(kernels);
    return { ...known, problem: fitFor(name, known.problem) };
  },
});

/** Solvers that complete matrices of which single entries are known, and take no other measurements. */
export const COMPLETING = new Set(["lmafit", "svt", "soft-impute"]);

/** Every solver with every problem that it takes, for `describe.each`. */
export const pairs = Object.keys(solvers).flatMap((name) =>
  cases
    .filter(({ form }) => form === solverNamed(name).form)
    .filter(({ small, entries }) => (small || !TENSORS.has(name)) && (entries || !COMPLETING.has(name)))
    .map((problem): [string, string, Case] => [name, problem.name, fitted(name, problem)]),
);

/** Answers every question in place; says how many there were. Throws where the computation breaks down. */
export function ask<T>(
  problem: Problem,
  asking: Generator<Ask, T, void>,
): { result: Exclude<T, { reason: string }>; asks: number } {
  for (let asks = 0, next = asking.next(); ; asks++, next = asking.next()) {
    if (next.done) {
      if (isBreakdown(next.value)) throw new Error(next.value.reason);
      return { result: next.value as Exclude<T, { reason: string }>, asks };
    }
    answer(problem.operator, next.value);
  }
}

/** The questions about the data that a step asks, each answered in place. Throws where the computation breaks down. */
export function asksOf(problem: Problem, asking: Generator<Ask, unknown, void>): OperatorAsk[] {
  const asks: OperatorAsk[] = [];
  for (let next = asking.next(); ; next = asking.next()) {
    if (next.done) {
      if (isBreakdown(next.value)) throw new Error(next.value.reason);
      return asks;
    }
    if (next.value.verb !== "algebra") asks.push(next.value);
    answer(problem.operator, next.value);
  }
}

/** The problem with ‖𝒜*(y)‖₂, as the driver hands it to a solver. */
export const withDataNorm = (problem: Problem): Problem => ({ ...problem, dataNorm: ask(problem, dataNorm(problem)).result });

export const spectral = (problem: Problem, rank: number): Factors => ask(problem, spectralStart()(problem, rank, 0)).result;

/** Numbers of both factors. */
export const numbersOf = ({ left, right }: Factors): number[] => [...left.data, ...right.data];

/** A state that went through a checkpoint: a copy in which a factor shared by both sides is shared again. */
export function restored(state: State): State {
  const copy = structuredClone(state);
  return state.x.left === state.x.right ? { ...copy, x: { left: copy.x.left, right: copy.x.left } } : copy;
}
