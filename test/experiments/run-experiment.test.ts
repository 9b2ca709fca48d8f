import { describe, expect, it } from "vitest";
import type { Cell, Context, Experiment } from "../../src/experiments/experiment.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { runExperiment } from "../../src/experiments/run-experiment.ts";
import { symmetricSlowdown } from "../../src/experiments/symmetric-slowdown.ts";
import { judgeLaws } from "../../src/experiments/verdict.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { Table } from "../../src/table/table.ts";

const kernels = openKernels("portable");

/** Three cells that each give their number. */
function counting(run: (cell: Cell, context: Context) => void = () => {}): Experiment {
  return {
    name: "counting",
    law: "numbers are what they are",
    reference: "none",
    cells: () => [1, 2, 3].map((seed) => ({ name: `seed${seed}`, seed })),
    run: async (cell, context) => {
      run(cell, context);
      const table = new Table();
      table.append({ value: cell.seed });
      return table;
    },
    judge: (results) =>
      judgeLaws(
        [1, 2, 3].map((seed) => ({
          law: `seed ${seed}`,
          predicted: seed,
          range: [seed, seed],
          of: (cell) => cell.seed === seed,
          measure: ({ table }) => table.get("value", 0),
        })),
        results,
      ),
    page: (results) => [{ heading: `${results.length} cells` }],
  };
}

describe("running", () => {
  it("runs every cell and judges", async () => {
    const outcome = await runExperiment(counting(), { kernels });
    expect(outcome).toMatchObject({
      experiment: "counting",
      verdict: "holds",
      aborted: false,
      exhibits: [{ heading: "3 cells" }],
    });
    expect(outcome.results.map(({ cell }) => cell.name)).toEqual(["seed1", "seed2", "seed3"]);
  });

  it("drops the cell that an abort cut short, and decides nothing", async () => {
    const controller = new AbortController();
    const outcome = await runExperiment(
      counting(({ seed }) => seed === 2 && controller.abort()),
      { kernels, signal: controller.signal },
    );
    expect(outcome).toMatchObject({ verdict: "undecided", aborted: true });
    expect(outcome.results.map(({ cell }) => cell.seed)).toEqual([1]);
    expect(outcome.checks.map(({ measured }) => measured)).toEqual([1, Number.NaN, Number.NaN]);
  });

  it("takes the signal's own reason for an abort, and passes every other error on", async () => {
    const controller = new AbortController();
    const aborting = counting((_, { signal }) => {
      controller.abort();
      signal?.throwIfAborted();
    });
    expect(await runExperiment(aborting, { kernels, signal: controller.signal })).toMatchObject({
      verdict: "undecided",
      results: [],
    });
    const faulty = counting(() => {
      throw new RangeError("a fault");
    });
    await expect(runExperiment(faulty, { kernels, signal: new AbortController().signal })).rejects.toThrow("a fault");
  });

  it("ends a solver's run in the middle", async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const outcome = await runExperiment(symmetricSlowdown, {
      kernels,
      toy: true,
      signal: controller.signal,
      onProgress: ({ cell, index, count, now }) => {
        if (now.iteration === 0) seen.push(`${index + 1}/${count} ${cell.name}`);
        // The first cell, in lockstep with this one, has made its 1000 iterations, and looked at what the data determine.
        if (index === 1 && now.iteration === 1700) controller.abort();
      },
    });
    expect(seen).toEqual(["1/5 identity-k2-seed0", "2/5 identity-k5-seed0"]);
    expect(outcome).toMatchObject({ verdict: "undecided", aborted: true });
    expect(outcome.checks[0]).toMatchObject({ holds: true });
    expect(outcome.checks.slice(1).every(({ measured }) => Number.isNaN(measured))).toBe(true);
  });
});

/** How many seeds a setting has where three are asked for: shares and medians need more, and of what is not random there is one. */
function seedsOfThree(
  name: string,
  { r, k, m, c, part, method, order, sweep, betaOverAlpha, stepSize }: Cell,
  toy: boolean,
): number {
  if (name === "samples-linear-in-rank" && c === 1.25 && (r === 1 || !toy)) return 200;
  if (name === "nuclear-norm-transition") return 10;
  if (name === "step-size-map" && k === 2 && m === 600 && c === 0.5) return 8;
  if (name === "l1-small-init" && part === "short") return 8;
  if (name === "classical-baselines" && method === "lmafit") return 11;
  if (name === "rank-in-training" && part === "biased") return 5;
  if (name === "implicit-balancing" && sweep === "three-ill") return 5;
  if (name === "mirror-bias" && Number(betaOverAlpha) > 0 && stepSize === 0.05) return 5;
  if (name === "lifted-tensor" && (part === "landscape" || part === "from-minimum")) return 1;
  if (name === "lifted-tensor") return part === "random" && order === 1 ? 20 : 4;
  return 3;
}

describe.each(Object.entries<Experiment>(experiments))("%s", (name, experiment) => {
  it("is registered by its name, with a law and a reference", () => {
    expect(experiment.name).toBe(name);
    expect(experiment.law).toMatch(/^[^\n]{20,}$/);
    expect(experiment.reference).toMatch(/\d{4}/);
  });

  it("names every cell, for files too", () => {
    for (const toy of [true, false]) {
      const names = experiment.cells({ toy }).map((cell) => cell.name);
      expect(new Set(names).size).toBe(names.length);
      for (const cell of names) expect(cell).toMatch(/^[a-z0-9-]+$/);
    }
  });

  it.each([true, false])("takes as many seeds as asked for, from 0 on, in every setting; as a toy: %s", (toy) => {
    const settings = new Map<string, Cell[]>();
    for (const cell of experiment.cells({ toy, seeds: 3 })) {
      const setting = JSON.stringify({ ...cell, name: "", seed: 0 });
      settings.set(setting, [...(settings.get(setting) ?? []), cell]);
    }
    for (const cells of settings.values())
      expect(cells.map(({ seed }) => seed)).toEqual(Array.from({ length: seedsOfThree(name, cells[0], toy) }, (_, seed) => seed));
    expect(experiment.cells({ toy: true })).toEqual(experiment.cells({ toy: true, seeds: 1 }));
    for (const seeds of [0, 1.5, 1001, Number.NaN])
      expect(() => experiment.cells({ toy, seeds })).toThrow(/seeds is an integer from 1 to 1000/);
    for (const firstSeed of [-1, 0.5, 998])
      expect(() => experiment.cells({ toy, seeds: 3, firstSeed })).toThrow(
        /the seeds of an experiment are 0 … 999, got \d+ from/,
      );
    const [last] = experiment.cells({ toy, seeds: 3, firstSeed: 600 }).slice(-1);
    expect(last.seed).toBe(599 + seedsOfThree(name, last, toy));
  });

  it("judges by a range around what it predicts, or one that the predicted bound allows", () => {
    for (const { law, predicted, range } of experiment.judge([])) {
      const [low, high] = range;
      expect(low, law).toBeLessThanOrEqual(high);
      if (predicted === null) continue;
      const [least, most] =
        typeof predicted === "number"
          ? [predicted, predicted]
          : "atLeast" in predicted
            ? [predicted.atLeast, Number.POSITIVE_INFINITY]
            : [Number.NEGATIVE_INFINITY, predicted.atMost];
      expect([law, least <= high && low <= most]).toEqual([law, true]);
    }
  });

  it("judges nothing from nothing", () => {
    for (const check of experiment.judge([])) expect(check).toMatchObject({ measured: Number.NaN, holds: false });
    expect(() => experiment.page([])).not.toThrow();
  });
});

describe("cells that share an operator", () => {
  const names = ["symmetric-slowdown", "asymmetric-rate", "noise-and-rank", "spectral-phases", "l1-small-init"] as const;

  it.each(names)("are run together, with the numbers that each has alone: %s", async (name) => {
    const experiment: Experiment = experiments[name];
    // A few short cells of each sensing.
    const all = experiment.cells({ toy: true }).map((cell) => ({ ...cell, iterations: Math.min(30, Number(cell.iterations)) }));
    const first = experiment.sensing?.(all[0]);
    const cells = all.filter((cell) => experiment.sensing?.(cell) === first).slice(0, 4);
    expect(cells.length).toBeGreaterThan(1);
    let together = 0;
    const few: Experiment = {
      ...experiment,
      cells: () => cells,
      run: (cell, context) => {
        if (context.lockstep) together++;
        return experiment.run(cell, context);
      },
      judge: () => [],
      page: () => [],
    };
    const { results } = await runExperiment(few, { kernels });
    expect(together).toBe(cells.length);
    for (const { cell, table } of results) {
      const alone = await experiment.run(cell, { kernels });
      const timeless = (one: Table) => [...one].map(({ seconds: _, ...row }) => row);
      expect(timeless(table)).toEqual(timeless(alone));
    }
  });
});
