import fs from "node:fs";
import { join } from "node:path";
import { writeNpy } from "../../src/io/npy-write.ts";

/** A reproducible number in (−1, 1) that looks random. */
export function draw(k: number): number {
  const x = Math.sin(12.9898 * (k + 1)) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

export const n1 = 6;
export const n2 = 5;
export const m = 60;

/** M = u·vᵀ, row-major. */
export const truth = Float64Array.from({ length: n1 * n2 }, (_, at) => draw(Math.floor(at / n2)) * draw(100 + (at % n2)));
/** A, m×n1×n2 row-major. */
export const sensing = Float64Array.from({ length: m * n1 * n2 }, (_, at) => draw(1000 + at));
export const measurements = Float64Array.from({ length: m }, (_, k) =>
  truth.reduce((sum, value, at) => sum + value * sensing[k * n1 * n2 + at], 0),
);

/** The numbers with one of them replaced. */
export function spoiled(data: Float64Array, at: number, value: number): Float64Array {
  const copy = data.slice();
  copy[at] = value;
  return copy;
}

export const manifest = "operator: { kind: dense, file: A.npy }\nmeasurements: y.npy\nrank: 1\n";

/** A.npy, y.npy, truth.npy and problem.yaml: a 6×5 problem of rank 1 with 60 measurements. */
export function writeProblem(folder: string): string {
  fs.mkdirSync(folder, { recursive: true });
  writeNpy(join(folder, "A.npy"), [m, n1, n2], sensing);
  writeNpy(join(folder, "y.npy"), [m], measurements);
  writeNpy(join(folder, "truth.npy"), [n1, n2], truth);
  const path = join(folder, "problem.yaml");
  fs.writeFileSync(path, manifest);
  return path;
}

/** Writes a manifest of that text and returns its path. */
export function writeManifest(folder: string, name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  fs.writeFileSync(path, text);
  return path;
}

/** A rank-2 table of 30×24 with a tenth of its entries missing: the whole, and which are missing. */
export function tableWithHoles(): { rows: number; cols: number; whole: Float64Array; missing: boolean[] } {
  const [rows, cols] = [30, 24];
  const at = (i: number, j: number) => 5 + draw(i) * draw(500 + j) + 0.5 * draw(200 + i) * draw(700 + j);
  const whole = Float64Array.from({ length: rows * cols }, (_, k) => at(Math.floor(k / cols), k % cols));
  return { rows, cols, whole, missing: Array.from(whole, (_, k) => draw(3000 + k) > 0.8) };
}
