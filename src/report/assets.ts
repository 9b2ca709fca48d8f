import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of what the build bundled for reports. Throws where the package is not built, or is itself part of a bundle. */
export function assetsFolder(from: string = import.meta.url): string {
  const start = dirname(fileURLToPath(from));
  for (let folder = start; ; folder = dirname(folder)) {
    if (isPackage(folder)) {
      const assets = join(folder, "dist", "assets");
      if (existsSync(join(assets, "vega-node.mjs")) && existsSync(join(assets, "vega-runtime.js"))) return assets;
      throw new Error(`the report's assets are missing from ${assets}; in a clone, run "npm run build"; else reinstall lowrank`);
    }
    if (folder === dirname(folder))
      throw new Error(`no package.json of lowrank above ${start}; run lowrank from its own package, not from a bundle`);
  }
}

function isPackage(folder: string): boolean {
  try {
    const found: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof found === "object" && found !== null && "name" in found && found.name === "lowrank";
  } catch {
    return false;
  }
}
