import type { Floats } from "../kernels/contract.ts";
import { largeArray } from "../kernels/large-arrays.ts";
import { requireMemory } from "../kernels/memory.ts";
import { openKernels } from "../kernels/open.ts";
import type { Factors } from "../linalg/matrix.ts";
import { squared } from "../losses/loss.ts";
import { denseOf } from "../operators/dense.ts";
import { gradientLike } from "../problem/asking.ts";
import { ArrayFiles, flatGradient, normalNumbers, randomFactors } from "./arrays.ts";
import { type Contest, hold } from "./contest.ts";
import type { PackageName } from "./peers.ts";
import type { Result, Target } from "./result.ts";
import { ownSide, peerSide, type Side } from "./side.ts";
import { onThreads, roundsFor, type Stage } from "./stage.ts";

/** A dense problem: the same numbers in both precisions, where they are needed. */
interface Instance {
  readonly count: number;
  readonly size: number;
  readonly double: Float64Array;
  readonly single: Float32Array;
  readonly y: Float64Array;
  readonly x: Factors;
}

type Precision = "double" | "single";

/** The contests of one gradient: which matrices ours reads and which theirs, and what is allowed between the answers. */
const GRADIENTS: readonly { name: string; ours: Precision; theirs: Precision; tolerance: number; targets: [Target, Target] }[] = [
  {
    name: "dense-gradient-f64",
    ours: "double",
    theirs: "double",
    tolerance: 1e-10,
    targets: [{ atLeast: 1.9 }, { atLeast: 1.7 }],
  },
  // Rounding A to single precision moves a gradient by about 1e-7 of it.
  { name: "dense-gradient-f32", ours: "single", theirs: "double", tolerance: 1e-5, targets: [{ atLeast: 3.5 }, { atLeast: 3 }] },
  {
    name: "dense-gradient-f32-f32",
    ours: "single",
    theirs: "single",
    tolerance: 1e-3,
    targets: [{ atLeast: 1.9 }, { atLeast: 1.7 }],
  },
];

const FORMULATIONS: readonly { peer: PackageName; how: string; once?: boolean }[] = [
  { peer: "numpy", how: "two products" },
  { peer: "numpy", how: "einsum", once: true },
  { peer: "torch", how: "two products" },
  { peer: "torch", how: "autograd" },
];

const PORTABLE = "portable-dense-gradient";

/** One gradient of dense sensing against two passes over A; and portable kernels against native ones. */
export async function* denseGradients(stage: Stage): AsyncGenerator<Result> {
  const names = [...GRADIENTS.flatMap(({ name }) => stage.threads.map((t) => onThreads(name, t))), PORTABLE];
  if (!names.some(stage.wanted)) return;
  const instance = instanceOf(stage);
  const files = new ArrayFiles(stage.folder);
  for (const threads of stage.threads) {
    for (const { name, ours, theirs, tolerance, targets } of GRADIENTS) {
      const called = onThreads(name, threads);
      if (!stage.wanted(called)) continue;
      stage.say(called);
      const rivals = await rivalsOf(stage, instance, files, theirs, threads);
      const contest = contestOf(stage, instance, ours, threads);
      yield await hold(
        { ...contest, name: called, sides: [...contest.sides, ...rivals], tolerance, target: targets[threads - 1] },
        roundsFor(stage, 0.1),
      );
    }
    await stage.peers.end();
  }
  if (stage.wanted(PORTABLE)) yield await portable(stage, instance);
}

function instanceOf(stage: Stage): Instance {
  const [count, n] = stage.quick ? [300, 20] : [8000, 100];
  const [size, bytes] = [n * n, count * n * n * 12];
  // Two peers hold a copy each.
  requireMemory(
    3 * bytes,
    `${count} dense ${n}×${n} matrices in two precisions, ours and those of two peers,`,
    "use --quick",
    stage.maxMemory,
  );
  const kernels = stage.kernels(stage.threads.at(-1)!);
  const double = normalNumbers(kernels, largeArray(count * size, "float64", kernels), 0, 1 / Math.sqrt(count));
  const single = largeArray(count * size, "float32", kernels) as Float32Array;
  single.set(double);
  return {
    count,
    size,
    double,
    single,
    y: normalNumbers(kernels, new Float64Array(count), 1),
    x: randomFactors(kernels, n, n, 5),
  };
}

/** Ours alone, beside a plain read of the matrices. */
function contestOf(stage: Stage, instance: Instance, precision: Precision, threads: number): Omit<Contest, "tolerance"> {
  const { count, x, y } = instance;
  const kernels = stage.kernels(threads);
  const matrices = instance[precision];
  const out = gradientLike(x);
  const operator = denseOf("dense", x.left.rows, x.right.rows, matrices, kernels);
  const read = ownSide({ name: "hardware", how: "plain read", work: () => kernels.firstNonFinite(matrices) });
  return {
    name: "",
    about: aboutOf(count, x, matrices),
    threads,
    unit: "ms",
    sides: [ownSide({ work: () => operator.gradient(x, y, squared, out), answer: () => flatGradient(out) })],
    yardstick: { side: read, amount: matrices.byteLength },
    rate: { amount: matrices.byteLength, unit: "GB/s" },
  };
}

const aboutOf = (count: number, { left, right }: Factors, matrices: Floats): string =>
  `${count} ${left.rows}×${right.rows} matrices of ${matrices instanceof Float32Array ? "float32" : "float64"}, k = ${left.cols}`;

async function rivalsOf(
  stage: Stage,
  instance: Instance,
  files: ArrayFiles,
  precision: Precision,
  threads: number,
): Promise<Side[]> {
  const sides: Side[] = [];
  for (const { peer: name, how, once } of FORMULATIONS) {
    const peer = await stage.peers.get(name, threads);
    if (!peer) continue;
    const { x, y, count, size } = instance;
    const a = files.put(precision, instance[precision], [count, size]);
    const question = {
      case: "dense-gradient",
      how,
      files: { a, y: files.put("y", y), left: files.matrix("left", x.left), right: files.matrix("right", x.right) },
      numbers: {},
    };
    sides.push(peerSide(peer, question, { once }));
  }
  return sides;
}

async function portable(stage: Stage, instance: Instance): Promise<Result> {
  stage.say(PORTABLE);
  const contest = contestOf(stage, instance, "double", 1);
  const { x, y } = instance;
  const out = gradientLike(x);
  const operator = denseOf("dense", x.left.rows, x.right.rows, instance.double, openKernels("portable"));
  const theirs = ownSide({
    name: "portable",
    work: () => operator.gradient(x, y, squared, out),
    answer: () => flatGradient(out),
  });
  const native = stage.kernels(1).name === "native";
  const sides: [Side, ...Side[]] = native ? [contest.sides[0], theirs] : [contest.sides[0]];
  const result = await hold(
    { ...contest, name: PORTABLE, sides, tolerance: 1e-10, target: { atMost: 6 } },
    roundsFor(stage, 0.3),
  );
  return native ? result : { ...result, unavailable: "there are no native kernels here to compare with" };
}
