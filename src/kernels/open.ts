import { availableParallelism } from "node:os";
import type { Kernels } from "./contract.ts";
import { nativeAddon } from "./native.ts";
import { portableKernels } from "./portable.ts";

const BACKENDS = ["auto", "native", "portable"] as const;
export type Backend = (typeof BACKENDS)[number];

const opened = new Map<string, Kernels>();

/**
 * The kernels: native ones where a binary fits this machine, else portable ones whose `why` tells what was missing. The same
 * frozen object for the same arguments. The environment variable LOWRANK_BACKEND supplies the choice that is not given;
 * `threads` defaults to what the machine offers, and never changes a result. Portable kernels use one thread.
 *
 * Throws RangeError for a choice or a number of threads that does not exist, Error where "native" cannot be had.
 */
export function openKernels(
  choice: Backend = defaultBackend(),
  { threads = availableParallelism() }: { threads?: number } = {},
): Kernels {
  checkBackend(choice, "the choice of kernels");
  if (!Number.isInteger(threads) || threads < 1) throw new RangeError(`threads must be a positive integer, got ${threads}`);
  const key = `${choice} ${threads}`;
  const known = opened.get(key);
  if (known) return known;
  const kernels = choice === "portable" ? openPortable("") : openNative(choice, Math.min(threads, MOST_THREADS));
  opened.set(key, kernels);
  return kernels;
}

const MOST_THREADS = 256;

function openNative(choice: "auto" | "native", threads: number): Kernels {
  const same = `native ${threads}`;
  const known = opened.get(same);
  if (known) return known;
  const loaded = nativeAddon();
  if (loaded.addon) {
    const { offThread, ...kernels } = loaded.addon.open(threads);
    const native: Kernels = Object.freeze({ ...kernels, offThread: Object.freeze(offThread), name: "native", threads, why: "" });
    opened.set(same, native);
    return native;
  }
  if (choice === "auto") return openPortable(loaded.why);
  throw new Error(
    `native kernels are not available (${loaded.why}); run \`npm run build:native\` in a clone, or choose "auto" or "portable"`,
    { cause: loaded.cause },
  );
}

function openPortable(why: string): Kernels {
  return Object.freeze({ ...portableKernels(), name: "portable", core: "portable", threads: 1, why });
}

function defaultBackend(): Backend {
  const given = process.env["LOWRANK_BACKEND"] || "auto";
  checkBackend(given, "LOWRANK_BACKEND");
  return given;
}

function checkBackend(given: string, what: string): asserts given is Backend {
  if (!BACKENDS.some((backend) => backend === given))
    throw new RangeError(`${what} must be one of ${BACKENDS.join(", ")}, got "${given}"`);
}
