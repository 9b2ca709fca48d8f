import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { assetsFolder } from "../../src/report/assets.ts";
import { buildAssets } from "./built-assets.ts";

beforeAll(buildAssets);

it("finds the assets of its own package", () => expect(assetsFolder()).toMatch(/dist[\\/]assets$/));

it("says what to do where they are missing", () => {
  const folder = mkdtempSync(join(tmpdir(), "lowrank-assets-"));
  try {
    mkdirSync(join(folder, "node_modules", "lowrank", "dist"), { recursive: true });
    const module = pathToFileURL(join(folder, "node_modules", "lowrank", "dist", "index.js")).href;
    expect(() => assetsFolder(module)).toThrow(/no package\.json of lowrank/);
    writeFileSync(join(folder, "node_modules", "lowrank", "package.json"), '{ "name": "lowrank" }');
    expect(() => assetsFolder(module)).toThrow(/npm run build/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
