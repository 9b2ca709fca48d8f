import type { Kernels } from "../kernels/contract.ts";
import { normalNumbers } from "./arrays.ts";
import type { Rate } from "./result.ts";

/** One call of a kernel at one size. */
export interface KernelCase {
  readonly about: string;
  /** Bytes or floating-point operations of a call. */
  readonly amount: number;
  readonly unit: Rate["unit"];
  /** Makes the arrays; the function is one call. Where a kernel destroys its input, that is copied in again first. */
  readonly prepare: (kernels: Kernels) => Call;
}

export interface Call {
  (): void;
  /** What it wrote, to compare. */
  readonly wrote: readonly Float64Array[];
}

export const call = (wrote: readonly Float64Array[], work: () => void): Call => Object.assign(work, { wrote });

/** The cases of one kernel: toy ones, or those that are worth timing. */
export type Cases = (quick: boolean) => readonly KernelCase[];

export const flops = (about: string, amount: number, prepare: KernelCase["prepare"]): KernelCase => ({
  about,
  amount,
  unit: "GF/s",
  prepare,
});

export const bytes = (about: string, amount: number, prepare: KernelCase["prepare"]): KernelCase => ({
  about,
  amount,
  unit: "GB/s",
  prepare,
});

export const normal = (kernels: Kernels, length: number, index = 0): Float64Array =>
  normalNumbers(kernels, new Float64Array(length), index);
