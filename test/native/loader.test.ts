import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadAddon, nativeAddon } from "../../src/kernels/native.ts";
import { openKernels } from "../../src/kernels/open.ts";

/** A package of the given name without binaries, and a stale build of the kind that node-gyp-build prefers. */
function emptyPackage(name: string): { url: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "lowrank-loader-"));
  mkdirSync(join(folder, "build", "Release"), { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name }));
  writeFileSync(join(folder, "build", "Release", "lowrank.node"), "not a binary");
  cpSync("node_modules/node-gyp-build", join(folder, "node_modules", "node-gyp-build"), { recursive: true });
  return { folder, url: pathToFileURL(join(folder, "dist", "index.js")).href };
}

describe("loading the addon", () => {
  it("says that there is no binary, and passes a stale build by", () => {
    const { folder, url } = emptyPackage("lowrank");
    const loaded = loadAddon(url);
    rmSync(folder, { recursive: true });
    expect(loaded).toMatchObject({
      why: expect.stringMatching(/^No native build was found for platform=/),
      cause: expect.any(Error),
    });
  });

  it("says that its own package was not found", () => {
    const { folder, url } = emptyPackage("another");
    const loaded = loadAddon(url);
    rmSync(folder, { recursive: true });
    expect(loaded).toMatchObject({ why: expect.stringContaining('no package.json of "lowrank"') });
  });

  it("leaves the environment as it was", () => {
    const before = process.env["PREBUILDS_ONLY"];
    nativeAddon();
    expect(process.env["PREBUILDS_ONLY"]).toBe(before);
  });
});

describe("other packages with binaries", () => {
  it("find theirs in build/Release by the same node-gyp-build, before and after ours was loaded", {
    skip: !nativeAddon().addon,
  }, () => {
    const folder = mkdtempSync(join(tmpdir(), "lowrank-neighbour-"));
    const release = join(folder, "node_modules", "other", "build", "Release");
    mkdirSync(release, { recursive: true });
    cpSync((nativeAddon() as { path: string }).path, join(release, "other.node"));
    cpSync("node_modules/node-gyp-build", join(folder, "node_modules", "node-gyp-build"), { recursive: true });
    mkdirSync(join(folder, "dist"));
    mkdirSync(join(folder, "prebuilds"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "lowrank" }));
    const url = pathToFileURL(join(folder, "dist", "index.js")).href;
    const load = createRequire(url);
    const found = () => load("node-gyp-build").resolve(join(folder, "node_modules", "other"));
    loadAddon(url); // before anybody else has loaded the finder
    expect(found()).toBe(join(release, "other.node"));
    loadAddon(url);
    expect(found()).toBe(join(release, "other.node"));
    rmSync(folder, { recursive: true });
  });
});

describe("openKernels", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("gives the same frozen object for the same arguments", () => {
    for (const choice of ["auto", "portable"] as const) {
      const kernels = openKernels(choice, { threads: 2 });
      expect(openKernels(choice, { threads: 2 })).toBe(kernels);
      expect(Object.isFrozen(kernels)).toBe(true);
    }
    expect(openKernels("portable")).toMatchObject({ name: "portable", core: "portable", threads: 1, why: "" });
  });

  it("takes the choice that is not given from LOWRANK_BACKEND", () => {
    vi.stubEnv("LOWRANK_BACKEND", "portable");
    expect(openKernels().name).toBe("portable");
    vi.stubEnv("LOWRANK_BACKEND", "fast");
    expect(() => openKernels()).toThrow('LOWRANK_BACKEND must be one of auto, native, portable, got "fast"');
  });

  it("refuses thread counts that do not exist", () => {
    for (const threads of [0, -1, 1.5, Number.NaN]) expect(() => openKernels("auto", { threads })).toThrow(RangeError);
  });

  it("opens native kernels, or says in its error what to do", () => {
    const loaded = nativeAddon();
    if (loaded.addon) {
      const kernels = openKernels("native", { threads: 3 });
      expect(kernels).toMatchObject({ name: "native", threads: 3, why: "" });
      expect(openKernels("auto", { threads: 3 })).toBe(kernels);
    } else {
      expect(openKernels("auto").why).toBe(loaded.why);
      expect(() => openKernels("native")).toThrow(/npx lowrank build/);
    }
  });
});
