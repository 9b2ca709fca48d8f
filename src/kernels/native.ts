import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AlgebraKernels, OffThread, OperatorKernels } from "./contract.ts";
import { requireFittingBinary } from "./fitting-binary.ts";
import type { Unguarded } from "./prepared.ts";

/** What `addon.open` gives: every kernel, limited to a number of threads. */
export interface NativeKernels extends AlgebraKernels, OperatorKernels {
  readonly core: string;
  readonly offThread: OffThread;
  readonly prepared: Unguarded;
  readonly settle: (buffer: ArrayBuffer) => number;
}

export interface Addon {
  /** OpenBLAS: its version and how it was built. */
  readonly blas: string;
  /** The instruction set of the core's own loops. */
  readonly simd: string;
  open(threads: number): NativeKernels;
}

/** The addon, or why it could not be had. */
export type Loaded =
  | { readonly addon: Addon; readonly path: string }
  | { readonly addon?: undefined; readonly why: string; readonly cause: unknown };

let loaded: Loaded | undefined;

/** Loads the prebuilt binary of this platform on the first call. Never throws: a package without a binary is an ordinary one. */
export function nativeAddon(): Loaded {
  loaded ??= loadAddon(import.meta.url);
  return loaded;
}

/** The same for the package that holds the module at `url`, and not remembered. */
export function loadAddon(url: string): Loaded {
  try {
    return load(url);
  } catch (cause) {
    return { why: reasonOf(cause), cause };
  }
}

/** One line; what Node's permission model refuses is told by what it was refused. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const [line] = cause.message.split("\n");
  if (!("code" in cause && cause.code === "ERR_ACCESS_DENIED" && "resource" in cause)) return line;
  return `${line}: ${cause.resource || "addons"}, which the permission model does not allow`;
}

function load(url: string): { addon: Addon; path: string } {
  const find = prebuildFinder(url);
  const root = packageRoot(dirname(fileURLToPath(url)));
  const path = find.resolve(root);
  requireFittingBinary(path);
  return { addon: find(root), path };
}

type Finder = ((folder: string) => Addon) & { resolve(folder: string): string };

/**
 * A node-gyp-build that looks in prebuilds/ alone: it prefers build/Release, where an old binary may lie, unless PREBUILDS_ONLY is set when it is
 * loaded. It is a copy of our own, since other packages share the usual one and may have their binaries in build/Release.
 */
function prebuildFinder(url: string): Finder {
  // Not to be called `require`: bundlers that write CommonJS would take it for theirs.
  const load = createRequire(url);
  const modules = ["node-gyp-build", "node-gyp-build/node-gyp-build.js"].map((name) => load.resolve(name));
  const shared = modules.map((path) => load.cache[path]);
  const before = process.env["PREBUILDS_ONLY"];
  for (const path of modules) delete load.cache[path];
  process.env["PREBUILDS_ONLY"] = "1";
  try {
    return load("node-gyp-build");
  } finally {
    if (before === undefined) delete process.env["PREBUILDS_ONLY"];
    else process.env["PREBUILDS_ONLY"] = before;
    for (const [i, path] of modules.entries()) {
      if (shared[i]) load.cache[path] = shared[i];
      else delete load.cache[path];
    }
  }
}

/** The folder of this package: sources and bundles lie at different depths below it. */
export function packageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (nameOfPackage(folder) === "lowrank") return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of "lowrank" above ${from}, so its prebuilds are not known`);
  }
}

function nameOfPackage(folder: string): string | undefined {
  try {
    const manifest: { name?: string } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return manifest.name;
  } catch {
    return undefined;
  }
}
