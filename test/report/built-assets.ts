import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Builds the report's assets where they are missing; a fresh clone has none. */
export function buildAssets(): void {
  if (["vega-node.mjs", "vega-runtime.js", "LICENSES.txt"].every((file) => existsSync(join(root, "dist", "assets", file))))
    return;
  execFileSync(process.execPath, [join(root, "scripts", "build-assets.mjs")], { stdio: "pipe" });
}
