import { readCsv } from "../io/csv.ts";
import { FileError } from "../io/file-error.ts";
import type { NpyArray } from "../io/npy.ts";
import { readNpy } from "../io/npy.ts";
import { asComplexImage, asMatrixColumnMajor } from "../io/npy-order.ts";
import { symmetricEigen } from "../linalg/decompositions.ts";
import { embedding } from "../linalg/hermitian.ts";
import type { Factors, Matrix } from "../linalg/matrix.ts";
import { absolute, huber, type Loss, squared } from "../losses/loss.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import { isBreakdown } from "../problem/asking.ts";
import { createProblem, maximumRank, type Problem } from "../problem/problem.ts";
import { loadOperator } from "./load-operator.ts";
import type { ManifestFile, OperatorEntry } from "./manifest-schema.ts";
import type { LoadOptions } from "./operator-loader.ts";
import { type Manifest, readProblemManifest } from "./read-manifest.ts";

/** A problem read from files. */
export interface LoadedProblem {
  readonly problem: Problem;
  readonly rank?: number;
  /** A pure state to compare with: the real image of 2^q amplitudes. */
  readonly target?: Matrix;
}

/** Reads the problem of a manifest and the files that it names. Throws FileError with its place; NotEnoughMemory before allocating. */
export function loadProblem(path: string, options: LoadOptions): LoadedProblem {
  const manifest = readProblemManifest(path);
  const { content } = manifest;
  const { operator, values } = loadOperator(content.operator as OperatorEntry, manifest, options);
  const measurements = readMeasurements(manifest, operator, values);
  const truth = readTruth(manifest, operator);
  try {
    const problem = createProblem({
      operator,
      measurements,
      loss: lossOf(content.loss),
      ...(content.symmetric !== undefined && { symmetric: content.symmetric }),
      ...(truth && { truth }),
    });
    const flawOfTruth = content.symmetric ? notPositive(problem) : undefined;
    if (flawOfTruth) throw manifest.flaw(["truth"], flawOfTruth);
    if (content.rank !== undefined && content.rank > maximumRank(problem))
      throw manifest.flaw(["rank"], `rank: an integer from 1 to ${maximumRank(problem)}, got ${content.rank}`);
    return { problem, rank: content.rank, target: readTarget(manifest, operator) };
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw manifest.flaw([flawKey(cause as Error)], (cause as Error).message, cause);
  }
}

/** Larger ones are taken at their word: their eigenvalues would take longer than many a run. */
const MOST_ROWS = 1000;

/** What is wrong with a real truth that is given whole, where M = F·Fᵀ is sought; a part of 10⁻⁸ may be rounding. */
function notPositive({ truth, operator, kernels }: Problem): string | undefined {
  if (!truth || "left" in truth || operator.field === "complex" || truth.rows > MOST_ROWS) return undefined;
  const { rows, data } = truth;
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < j; i++)
      if (Math.abs(data[i + j * rows] - data[j + i * rows]) > 1e-8 * largest)
        return `the truth is not symmetric: entry (${i}, ${j}) is ${data[i + j * rows]}, entry (${j}, ${i}) ${data[j + i * rows]}; say symmetric: false`;
  const eigen = symmetricEigen(kernels, truth);
  if (isBreakdown(eigen) || !(eigen.values[0] < -1e-8 * eigen.values[rows - 1])) return undefined;
  return `the truth has the eigenvalue ${eigen.values[0].toPrecision(3)}, and symmetric: true seeks F·Fᵀ, which has none below zero`;
}

function lossOf(given: ManifestFile["loss"]): Loss {
  if (typeof given === "object") return huber(given.huber);
  return given === "absolute" ? absolute : squared;
}

/** Which key of the manifest a mistake belongs to, from the words of its sentence. */
function flawKey({ message }: Error): string {
  if (message.includes("truth")) return "truth";
  return message.includes("symmetric") ? "symmetric" : "measurements";
}

function readMeasurements(
  { content, file, flaw, path }: Manifest<ManifestFile>,
  { count, kind }: MeasurementOperator,
  values: Float64Array | undefined,
): Float64Array {
  const given = content.measurements;
  if (given === undefined) {
    if (values) return values;
    throw new FileError(
      path,
      kind === "entries" ? "the positions come without values, so `measurements` must be given" : "`measurements` is missing",
    );
  }
  if (typeof given !== "string") return Float64Array.from(given);
  const at = (sentence: string): FileError => flaw(["measurements"], `${given}: ${sentence}`);
  const source = file(given, ["measurements"]);
  const y = given.toLowerCase().endsWith(".csv") ? csvVector(source, content, at) : realVector(readNpy(source), at);
  if (y.length !== count)
    throw flaw(["measurements"], `${given} has ${y.length} numbers, but the operator takes ${count} measurements`);
  return y;
}

function csvVector(path: string, { operator }: ManifestFile, flaw: (sentence: string) => FileError): Float64Array {
  const { matrix, rowLabels } = readCsv(path);
  const { rows, cols, data } = matrix;
  if (rows > 1 && cols > 1) throw flaw(`measurements are one list of numbers, this table is ${rows}×${cols}`);
  // Labels that are Pauli words say which setting a number belongs to, and must agree with the manifest's.
  const words = operator["settings"];
  if (Array.isArray(words) && rowLabels?.every((label) => /^[IXYZ]+$/.test(label))) {
    const wrong = rowLabels.findIndex((label, i) => label !== words[i]);
    if (wrong >= 0)
      throw flaw(`row ${wrong + 1} is labelled ${rowLabels[wrong]}, but setting ${wrong} of the manifest is ${words[wrong]}`);
  }
  return data;
}

function realVector(array: NpyArray, flaw: (sentence: string) => FileError): Float64Array {
  if (array.complex) throw flaw("measurements are real numbers, these are complex");
  if (array.shape.filter((size) => size !== 1).length > 1)
    throw flaw(`measurements are one list of numbers, this array is ${array.shape.join("×")}`);
  return Float64Array.from(array.data);
}

function readTruth(
  { content: { truth }, file, flaw }: Manifest<ManifestFile>,
  { field }: MeasurementOperator,
): Factors | Matrix | undefined {
  if (truth === undefined) return undefined;
  const complex = field === "complex";
  const read = (name: string): Matrix => {
    const array = readNpy(file(name, ["truth"]));
    if (array.shape.length !== 2)
      throw flaw(["truth"], `${name}: a matrix is needed, this array has ${array.shape.length} dimensions`);
    if (array.complex && !complex) throw flaw(["truth"], `${name}: the truth of this problem is real, these numbers are complex`);
    return complex ? asComplexImage(array) : asMatrixColumnMajor(array);
  };
  if (typeof truth === "string") return complex ? embedding(read(truth)) : read(truth);
  const left = read(truth.left);
  return { left, right: truth.right === undefined ? left : read(truth.right) };
}

function readTarget(
  { content: { target }, file, flaw }: Manifest<ManifestFile>,
  { kind, rows }: MeasurementOperator,
): Matrix | undefined {
  if (target === undefined) return undefined;
  if (kind !== "pauli") throw flaw(["target"], "a target state goes with Pauli measurements");
  const array = readNpy(file(target, ["target"]));
  const amplitudes = array.shape.reduce((a, b) => a * b, 1);
  if (amplitudes !== rows / 2) throw flaw(["target"], `${target} has ${amplitudes} amplitudes; the state has ${rows / 2}`);
  return asComplexImage({ ...array, shape: [amplitudes, 1] });
}
