import type { Kernels } from "../kernels/contract.ts";
import type { MeasurementOperator } from "../operators/operator.ts";
import type { OperatorEntry } from "./manifest-schema.ts";
import type { Manifest } from "./read-manifest.ts";

export interface LoadOptions {
  readonly kernels: Kernels;
  /** Bytes that one allocation may take. */
  readonly maxMemory?: number;
}

export interface LoadedOperator {
  readonly operator: MeasurementOperator;
  /** Values that came with the positions of the entries. */
  readonly values?: Float64Array;
}

export type Source = Pick<Manifest<unknown>, "file" | "flaw">;

/** From what a manifest says of an operator of one kind, and the files that it names. Throws FileError, RangeError, NotEnoughMemory. */
export type OperatorLoader = (entry: OperatorEntry, source: Source, options: Required<LoadOptions>) => LoadedOperator;
