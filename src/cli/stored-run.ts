import { basename } from "node:path";
import type { NpyArray } from "../io/npy.ts";
import { asMatrixColumnMajor, cOrder } from "../io/npy-order.ts";
import { readRunFolder } from "../io/run-folder.ts";
import type { Kernels } from "../kernels/contract.ts";
import { imageOfInterleaved } from "../linalg/hermitian.ts";
import type { Matrix } from "../linalg/matrix.ts";
import type { Picture } from "../report/raster.ts";
import type { ReportedRun } from "../report/run-page.ts";
import { estimatePictures, statePictures } from "./pictures.ts";

/** A run folder as a page shows it. Throws FileError. */
export function storedRun(folder: string, kernels: Kernels): ReportedRun {
  const { result, history, arrays } = readRunFolder(folder);
  const left = arrays.get("left.npy");
  const completed = arrays.get("completed.npy");
  const pictures = completed
    ? [{ label: "completed", ...asMatrixColumnMajor(completed) }]
    : left
      ? estimate(left, arrays.get("right.npy") ?? left, kernels)
      : [];
  return { label: basename(folder), result, history, pictures };
}

function estimate(left: NpyArray, right: NpyArray, kernels: Kernels): Picture[] {
  if (left.complex) return statePictures(kernels, complexImage(left));
  return estimatePictures(kernels, { left: asMatrixColumnMajor(left), right: asMatrixColumnMajor(right) });
}

function complexImage(array: NpyArray): Matrix {
  const [n, k] = array.shape;
  const pairs = cOrder(array);
  const columns = new Float64Array(2 * n * k);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < k; j++) columns.set(pairs.subarray(2 * (i * k + j), 2 * (i * k + j) + 2), 2 * (j * n + i));
  return imageOfInterleaved(n, k, columns);
}
