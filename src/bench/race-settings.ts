import { requireMemory } from "../kernels/memory.ts";
import { denseOf } from "../operators/dense.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { createProblem, type Problem } from "../problem/problem.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import { solvers } from "../solvers/registry.ts";
import { ArrayFiles, normalNumbers } from "./arrays.ts";
import { positions } from "./entries.ts";
import type { PackageName } from "./peers.ts";
import type { Stage } from "./stage.ts";

type Form = "asymmetric" | "symmetric";

/** What solvers race on: one operator, with a truth for either form. */
export interface Setting {
  readonly name: string;
  readonly about: string;
  readonly rank: number;
  /** Whose twins race: SciPy's sparse products, or NumPy's. */
  readonly package: PackageName;
  problem(form: Form): Problem;
  /** The files of the operator and of the measurements of that form. */
  files(form: Form): Record<string, string>;
}

interface Parts {
  readonly name: string;
  readonly about: string;
  readonly operator: MeasurementOperator;
  readonly rank: number;
  readonly condition: number;
  readonly package: PackageName;
  readonly written: (files: ArrayFiles) => Record<string, string>;
}

/** Sensing at κ = 1 and 10 over the same matrices, and completion. What they are made of is allocated when it is asked for. */
export function* settings(stage: Stage): Generator<Setting> {
  const files = new ArrayFiles(stage.folder);
  if (["sensing-1", "sensing-10"].some((name) => concerns(stage, name))) {
    const sensed = sensing(stage);
    for (const condition of [1, 10]) yield setting(files, { ...sensed, name: `sensing-${condition}`, condition });
  }
  if (concerns(stage, "completion")) yield setting(files, completion(stage));
}

/** Whether a race on this setting is wanted. */
const concerns = (stage: Stage, setting: string): boolean =>
  Object.keys(solvers).some((solver) => stage.wanted(`solve-${solver}-${setting}`));

function sensing(stage: Stage): Omit<Parts, "name" | "condition"> {
  const [n, rank, count] = stage.quick ? [12, 2, 200] : [100, 5, 3000];
  // Ours, and the twin's.
  requireMemory(2 * 8 * count * n * n, `${count} dense ${n}×${n} matrices, ours and NumPy's,`, "use --quick", stage.maxMemory);
  const kernels = stage.kernels(stage.threads.at(-1)!);
  const matrices = normalNumbers(kernels, new Float64Array(count * n * n), 0, 1 / Math.sqrt(count));
  return {
    about: `n = ${n}, r = ${rank}, m = ${count}`,
    operator: denseOf("dense", n, n, matrices, kernels),
    rank,
    package: "numpy",
    written: (files) => ({ a: files.put("sensing", matrices, [count, n * n]) }),
  };
}

function completion(stage: Stage): Parts {
  const [n, rank, share] = stage.quick ? [60, 2, 0.4] : [1000, 5, 0.1];
  const count = Math.round(share * n * n);
  const { row, col } = positions(n, count);
  return {
    name: "completion",
    about: `n = ${n}, r = ${rank}, ${count} entries`,
    operator: entrySampling({ rows: n, cols: n, row, col }, stage.kernels(stage.threads.at(-1)!)),
    rank,
    condition: 1,
    package: "scipy",
    written: (files) => ({ row: files.put("race-row", row), col: files.put("race-col", col) }),
  };
}

function setting(files: ArrayFiles, { name, about, operator, rank, condition, written, ...parts }: Parts): Setting {
  const problems = new Map<Form, Problem>();
  const problem = (form: Form): Problem => {
    const known = problems.get(form);
    if (known) return known;
    const symmetric = form === "symmetric";
    const truth = syntheticTruth(operator, { rank, condition, seed: 0, symmetric });
    const made = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), symmetric, truth });
    problems.set(form, made);
    return made;
  };
  return {
    name,
    about: `${about}, κ = ${condition}`,
    rank,
    package: parts.package,
    problem,
    files: (form) => ({ ...written(files), y: files.put(`y-${name}-${form}`, problem(form).measurements) }),
  };
}
