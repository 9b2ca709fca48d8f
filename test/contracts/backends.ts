import type { Kernels } from "../../src/kernels/contract.ts";
import { openKernels } from "../../src/kernels/open.ts";
import { native } from "../kernels/sets.ts";

export const portableBackend = openKernels("portable");

/** Absent where no native binary fits this machine. */
export const nativeBackend: Kernels | undefined = native && openKernels("native", { threads: 2 });

/** The backends present. */
export const backends: [string, Kernels][] = nativeBackend
  ? [
      ["portable", portableBackend],
      ["native", nativeBackend],
    ]
  : [["portable", portableBackend]];
