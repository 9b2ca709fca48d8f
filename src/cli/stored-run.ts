import { basename } from "node:path";
import type { NpyArray } from "../io/npy.ts";
import { asComplexImage, asMatrixColumnMajor } from "../io/npy-order.ts";
import { type RunArrayName, readRunFolder } from "../io/run-folder.ts";
import type { Kernels } from "../kernels/contract.ts";
import type { Picture } from "../report/raster.ts";
import type { ReportedRun } from "../report/run-page.ts";
import { complexPictures, estimatePictures } from "./pictures.ts";

/** A run folder as a page shows it. Throws FileError. */
export function storedRun(folder: string, kernels: Kernels): ReportedRun {
  const { result, history, arrays } = readRunFolder(folder);
  return { label: basename(folder), result, history, pictures: picturesOf(result.problem.operator, arrays, kernels) };
}

function picturesOf(operator: string, arrays: ReadonlyMap<RunArrayName, NpyArray>, kernels: Kernels): Picture[] {
  const [observed, completed] = [arrays.get("observed.npy"), arrays.get("completed.npy")];
  if (observed && completed) {
    return [
      { label: "observed", ...asMatrixColumnMajor(observed) },
      { label: "completed", ...asMatrixColumnMajor(completed) },
    ];
  }
  const left = arrays.get("left.npy");
  if (!left) return [];
  if (left.complex) return complexPictures(kernels, asComplexImage(left), operator === "pauli");
  return estimatePictures(kernels, {
    left: asMatrixColumnMajor(left),
    right: asMatrixColumnMajor(arrays.get("right.npy") ?? left),
  });
}
