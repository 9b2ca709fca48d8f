import { describe, expect, test, vi } from "vitest";
import { absolute } from "../../src/losses/loss.ts";
import { entrySampling } from "../../src/operators/entry-sampling.ts";
import { gaussianOperator } from "../../src/operators/gaussian.ts";
import { createProblem, type Problem } from "../../src/problem/problem.ts";
import { randomStart, type StartingPoint } from "../../src/problem/starting-points.ts";
import { syntheticMeasurements, syntheticTruth } from "../../src/problem/synthetic.ts";
import { comparisonPage } from "../../src/report/comparison-page.ts";
import { iterations } from "../../src/solve/stop-rules.ts";
import { GradientDescent } from "../../src/solvers/gradient-descent.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { SymmetricGradientDescent } from "../../src/solvers/symmetric-gradient-descent.ts";
import { namedSolver } from "../../src/tasks/choose-solver.ts";
import type { StartName } from "../../src/tasks/chosen-start.ts";
import { type CompareOptions, compareSolvers, contendersOf } from "../../src/tasks/compare.ts";
import { commonLevel, differencesOf, passesTo } from "../../src/tasks/compared-measures.ts";
import { checkRegime } from "../../src/tasks/proven-regime.ts";
import { randomPositions } from "../../src/tasks/random-positions.ts";
import { backends, portableBackend } from "../contracts/backends.ts";
import { numbersOf } from "../contracts/by-hand.ts";

const problemOn = (kernels = portableBackend): Problem => {
  const operator = gaussianOperator({ rows: 9, cols: 8, count: 60, seed: 4 }, kernels);
  const truth = syntheticTruth(operator, { rank: 2, seed: 1 });
  return createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
};
const small: CompareOptions = { start: "random", seeds: 3, timed: true, maxIterations: 60 };

describe.each(backends)("a comparison on %s kernels", (_, kernels) => {
  const problem = problemOn(kernels);

  test("a solver against itself differs by zero to the bit, alone and in lockstep", async () => {
    const twice = await compareSolvers(problem, contendersOf(problem, ["gd", "apgd", "gd"], 3), small);
    const [first, , again] = twice.contenders;
    expect([first.label, again.label]).toEqual(["gd (1)", "gd (2)"]);
    for (const difference of differencesOf(twice).filter((one) => one.first === first && one.second === again))
      expect(difference).toMatchObject({ values: [0, 0, 0], less: 0, more: 0, ties: 3, p: 1 });
    const alone = await compareSolvers(problem, contendersOf(problem, ["gd", "apgd", "gd"], 3), { ...small, timed: false });
    for (const [i, { run }] of twice.results.entries()) {
      const other = alone.results[i].run;
      expect(run && numbersOf(run.estimate)).toEqual(other && numbersOf(other.estimate));
      expect(run?.history.column("asks")).toEqual(other?.history.column("asks"));
    }
  });

  test("runs are those of the solvers by themselves, from one start a seed", async () => {
    const compared = await compareSolvers(problem, contendersOf(problem, ["gd", "apgd:stepSize=0.7"], 3), { ...small, seed: 5 });
    expect(compared.results.map(({ seed }) => seed)).toEqual(["5", "5", "6", "6", "7", "7"]);
    for (const { contender, seed, run } of compared.results) {
      const own = contender.solver.solveSync(problem, {
        rank: 3,
        seed,
        start: randomStart(),
        stop: ({ iteration }) => stopAt(iteration, run?.iterations),
      });
      expect(run && numbersOf(run.estimate)).toEqual(numbersOf(own.estimate));
    }
    const residual = (i: number) => compared.results[i].run?.history.get("relativeResidual", 0);
    expect(residual(0)).toBe(residual(1));
    expect(residual(2)).not.toBe(residual(0));
  });
});

const stopAt = (iteration: number, last?: number) =>
  iteration === last ? { status: "budget" as const, reason: "as many as the other" } : undefined;

describe("a comparison", () => {
  const problem = problemOn();

  test("a solver that refuses, or diverges, does not lose the others' results", async () => {
    const compared = await compareSolvers(problem, contendersOf(problem, ["subgm", "scaled-gd:stepSize=50", "gd"], 2), small);
    const status = compared.results.map(({ run, refusal }) => run?.status ?? refusal?.message);
    expect(status[0]).toMatch(/^subgm descends .* loss: absolute, or take gd$/);
    expect(status[1]).toMatch(/diverged|breakdown/);
    expect(["converged", "budget"]).toContain(status[2]);
    expect(compared.results).toHaveLength(9);
    // Whatever diverged is worse than what did not, at every seed.
    const [ends] = differencesOf(compared);
    expect(ends).toMatchObject({ measure: "relativeError", less: 0, more: 3, p: 0.25 });
  });

  test("a solver of the other form is refused beside the others, by name as made already", async () => {
    const few = { maxIterations: 5, seeds: 1 };
    const compared = await compareSolvers(problem, ["gd", "gd-symmetric", new SymmetricGradientDescent()], few);
    const [taken, named, made] = compared.results;
    expect(taken.run?.status).toBe("budget");
    expect(named.refusal?.message).toMatch(/^gd-symmetric seeks X = F·Fᵀ and takes symmetric problems/);
    expect(made.refusal?.message).toBe(named.refusal?.message);
    for (const { contender } of [named, made])
      expect(contender.regime).toMatchObject({
        state: "outside",
        because: expect.arrayContaining(["it takes problems that are symmetric, and this one is not"]),
      });
  });

  test("the common level is one that every sound run reached, at the passes that are said", async () => {
    const compared = await compareSolvers(problem, contendersOf(problem, ["gd", "apgd"], 2), small);
    const level = commonLevel(compared, "relativeError");
    const lows = compared.results.map(({ run }) =>
      Math.min(...Array.from(run?.history.column("relativeError") ?? []).filter(Number.isFinite)),
    );
    expect(level).toBe(Math.max(...lows));
    for (const result of compared.results) {
      const { history } = result.run ?? {};
      const at = Array.from(history?.column("asks") ?? []).indexOf(passesTo(result, "relativeError", level));
      expect(history?.get("relativeError", at)).toBeLessThanOrEqual(level);
      for (let i = 0; i < at; i++) expect(Number(history?.get("relativeError", i)) <= level).toBe(false);
    }
  });

  test("an abort keeps what there is", async () => {
    const controller = new AbortController();
    const compared = await compareSolvers(problem, contendersOf(problem, ["gd", "apgd"], 2), {
      ...small,
      signal: controller.signal,
      onProgress: ({ ended, now }) => ended === 1 && now.iteration === 5 && controller.abort(),
    });
    expect(compared.aborted).toBe(true);
    expect(compared.results.map(({ run }) => run?.status === "aborted")).toEqual([false, true]);
    expect(differencesOf(compared).map(({ values }) => values)).toEqual([[-Infinity], [expect.any(Number)]]);
  });

  test("what does not depend on the seed is one observation", async () => {
    const compared = await compareSolvers(problem, contendersOf(problem, ["apgd", "scaled-gd"], 2), { ...small, start: "own" });
    const fixed = await compareSolvers(problem, contendersOf(problem, ["scaled-gd", "mirror-hypentropy"], 2), {
      ...small,
      start: "own",
    });
    expect(differencesOf(compared)[0].values).toHaveLength(3);
    expect(differencesOf(fixed)[0].values).toHaveLength(1);
    await expect(compareSolvers(problem, contendersOf(problem, ["gd"], 2), { ...small, start: "spectral" })).rejects.toThrow(
      RangeError,
    );
  });

  test("without options it has five random starts of the truth's rank; solvers may be made, and have ranks of their own", async () => {
    const few = { maxIterations: 20 };
    const made = new GradientDescent({ stepRatio: 0.5 });
    const compared = await compareSolvers(problem, ["gd:stepRatio=0.5", made, { solver: made, rank: 4, label: "four" }], few);
    expect(compared).toMatchObject({ start: "random", seeds: ["0", "1", "2", "3", "4"] });
    expect(compared.contenders.map(({ label, rank }) => [label, rank])).toEqual([
      ["gd:stepRatio=0.5", 2],
      ["gd", 2],
      ["four", 4],
    ]);
    expect(compared.results.map(({ timed }) => timed)).toEqual(Array.from({ length: 15 }, (_, i) => i < 3));
    expect(differencesOf(compared)[0].values).toEqual([0, 0, 0, 0, 0]);
    expect(differencesOf(compared)[2].values.every((value) => value !== 0)).toBe(true);
    expect((await compareSolvers(problem, ["gd"], { ...few, start: "spectral" })).seeds).toEqual(["0"]);
    const ranked = await compareSolvers(problem, ["gd", { solver: made, rank: 1 }], { ...few, rank: 3, seeds: 1 });
    expect(ranked.contenders.map(({ label, rank }) => [label, rank])).toEqual([
      ["gd (1)", 3],
      ["gd (2)", 1],
    ]);
    for (const seeds of [0, 1.5, 1001])
      await expect(compareSolvers(problem, ["gd"], { seeds })).rejects.toThrow(`an integer from 1 to 1000, got ${seeds}`);
  });

  test("timed solvers are warmed up by runs that are thrown away, those in lockstep are not", async () => {
    const counted = async (timed: boolean) => {
      const solver = new GradientDescent();
      const solve = vi.spyOn(solver, "solve");
      const told: number[] = [];
      const options = { seeds: 2, maxIterations: 3, timed, onProgress: ({ ended }: { ended: number }) => told.push(ended) };
      const { results } = await compareSolvers(problem, [solver, "gd-symmetric"], options);
      return { calls: solve.mock.calls.length, count: results.length, iterations: results[0].run?.iterations, told };
    };
    const alone = await counted(true);
    expect(alone).toMatchObject({ count: 4, iterations: 3 });
    expect(alone.calls).toBeGreaterThan(1);
    expect(alone.told.every((ended) => ended === 0 || ended >= 2)).toBe(true);
    expect(await counted(false)).toMatchObject({ calls: 0, count: 4, iterations: 3 });
  });

  test("names that cannot be", () => {
    expect(() => contendersOf(problem, [], 2)).toThrow("no solver is named");
    expect(() => contendersOf(problem, ["gd:stepSize"], 2)).toThrow('key=value after a colon, got "stepSize" in "gd:stepSize"');
    expect(() => contendersOf(problem, ["gd", "prec-dg"], 2)).toThrow('there is no solver "prec-dg"; did you mean "prec-gd"?');
    expect(() => contendersOf(problem, ["gd"])).toThrow("no rank is given");
    expect(contendersOf(problem, ["mirror-hypentropy"])[0].rank).toBe(8);
  });
});

describe("the start of a comparison", () => {
  const elsewhere = 'it begins elsewhere than its own start, the grown one: --start own (in a program start: "own")';

  test("who is kept from its own start is outside its regime, and is told so", async () => {
    const problem = problemOn();
    const names = ["riemannian-cg", "riemannian-cg:growth=0", "scaled-gd", "gd", "apgd", "mirror-hypentropy"];
    const missed = async (start?: StartName) => {
      const { contenders } = await compareSolvers(problem, names, { start, maxIterations: 1, seeds: 1 });
      for (const { regime } of contenders) expect(regime.state).toBe(regime.ownStart === undefined ? "possible" : "outside");
      if (start !== "own") expect(contenders[0].regime.because).toEqual([elsewhere]);
      return contenders.map(({ regime }) => regime.ownStart);
    };
    expect(await missed()).toEqual(["grown", "spectral", "spectral", undefined, undefined, undefined]);
    expect(await missed("spectral")).toEqual(["grown", undefined, undefined, undefined, undefined, undefined]);
    expect(await missed("own")).toEqual(Array.from(names, () => undefined));
  });

  test("entries of an ill-conditioned M are completed from the grown start, and the page says which start was used", async () => {
    const operator = entrySampling({ rows: 30, cols: 30, ...randomPositions(30, 30, 520, 1) }, portableBackend);
    const truth = syntheticTruth(operator, { rank: 3, condition: 10, seed: 1 });
    const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth });
    const page = async (start: StartName) => {
      const options = { start, maxIterations: 200, seeds: 1 };
      const comparison = await compareSolvers(problem, ["riemannian-cg", "opsa:outliers=0.2"], options);
      const { sections } = comparisonPage(comparison, "");
      const [[, , , , , , , , , regime]] = sections[0].table!.rows;
      const settings = new Map(sections.find(({ heading }) => heading === "Settings")!.settings);
      return { error: comparison.results[0].relativeError, regime, settings };
    };
    const own = await page("own");
    expect(own.error).toBeLessThan(1e-6);
    expect(own.regime).toBe("possible");
    expect(own.settings.get("riemannian-cg")).toBe("growth 5");
    expect(own.settings.get("opsa:outliers=0.2")).toContain("outliers 0.2");
    const random = await page("random");
    expect(random.regime).toBe("outside: not from its own start (--start own)");
    expect(random.settings.get("riemannian-cg")).toBe("no options");
    expect(random.settings.get("opsa:outliers=0.2")).not.toContain("outliers");
  });

  const ofStarts: Record<string, Record<string, readonly [number, number]>> = {
    opsa: { outliers: [0.1, 0.4] },
    "riemannian-cg": { growth: [1, 3] },
  };
  test("options of a start change nothing from another one", () => {
    for (const name of Object.keys(solvers))
      expect(namedSolver(name).startOptions, name).toEqual(Object.keys(ofStarts[name] ?? {}));
    for (const [name, options] of Object.entries(ofStarts)) {
      const problem = { ...problemOn(), ...(name === "opsa" && { loss: absolute }) };
      for (const [option, values] of Object.entries(options)) {
        const ends = (start?: StartingPoint) =>
          values.map((value) => {
            const solver = namedSolver(name, { [option]: value });
            return numbersOf(solver.solveSync(problem, { rank: 2, stop: iterations(3), start }).estimate);
          });
        const [one, other] = ends(randomStart({ scale: 1 }));
        expect(one, name).toEqual(other);
        const [own, different] = ends();
        expect(own, name).not.toEqual(different);
      }
    }
  });
});

describe("the proven regime", () => {
  const problem = problemOn();
  const because = (of: Problem, name: string, k: number) =>
    checkRegime(of, contendersOf(of, [name], k)[0].solver, k).because.join("; ");
  test("loss, columns, sensing and measurements are checked", () => {
    expect(because(problem, "scaled-gd", 2)).toBe("");
    expect(because(problem, "scaled-gd", 3)).toBe("it needs k = r, and k is 3 where r is 2");
    expect(because(problem, "gd", 1)).toBe("it needs k ≥ r, and k is 1 where r is 2");
    expect(because({ ...problem, loss: absolute }, "gd", 2)).toMatch(
      "of the squared loss, this problem carries the absolute one",
    );
    const entries = entrySampling(
      { rows: 9, cols: 8, row: Int32Array.of(0, 1, 2), col: Int32Array.of(0, 1, 2) },
      portableBackend,
    );
    const sampled = createProblem({ operator: entries, measurements: Float64Array.of(1, 2, 3), truth: problem.truth });
    expect(because(sampled, "scaled-gd", 2)).toBe(
      "3 measurements are fewer than the 30 degrees of freedom of the truth; the theory covers restricted isometries, not entries",
    );
    for (const name of ["galore", "fira", "sltrain", "maestro"])
      expect(because(problem, name, 2), name).toBe("recovery is proved for no kind of measurements");
    expect(because(sampled, "lmafit", 2)).toMatch(/; recovery is proved for no kind of measurements$/);
  });
});
