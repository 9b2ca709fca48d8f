import type { Kernels } from "./contract.ts";
import { nativeAddon } from "./native.ts";
import { portableKernels } from "./portable.ts";
import { guarded } from "./prepared.ts";
import { usualThreads } from "./processors.ts";

const BACKENDS = ["auto", "native", "portable"] as const;
export type Backend = (typeof BACKENDS)[number];

export interface OpenOptions {
  /** Default: as many as the machine or its control group offers. Never changes a result. */
  readonly threads?: number;
  /** Whether the process is warned, once, where portable kernels stand in for native ones; default true. With false the caller says so, by `why`. */
  readonly warn?: boolean;
}

const opened = new Map<string, Kernels>();

/**
 * The kernels: native ones where a binary fits this machine, else portable ones whose `why` tells what was missing. The same
 * frozen object for the same arguments. The environment variable LOWRANK_BACKEND supplies the choice that is not given.
 * Portable kernels use one thread. The first that stand in for native ones are a warning of the process (code LOWRANK_PORTABLE).
 *
 * Throws RangeError for a choice or a number of threads that does not exist, Error where "native" cannot be had.
 */
export function openKernels(
  choice: Backend = defaultBackend(),
  { threads = usualThreads(), warn = true }: OpenOptions = {},
): Kernels {
  checkBackend(choice, "the choice of kernels");
  if (!Number.isInteger(threads) || threads < 1) throw new RangeError(`threads must be a positive integer, got ${threads}`);
  const key = `${choice} ${threads}`;
  const known = opened.get(key);
  if (known) return known;
  const kernels = choice === "portable" ? openPortable("") : openNative(choice, Math.min(threads, MOST_THREADS));
  opened.set(key, kernels);
  if (kernels.why) warnOnce(kernels.why, warn);
  return kernels;
}

let told = false;

function warnOnce(why: string, aloud: boolean): void {
  if (aloud && !told)
    process.emitWarning(`lowrank computes with its portable kernels, which are slower: ${why.split("\n")[0]}`, {
      code: "LOWRANK_PORTABLE",
      detail: "`npx lowrank doctor` says what can be done; LOWRANK_BACKEND=portable chooses them without a warning",
    });
  told = true;
}

const MOST_THREADS = 256;

function openNative(choice: "auto" | "native", threads: number): Kernels {
  const same = `native ${threads}`;
  const known = opened.get(same);
  if (known) return known;
  const loaded = nativeAddon();
  if (loaded.addon) {
    const { offThread, prepared, ...kernels } = loaded.addon.open(threads);
    const native: Kernels = Object.freeze({
      ...kernels,
      offThread: Object.freeze(offThread),
      prepared: guarded(prepared),
      name: "native",
      threads,
      why: "",
    });
    opened.set(same, native);
    return native;
  }
  if (choice === "auto") return openPortable(loaded.why);
  throw new Error(
    `native kernels are not available (${loaded.why}); \`npx lowrank build\` compiles them, in a clone \`npm run build:native\` does, or choose "auto" or "portable"`,
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
