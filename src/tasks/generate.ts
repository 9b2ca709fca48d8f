import { join, relative } from "node:path";
import { stringify } from "yaml";
import { ensureWritableFolder, writeAtomic } from "../io/atomic.ts";
import { writeNpy } from "../io/npy-write.ts";
import { requireMemory } from "../kernels/memory.ts";
import { interleavedOf } from "../linalg/hermitian.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { type Field, type OperatorName, operators } from "../operators/registry.ts";
import { syntheticMeasurements, syntheticTruth } from "../problem/synthetic.ts";
import { loadOperator } from "./load-operator.ts";
import type { OperatorEntry } from "./manifest-schema.ts";
import type { LoadOptions } from "./operator-loader.ts";
import { readSpecManifest } from "./read-manifest.ts";

/**
 * Draws the problem of a specification and writes problem.yaml, y.npy, truth-left.npy and (unless symmetric) truth-right.npy.
 * Returns the path of problem.yaml. Throws FileError, NotEnoughMemory or OutputError.
 */
export function generate(specPath: string, folder: string, options: LoadOptions): string {
  const spec = readSpecManifest(specPath);
  ensureWritableFolder(folder);
  const { rank, condition, noise = 0, seed = 0, symmetric } = spec.content;
  const entry = spec.content.operator as OperatorEntry;
  const { operator } = loadOperator(entry, spec, options);
  const hermitian = operator.field === "complex";
  const single = symmetric ?? hermitian;
  if (hermitian && !single)
    throw spec.flaw(["symmetric"], `symmetric: ${operator.kind} measurements are of Hermitian matrices, so it cannot be false`);
  if (single && operator.rows !== operator.cols)
    throw spec.flaw(
      ["symmetric"],
      `symmetric: the operator takes ${operator.rows}×${operator.cols} matrices, which are not square`,
    );
  requireMemory(
    32 * (operator.rows + operator.cols) * rank,
    `a truth of rank ${rank} with ${operator.rows} rows and ${operator.cols} columns`,
    "use a smaller problem",
    options.maxMemory,
  );
  const truth = drawTruth();
  const y = syntheticMeasurements(operator, truth, noise, seed);

  write("y.npy", [y.length], y);
  writeFactor("truth-left.npy", truth.left);
  if (!single) writeFactor("truth-right.npy", truth.right);
  const manifest = {
    operator: { ...entry, ...relativeFiles() },
    measurements: "y.npy",
    truth: { left: "truth-left.npy", ...(!single && { right: "truth-right.npy" }) },
    symmetric: single,
    rank,
  };
  const path = join(folder, "problem.yaml");
  writeAtomic(path, stringify(manifest));
  return path;

  /** The files that the operator is made of, as named from the new folder. */
  function relativeFiles(): Record<string, string> {
    const fields: Readonly<Record<string, Field>> = operators[entry.kind as OperatorName].fields;
    const named = Object.keys(fields).filter((key) => fields[key].type === "file" && entry[key] !== undefined);
    return Object.fromEntries(named.map((key) => [key, relative(folder, spec.file(entry[key] as string, ["operator", key]))]));
  }
  function drawTruth() {
    try {
      return syntheticTruth(operator, { rank, condition, seed, symmetric: single });
    } catch (cause) {
      throw spec.flaw(["rank"], (cause as Error).message, cause);
    }
  }
  function write(name: string, shape: number[], data: Float64Array, complex = false): void {
    writeNpy(join(folder, name), shape, data, { complex, fortran: true });
  }
  function writeFactor(name: string, factor: Matrix): void {
    if (hermitian) write(name, [factor.rows / 2, factor.cols], interleavedOf(factor), true);
    else write(name, [factor.rows, factor.cols], factor.data);
  }
}
