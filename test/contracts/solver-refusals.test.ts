import { describe, expect, test } from "vitest";
import { NotEnoughMemory } from "../../src/kernels/memory.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { absolute, huber, type Loss, squared } from "../../src/losses/loss.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { estimateMemory } from "../../src/solve/memory.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { chooseSolver } from "../../src/tasks/choose-solver.ts";
import { COMPLETING, type SolverName, solverNamed } from "./by-hand.ts";
import { cases } from "./problems.ts";

const names = Object.keys(solvers) as SolverName[];
const losses: Loss[] = [squared, absolute, huber(0.1)];

/** Every easy problem with every loss: real and complex, of either form, Gaussian matrices and single entries. */
const problems: [string, Problem][] = cases.flatMap(({ name, make }) => {
  const { problem } = make(openKernels());
  return losses.map((loss): [string, Problem] => [`${name}, ${loss.kind} loss`, { ...problem, loss }]);
});

/** The solvers that a sentence names, but for the one it is about. */
const namedIn = (sentence: string, about: string): string[] => {
  const words: string[] = sentence.match(/[a-z]+(-[a-z]+)*/g) ?? [];
  return words.filter((word) => Object.hasOwn(solvers, word) && word !== about);
};

const step = { rank: 1, stop: iterations(1) };

describe.each(problems)("%s", (_, problem) => {
  test("every solver takes it or says who does", () => {
    for (const name of names) {
      const solver = solverNamed(name);
      const refused = solver.refusal(problem);
      if (refused === undefined) continue;
      expect(() => solver.solveSync(problem, step)).toThrow(refused);
      expect(() => solver.iterate(problem, step)).toThrow(RangeError);
      const others = namedIn(refused, name);
      expect(others, refused).not.toEqual([]);
      for (const other of others) expect(solverNamed(other).refusal(problem), `${refused}: ${other}`).toBeUndefined();
    }
  });

  test("who says that it takes it makes a step", () => {
    for (const name of names) {
      const solver = solverNamed(name, name === "lifted-gd" ? { order: 1 } : {});
      if (solver.refusal(problem) === undefined) expect(solver.solveSync(problem, step).iterations).toBe(1);
    }
  });

  test("a solver of the other form is refused with a list of those that take it", () => {
    for (const name of names.filter((one) => (solverNamed(one).form === "symmetric") !== problem.symmetric)) {
      const choose = () => chooseSolver(problem, name);
      expect(choose).toThrow(/does not take; these do: /);
      const listed = names.filter((one) => solverNamed(one).refusal(problem) === undefined);
      expect(choose).toThrow(`these do: ${listed.join(", ")}`);
    }
  });
});

test("what is refused: the other form, another loss, complex matrices, and what are no entries", () => {
  const refusedBy = (title: string) =>
    names.filter((name) => solverNamed(name).refusal(problems.find(([one]) => one === title)![1]));
  const symmetric = names.filter((name) => solverNamed(name).form === "symmetric");
  const ofAbsolute = ["subgm", "subgm-symmetric", "opsa"];
  expect(new Set(refusedBy("Gaussian 12×10, m = 6·dof, squared loss"))).toEqual(
    new Set([...symmetric, ...ofAbsolute, ...COMPLETING]),
  );
  expect(new Set(refusedBy("entries 14×12, squared loss"))).toEqual(new Set([...symmetric, ...ofAbsolute]));
  const complex = refusedBy("Pauli words on 3 qubits, squared loss").filter((name) => symmetric.includes(name));
  expect(complex).toEqual(["subgm-symmetric", "lifted-gd"]);
  const anyLoss = names.filter((name) => !refusedBy("entries 14×12, huber loss").includes(name));
  expect(anyLoss).toEqual(["gd", "gd-modified", "scaled-gd"]);
});

test.each(names.filter((name) => solverNamed(name).carries === "factors"))("a missing rank: %s names who needs none", (name) => {
  const solver = solverNamed(name);
  const [, known] = problems.find(([, problem]) => solver.refusal(problem) === undefined)!;
  const problem = createProblem({ ...known, truth: undefined });
  const refused = /no rank is given; it is an integer from 1 to \d+/;
  expect(() => solver.solveSync(problem)).toThrow(refused);
  if (problem.loss.kind !== "squared") return;
  const other = problem.symmetric ? "mirror-psd" : "fista";
  expect(() => solver.solveSync(problem)).toThrow(`; ${other} searches none`);
  expect(solverNamed(other).solveSync(problem, { stop: iterations(1) }).iterations).toBe(1);
});

test.each(names)("too little memory: %s names a way out", (name) => {
  const solver = solverNamed(name);
  const [, problem] = problems.find(([, one]) => solver.refusal(one) === undefined)!;
  const solve = () => solver.solveSync(problem, { rank: 1, maxMemory: 1000 });
  expect(solve).toThrow(NotEnoughMemory);
  if (!/n1·n2|n²/.test(solver.cost?.memory ?? "")) return expect(solve).toThrow(/use a smaller rank or a smaller problem/);
  const other = problem.symmetric ? "gd-symmetric" : "gd";
  expect(solve).toThrow(other);
  const [own, its] = [solver, solverNamed(other)].map((one) => estimateMemory(problem, one, { rank: 1 }).total);
  expect(its).toBeLessThan(own);
  return expect(solverNamed(other).refusal(problem)).toBeUndefined();
});
