import { readMtx } from "../io/mtx.ts";
import { readNpy } from "../io/npy.ts";
import { cOrder } from "../io/npy-order.ts";
import { memoryBudget, NotEnoughMemory, requireMemory } from "../kernels/memory.ts";
import { circulantOperator } from "../operators/circulant.ts";
import { denseOperator, everySymmetric, packTriangles, symmetricOperator } from "../operators/dense.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import { gaussianOperator, symmetricGaussianOperator } from "../operators/gaussian.ts";
import { hadamardOperator } from "../operators/hadamard.ts";
import { pauliOperator } from "../operators/pauli.ts";
import { rademacherOperator } from "../operators/rademacher.ts";
import type { OperatorName } from "../operators/registry.ts";
import type { Seed } from "../random/seed.ts";
import { loadCentredRankOne, loadPhaseRetrieval, loadRankOne, loadSymmetricRankOne } from "./load-vectors.ts";
import type { OperatorEntry } from "./manifest-schema.ts";
import type { LoadedOperator, LoadOptions, OperatorLoader, Source } from "./operator-loader.ts";
import { randomPositions } from "./random-positions.ts";

/**
 * The operator that a manifest describes. Throws FileError at the manifest's key, or of the file it names; NotEnoughMemory before
 * allocating.
 */
export function loadOperator(
  entry: OperatorEntry,
  source: Source,
  { kernels, maxMemory = memoryBudget() }: LoadOptions,
): LoadedOperator {
  try {
    return loaders[entry.kind as OperatorName](entry, source, { kernels, maxMemory });
  } catch (cause) {
    if (!(cause instanceof RangeError) || cause instanceof NotEnoughMemory) throw cause;
    throw source.flaw(["operator"], cause.message, cause);
  }
}

const loaders: Record<OperatorName, OperatorLoader> = {
  dense: loadDense,
  gaussian: (entry, _, { kernels, maxMemory }) => ({ operator: gaussianOperator({ ...sizes(entry), maxMemory }, kernels) }),
  "symmetric-gaussian": (entry, _, { kernels, maxMemory }) => ({
    operator: symmetricGaussianOperator({ ...sizes(entry), size: entry.size as number, maxMemory }, kernels),
  }),
  rademacher: (entry, _, { kernels, maxMemory }) => ({ operator: rademacherOperator({ ...sizes(entry), maxMemory }, kernels) }),
  entries: loadEntries,
  pauli: loadPauli,
  hadamard: (entry, _, { kernels, maxMemory }) => ({ operator: hadamardOperator({ ...sizes(entry), maxMemory }, kernels) }),
  circulant: (entry, _, { kernels, maxMemory }) => ({ operator: circulantOperator({ ...sizes(entry), maxMemory }, kernels) }),
  "rank-one": loadRankOne,
  "symmetric-rank-one": loadSymmetricRankOne,
  "centred-rank-one": loadCentredRankOne,
  "phase-retrieval": loadPhaseRetrieval,
};

const sizes = ({ rows, cols, count, seed, precision, storage }: OperatorEntry) => ({
  rows: rows as number,
  cols: cols as number,
  count: count as number,
  seed: seed as Seed,
  precision: precision as "float64" | "float32" | undefined,
  storage: storage as "stored" | "generated" | undefined,
});

function loadDense(
  { file, rows, cols }: OperatorEntry,
  source: Source,
  { kernels, maxMemory }: Required<LoadOptions>,
): LoadedOperator {
  const array = readNpy(source.file(file as string, ["operator", "file"]), { maxBytes: maxMemory, kernels });
  const at = (sentence: string) => source.flaw(["operator", "file"], `${file}: ${sentence}`);
  if (array.complex) throw at("complex sensing matrices are not supported; give real ones, or Pauli words");
  const [m, ...rest] = array.shape;
  const [n1, n2] = rest.length === 2 ? rest : [rows as number | undefined, cols as number | undefined];
  if (rest.length !== 2 && rest.length !== 1)
    throw at(`an array of m×n1×n2 numbers is needed, or m×(n1·n2) with rows and cols; its shape is ${array.shape.join("×")}`);
  if (n1 === undefined || n2 === undefined) throw at(`its shape is ${array.shape.join("×")}, so rows and cols must be given`);
  if ((rows !== undefined && rows !== n1) || (cols !== undefined && cols !== n2))
    throw at(`its matrices are ${n1}×${n2}, but the manifest says ${rows ?? n1}×${cols ?? n2}`);
  if (rest.length === 1 && n1 * n2 !== rest[0]) throw at(`${m} rows of ${rest[0]} numbers are not ${n1}×${n2} matrices`);
  try {
    const matrices = cOrder(array);
    if (!everySymmetric(n1, n2, matrices)) return { operator: denseOperator({ rows: n1, cols: n2, matrices }, kernels) };
    return { operator: symmetricOperator({ size: n1, triangles: packTriangles(n1, matrices) }, kernels) };
  } catch (cause) {
    throw at((cause as Error).message);
  }
}

function loadEntries(
  { rows, cols, file, count, seed }: OperatorEntry,
  source: Source,
  { kernels, maxMemory }: Required<LoadOptions>,
): LoadedOperator {
  const [n1, n2] = [rows as number, cols as number];
  if (file === undefined) {
    if (count === undefined)
      throw source.flaw(["operator"], "entries need a file of positions, or a count (and seed) of random ones");
    requireMemory(80 * (count as number), `${count} random positions`, "use fewer, or give a file of positions", maxMemory);
    if ((count as number) > n1 * n2)
      throw source.flaw(["operator", "count"], `count: a ${n1}×${n2} matrix has ${n1 * n2} entries, not ${count}`);
    return {
      operator: entrySampling({ rows: n1, cols: n2, ...randomPositions(n1, n2, count as number, (seed as Seed) ?? 0) }, kernels),
    };
  }
  if (count !== undefined || seed !== undefined)
    throw source.flaw(["operator"], "entries take a file or a count of random positions, not both");
  const content = readMtx(source.file(file as string, ["operator", "file"]), { maxBytes: maxMemory });
  if (content.format !== "coordinate")
    throw source.flaw(["operator", "file"], `${file}: a coordinate .mtx is needed, this one is an array`);
  if (content.rows !== n1 || content.cols !== n2)
    throw source.flaw(["operator", "file"], `${file} is ${content.rows}×${content.cols}, but the manifest says ${n1}×${n2}`);
  const operator = entrySampling({ rows: n1, cols: n2, row: content.row, col: content.col }, kernels);
  return { operator, ...(content.values && { values: content.values }) };
}

function loadPauli(
  { qubits, settings, count, seed }: OperatorEntry,
  source: Source,
  { kernels, maxMemory }: Required<LoadOptions>,
): LoadedOperator {
  const drawn = count !== undefined || seed !== undefined;
  if (settings !== undefined && drawn)
    throw source.flaw(["operator"], "pauli takes settings, or a count and a seed of random words, not both");
  if (settings === undefined && (count === undefined || seed === undefined))
    throw source.flaw(["operator"], "pauli needs settings, or a count and a seed of random words");
  const sensing = drawn ? { count: count as number, seed: seed as Seed, maxMemory } : { settings: settings as string[] };
  return { operator: pauliOperator({ qubits: qubits as number, ...sensing }, kernels) };
}
