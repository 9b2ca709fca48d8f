import { readNpy } from "../io/npy.ts";
import { cOrder } from "../io/npy-order.ts";
import { phaseRetrievalOperator } from "../operators/phase-retrieval.ts";
import { centredRankOneOperator, rankOneOperator, symmetricRankOneOperator } from "../operators/rank-one.ts";
import type { Seed } from "../random/seed.ts";
import type { OperatorEntry } from "./manifest-schema.ts";
import type { LoadOptions, OperatorLoader, Source } from "./operator-loader.ts";

export const loadRankOne: OperatorLoader = (entry, source, options) => {
  const { kernels } = options;
  const files = given(entry, ["left", "right"], ["rows", "cols", "count", "seed"], source);
  if (!files) {
    const [rows, cols] = [entry["rows"] as number, entry["cols"] as number];
    return { operator: rankOneOperator({ rows, cols, ...drawn(entry, options) }, kernels) };
  }
  const [left, right] = files.map((key) => readVectors(entry, key, source, options));
  return { operator: rankOneOperator({ rows: left.size, cols: right.size, left: left.all, right: right.all }, kernels) };
};

/** Of one array of vectors, for both sides. */
const loadSymmetric =
  (operatorOf: typeof symmetricRankOneOperator, complex: boolean): OperatorLoader =>
  (entry, source, options) => {
    const files = given(entry, ["vectors"], ["size", "count", "seed"], source);
    const sensing = files
      ? readVectors(entry, "vectors", source, options, complex)
      : { size: entry["size"] as number, ...drawn(entry, options) };
    return { operator: operatorOf("all" in sensing ? { size: sensing.size, vectors: sensing.all } : sensing, options.kernels) };
  };

export const loadSymmetricRankOne = loadSymmetric(symmetricRankOneOperator, false);
export const loadCentredRankOne = loadSymmetric(centredRankOneOperator, false);
export const loadPhaseRetrieval = loadSymmetric(phaseRetrievalOperator, true);

const drawn = ({ count, seed }: OperatorEntry, { maxMemory }: Required<LoadOptions>) => ({
  count: count as number,
  seed: seed as Seed,
  maxMemory,
});

/** The keys of files of vectors where those are given, nothing where vectors are to be drawn; an error where it is neither or both. */
function given(entry: OperatorEntry, files: string[], draw: string[], source: Source): string[] | undefined {
  const missing = (keys: string[]) => keys.filter((key) => entry[key] === undefined);
  const ways = `${entry.kind} needs ${files.join(" and ")} (files of vectors), or ${draw.join(", ")} to draw them`;
  if (missing(files).length === files.length) {
    const [first] = missing(draw);
    if (first !== undefined) throw source.flaw(["operator"], `${ways}; ${first} is missing`);
    return undefined;
  }
  const [absent] = missing(files);
  if (absent !== undefined) throw source.flaw(["operator"], `${ways}; ${absent} is missing`);
  const both = draw.find((key) => entry[key] !== undefined);
  if (both !== undefined) throw source.flaw(["operator", both], `${ways}, not both; ${both} is given too`);
  return files;
}

/** A .npy of m vectors of n numbers; complex ones as real images, [Re, Im] of one vector after the other. */
function readVectors(
  entry: OperatorEntry,
  key: string,
  source: Source,
  { maxMemory }: Required<LoadOptions>,
  complex = false,
): { size: number; all: Float64Array } {
  const name = entry[key] as string;
  const array = readNpy(source.file(name, ["operator", key]), { maxBytes: maxMemory });
  const at = (sentence: string) => source.flaw(["operator", key], `${name}: ${sentence}`);
  if (array.shape.length !== 2)
    throw at(`an array of m×n numbers is needed, one vector a row; its shape is ${array.shape.join("×")}`);
  if (array.complex && !complex) throw at("these vectors are complex; that is what phase-retrieval takes");
  const [m, size] = array.shape;
  if (m === 0 || size === 0) throw at(`there is nothing in it; its shape is ${m}×${size}`);
  const rows = cOrder(array);
  if (!complex) return { size, all: rows instanceof Float64Array ? rows : Float64Array.from(rows) };
  const all = new Float64Array(2 * m * size);
  const step = array.complex ? 2 : 1;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < size; j++) {
      all[2 * i * size + j] = rows[step * (i * size + j)];
      if (array.complex) all[(2 * i + 1) * size + j] = rows[2 * (i * size + j) + 1];
    }
  return { size, all };
}
