import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Finding, good } from "./finding.ts";

const NEEDED = ["commander", "node-gyp-build", "yaml", "zod"];

/** The versions of the packages that this one depends on. */
export function packageVersions(): Finding {
  const load = createRequire(import.meta.url);
  const versions = NEEDED.map((name): [string, string] => [name, versionOf(load, name)]);
  const value = versions.map(([name, version]) => `${name} ${version}`).join(", ");
  if (versions.every(([, version]) => version !== "missing")) return good("packages", value, Object.fromEntries(versions));
  return { name: "packages", value, good: false, advice: "npm install brings what is missing" };
}

/** That of the nearest package.json with the name. */
function versionOf(load: NodeJS.Require, name: string): string {
  let file: string;
  try {
    file = load.resolve(name);
  } catch {
    return "missing";
  }
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const found: { name?: string; version?: string } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (found.name === name && found.version) return found.version;
    } catch {
      // not the root of a package
    }
  }
  return "unknown";
}
