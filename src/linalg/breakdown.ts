import { NO_MEMORY, NON_FINITE, TOO_LARGE } from "../kernels/contract.ts";

/** Why a factorization has no result; a value, for breaking down is ordinary in this field. */
export interface Breakdown {
  readonly reason: string;
}

/** The breakdown that a kernel's non-zero code stands for. Throws RangeError where the matrix is too large for this machine. */
export function breakdownOf(routine: string, shape: string, code: number): Breakdown {
  if (code === TOO_LARGE) throw new RangeError(`${routine} of a ${shape} matrix needs a workspace beyond 32-bit LAPACK integers`);
  if (code === NO_MEMORY) throw new RangeError(`no memory for the workspace of ${routine} of a ${shape} matrix`);
  if (code === NON_FINITE) return { reason: `${routine} of a ${shape} matrix that holds NaN or an infinity` };
  return { reason: `${routine} of a ${shape} matrix did not converge (code ${code})` };
}
