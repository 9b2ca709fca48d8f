import type { AlgebraKernels, Floats } from "../kernels/contract.ts";
import { parseSeed, type Seed } from "./seed.ts";
import type { Stream } from "./streams.ts";

/**
 * out[i] ← scale·z(first + i), with z(j) the j-th standard normal number of a stream: the same bits on every
 * machine and for every way of cutting the stream into calls. Throws RangeError unless first is an integer in [0, 2⁵³).
 */
export function normals(
  kernels: Pick<AlgebraKernels, "normals">,
  seed: Seed,
  stream: Stream,
  first: number,
  scale: number,
  out: Floats,
): void {
  if (!Number.isSafeInteger(first) || first < 0)
    throw new RangeError(`the first number of a stream is an integer in [0, 2⁵³), got ${first}`);
  const { low, high } = parseSeed(seed);
  kernels.normals(low, high, stream.purpose, stream.index, first, scale, out);
}
