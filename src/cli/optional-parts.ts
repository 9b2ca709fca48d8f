import { spawnSync } from "node:child_process";
import { INTERPRETERS, PACKAGES } from "../bench/peers.ts";
import { type Finding, good } from "./finding.ts";

/** What lowrank can use and does without, each with how to get it, and what it has no use for. */
export async function optionalParts(): Promise<Finding[]> {
  return [await figures(), ...peers(), compiler(), ...UNUSED];
}

async function figures(): Promise<Finding> {
  const name = "PNG figures";
  try {
    await import("@resvg/resvg-js");
    return good(name, "available");
  } catch {
    return missing(name, "not installed", "npm install @resvg/resvg-js");
  }
}

/** The packages that `lowrank bench peers` compares with, found without importing them. */
function peers(): Finding[] {
  const names = Object.keys(PACKAGES) as (keyof typeof PACKAGES)[];
  const program = `import importlib.util as u; print(",".join(p for p in ${JSON.stringify(names)} if u.find_spec(p)))`;
  const found = new Set(
    INTERPRETERS.flatMap((python) => {
      return outputOf(python, ["-c", program])?.trim().split(",") ?? [];
    }),
  );
  return names.map((name) => {
    const { title, debian } = PACKAGES[name];
    return found.has(name)
      ? good(`${title} to compare with`, "available")
      : missing(`${title} to compare with`, "not found", `on Debian, apt-get install ${debian}`);
  });
}

/** What `lowrank build` needs. */
function compiler(): Finding {
  const name = "compiler for `lowrank build`";
  const version = outputOf(process.env["CXX"] || "c++", ["--version"]);
  return version
    ? good(name, version.split("\n")[0])
    : missing(name, "not found", "on Debian, apt-get install g++ make python3 libopenblas-dev");
}

/** What a program prints; undefined where it is missing, fails, or may not be started under Node's permission model. */
function outputOf(program: string, words: readonly string[]): string | undefined {
  try {
    const { stdout, status } = spawnSync(program, words, { encoding: "utf8", timeout: 10_000 });
    return status === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}

const missing = (name: string, value: string, advice: string): Finding => ({
  name,
  value: `${value} (optional)`,
  good: true,
  advice,
});

/** What may be looked for here in vain. */
const UNUSED: readonly Finding[] = [
  good("MPI", "not used: a run is on one machine"),
  good("Parquet", "not read: tables are .csv, .npy or .mtx"),
  good("Chromium", "not used: pages draw themselves in any browser, figures need none"),
];
