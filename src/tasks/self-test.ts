import type { Kernels } from "../kernels/contract.ts";
import { openKernels } from "../kernels/open.ts";
import type { Check } from "./check.ts";
import { kernelChecks } from "./kernel-checks.ts";
import { adjointChecks, recoveryChecks, threadChecks } from "./recovery-checks.ts";

/** The kernels that this machine has: portable ones always, native ones where a binary fits. */
export function allKernels(): Kernels[] {
  const best = openKernels("auto", { warn: false });
  return best.name === "native" ? [best, openKernels("portable")] : [openKernels("portable")];
}

/**
 * Whether this machine computes rightly, in a second or two: factorizations by their residuals, random numbers by their hash, every kind of
 * operator against its adjoint, a recovery on all kernels, and the same bits for every number of threads. What can go wrong is a fault
 * in the BLAS kernels for one particular processor, a compiler's, or the memory's.
 */
export function selfTest(sets: readonly Kernels[] = allKernels()): Check[] {
  return [
    ...sets.flatMap((kernels) => [...kernelChecks(kernels), ...adjointChecks(kernels)]),
    ...recoveryChecks(sets),
    ...threadChecks(sets),
  ];
}
