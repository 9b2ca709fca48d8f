import { errorPath } from "./error-path.ts";
import type { Cell, Experiment } from "./experiment.ts";
import { seedsOf } from "./seeds.ts";
import { asymmetricProblem } from "./sensing.ts";
import { ruleLaws } from "./training-rules-laws.ts";
import { type Rule, type RuleName, rules } from "./training-rules-methods.ts";
import { rulesPage } from "./training-rules-page.ts";
import { judgeLaws } from "./verdict.ts";

export interface RuleCell extends Cell {
  readonly rule: RuleName;
  readonly n: number;
  readonly r: number;
  readonly m: number;
  readonly iterations: number;
}

const shared = { n: 20, r: 2 } as const;
/** Half as many measurements as entries, and two and a half times as many. */
export const [FEW, MANY] = [200, 1000] as const;
/** All of them, but where m is large and the run a toy: there those alone whose passes are judged. */
const rulesAt = (m: number, toy: boolean): readonly RuleName[] =>
  toy && m === MANY
    ? ["adam", "galore, ρ = 2", "fira, ρ = 2", "trained rank pruning, rank 2"]
    : (Object.keys(rules) as RuleName[]);

/** The relative error at which runs end. */
const ENOUGH = 0.01;

/**
 * The published rules of low-rank training side by side, each as in the experiment of its own: what they reach, after how many passes, and with how many
 * numbers kept. At m = 200 < n² the data do not determine M, and what a rule prefers decides; at m = 1000 they do, and only speed differs.
 */
export const trainingRules: Experiment<RuleCell> = {
  name: "training-rules",
  law: "where the data do not determine M, rules that train factors or cut the rank find it, with a fraction of the numbers that Adam keeps, and rules that keep all of X do not; where the data do determine it, all of them come near, and only speed differs",
  reference:
    "Zhao et al. GaLore, arXiv:2403.03507; Chen et al. Fira, arXiv:2410.01623; Han et al. SLTrain, arXiv:2406.02214; Horváth et al. Maestro, arXiv:2308.14929; Xu et al. Trained rank pruning, arXiv:1812.02402; Hu et al. LoRA, arXiv:2106.09685; cosines: arXiv:2505.17967.",

  cells: (size) =>
    [FEW, MANY].flatMap((m) =>
      seedsOf(size, 6).flatMap((seed) =>
        rulesAt(m, size.toy).map((rule) => ({
          ...shared,
          name: `${rule.replace(/[^a-zA-Z0-9]+/g, "-").toLowerCase()}-m${m}-seed${seed}`,
          seed,
          rule,
          m,
          iterations: size.toy ? 800 : 3000,
        })),
      ),
    ),
  sensing: ({ m, seed }) => `${m} ${seed}`,
  run: async (cell, context) => {
    const { n, r, m, seed, iterations } = cell;
    const { make, k, kept, start }: Rule = rules[cell.rule];
    const problem = asymmetricProblem({ n1: n, n2: n, r, m, condition: 1, seed }, context.kernels);
    const path = { rank: k(n), seed, start, iterations, enough: ENOUGH, columns: ["asks"] };
    const table = await errorPath(make(iterations), problem, context, path);
    table.amend({ kept: kept(n) });
    return table;
  },
  judge: (results) => judgeLaws(ruleLaws(results), results),
  page: (results) => rulesPage(ruleLaws(results), results),
};
