import type { AlgebraKernels, OperatorKernels } from "../../src/kernels/contract.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { portableKernels } from "../../src/kernels/portable.ts";

export type KernelSet = AlgebraKernels & OperatorKernels;

export const portable: KernelSet = portableKernels();

/** Where no native binary fits this machine, `native` is missing and `why` says so in the titles of what is skipped. */
export const { native, why } = findNative();

function findNative(): { native?: KernelSet; why: string } {
  try {
    const kernels = openKernels("native");
    return kernels.name === "native" ? { native: kernels, why: "" } : { why: kernels.why };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** The sets present, for suites that hold of each alone. */
export const kernelSets: [string, KernelSet][] = native
  ? [
      ["portable", portable],
      ["native", native],
    ]
  : [["portable", portable]];
