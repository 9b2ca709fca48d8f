import { join } from "node:path";
import type { Command } from "commander";
import { FileError } from "../io/file-error.ts";
import { asComplexImage, asMatrixColumnMajor } from "../io/npy-order.ts";
import { readRunFolder } from "../io/run-folder.ts";
import type { Factors } from "../linalg/matrix.ts";
import type { Identifiability } from "../problem/identifiability.ts";
import type { Problem } from "../problem/problem.ts";
import { formatNumber } from "../report/format.ts";
import { loadProblem } from "../tasks/load-problem.ts";
import { type Standing, tangentAt, truthFactors, whereStands } from "../tasks/where-stands.ts";
import { asFault, asUsage, UsageError } from "./exit.ts";
import * as read from "./read-options.ts";
import { kernelsFor, type SolvingOptions, withKernelOptions } from "./solving.ts";

interface WhereOptions extends Pick<SolvingOptions, "rank" | "threads" | "backend" | "maxMemory" | "json"> {
  readonly estimate?: string;
}

export function whereCommand(command: Command): Command {
  return withKernelOptions(
    command
      .argument("<problem>", "a problem manifest (.yaml or .json)")
      .description("where m stands among the bars: degrees of freedom, nuclear norm, PSD-only, least squares"),
  )
    .option("--rank <r>", "the rank of M; default that of the truth, of the estimate, or of the manifest", read.rank)
    .option("--estimate <dir>", "a run folder: σ_min of 𝒜 on the tangent space is taken at its estimate")
    .option("--max-memory <bytes>", "refuse what needs more, such as 2GiB", read.bytes)
    .action(where);
}

type Tangent = Identifiability & { readonly at: "truth" | "estimate" };

async function where(path: string, options: WhereOptions): Promise<void> {
  const kernels = kernelsFor(options);
  const { problem, rank: declared } = loadProblem(path, { kernels, maxMemory: options.maxMemory });
  const tangent = await tangentOf(problem, options.estimate);
  const rank = options.rank ?? (tangent?.rank || declared);
  if (rank === undefined)
    throw new UsageError(`the rank of M is not known: give --rank, --estimate, or rank or truth in ${path}`);
  const standing = asUsage(() => whereStands(problem, rank));
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ operator: problem.operator.kind, ...standing, tangent: tangent ?? null }, null, 2)}\n`
      : text(problem, standing, tangent),
  );
}

async function tangentOf(problem: Problem, folder: string | undefined): Promise<Tangent | undefined> {
  if (folder !== undefined) {
    const x = await asFault(folder, () => estimateIn(folder, problem));
    return { at: "estimate", ...tangentAt(problem, x) };
  }
  const truth = truthFactors(problem);
  return truth && { at: "truth", ...tangentAt(problem, truth) };
}

/** The factors of a run folder. Throws FileError where it has none, or of another shape than the problem's. */
function estimateIn(folder: string, { operator }: Problem): Factors {
  const { arrays } = readRunFolder(folder);
  const array = arrays.get("left.npy");
  if (!array) throw new FileError(folder, "no left.npy here, so there is no factored estimate");
  const complex = operator.field === "complex";
  const matrixOf = (given: typeof array) => (complex ? asComplexImage(given) : asMatrixColumnMajor(given));
  if (array.complex !== complex)
    throw new FileError(
      join(folder, "left.npy"),
      `the problem is ${complex ? "complex, this estimate real" : "real, this estimate complex"}`,
    );
  const left = matrixOf(array);
  const right = arrays.has("right.npy") ? matrixOf(arrays.get("right.npy") ?? array) : left;
  if (left.rows !== operator.rows || right.rows !== operator.cols || left.cols !== right.cols)
    throw new FileError(
      folder,
      `the estimate is ${left.rows}×${left.cols} and ${right.rows}×${right.cols}; the problem is ${operator.rows}×${operator.cols}`,
    );
  return { left, right };
}

function text({ operator, symmetric }: Problem, standing: Standing, tangent: Tangent | undefined): string {
  const { bars, count, rank } = standing;
  const rows: [number, string][] = [
    [bars.degreesOfFreedom, "degrees of freedom: below it no method can work"],
    [bars.nuclearNorm, `${symmetric ? "least trace" : "nuclear norm"}: above it convex recovery works`],
    ...(bars.psdOnly === undefined ? [] : [[bars.psdOnly, "PSD-only: above it any PSD fit is M"] as [number, string]]),
    [bars.leastSquares, "least squares: from here on any fit is M"],
    [count, "m, the measurements of this problem  <--"],
  ];
  const size = operator.field === "complex" ? operator.rows / 2 : operator.rows;
  const shape = `${size}×${operator.field === "complex" ? size : operator.cols}`;
  const width = Math.max(...standing.solvers.map(({ name }) => name.length));
  return [
    `${operator.kind}, ${shape}${symmetric ? (operator.field === "complex" ? " Hermitian PSD" : " PSD") : ""}, rank ${rank}`,
    ...rows.toSorted(([a], [b]) => a - b).map(([m, label]) => `${String(m).padStart(8)}  ${label}`),
    `${standing.meaning[0].toUpperCase()}${standing.meaning.slice(1)}.`,
    ...(standing.gaussian ? [] : [`The bars are those of Gaussian operators; for ${operator.kind} they are a guide.`]),
    `Local rates are slowed by a factor between q = ${formatNumber(standing.blurFactor)} and 1.`,
    ...(tangent ? [tangentLine(tangent)] : []),
    "What that means for each solver, from runs of gradient descent on exact Gaussian data with κ = 1:",
    ...standing.solvers.map(({ name, outlook }) => `  ${name.padEnd(width)}  ${outlook}`),
    "",
  ].join("\n");
}

function tangentLine({ at, rank, sigmaMin, skipped, degreesOfFreedom }: Tangent): string {
  const space = `σ_min of 𝒜 on the tangent space at the ${at} (rank ${rank}, ${degreesOfFreedom} dimensions)`;
  if (sigmaMin === undefined) return `${space} was not computed: ${skipped ?? "unknown"}.`;
  const enough = sigmaMin >= 0.25 ? "the data determine it locally" : "below 0.25: other matrices fit almost as well";
  return `${space} is ${formatNumber(sigmaMin)}·√τ: ${enough}.`;
}
