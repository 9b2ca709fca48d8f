import { accessSync, constants, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { memoryBudget } from "../kernels/memory.ts";
import { VERSION } from "../parameters/version.ts";
import { cacheFolder } from "./build.ts";
import { type Finding, good } from "./finding.ts";
import { kernelFindings } from "./kernel-findings.ts";
import { optionalParts } from "./optional-parts.ts";
import { packageVersions } from "./package-versions.ts";

/** Everything that `lowrank doctor` says, in its order. */
export async function examine(): Promise<Finding[]> {
  return [
    lowrank(),
    packageVersions(),
    ...kernelFindings(),
    memory(),
    writable("temporary folder", tmpdir(), { needed: true, advice: "make it writable, or set TMPDIR" }),
    writable("current folder", process.cwd(), { advice: "give --out a folder that can be written" }),
    writable("folder of `lowrank build`", cacheFolder(), { advice: "set XDG_CACHE_HOME to a folder that can be written" }),
    ...(await optionalParts()),
  ];
}

function lowrank(): Finding {
  const { platform, arch, versions } = process;
  return good("lowrank", `${VERSION} on Node ${versions.node} (${platform} ${arch}${libc()})`, {
    version: VERSION,
    node: versions.node,
    platform,
    arch,
  });
}

/** The C library that Node runs on. */
function libc(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  if (process.platform !== "linux") return "";
  return header.glibcVersionRuntime ? `, glibc ${header.glibcVersionRuntime}` : ", no glibc";
}

function memory(): Finding {
  const budget = memoryBudget();
  const constrained = process.constrainedMemory?.() ?? 0;
  const limit = constrained > 0 && constrained < 2 ** 50 ? constrained : null;
  const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const group = limit === null ? "" : `; the limit is ${gibibytes(limit)}`;
  return good("memory", `${gibibytes(budget)} may be used${group}`, { budget, limit });
}

/** Whether a folder, or the one that it would be made in, can be written. */
function writable(name: string, folder: string, { needed = false, advice }: { needed?: boolean; advice: string }): Finding {
  let nearest = folder;
  while (!existsSync(nearest) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  try {
    accessSync(needed ? folder : nearest, constants.W_OK);
    return good(name, folder, { path: folder });
  } catch {
    return { name, value: `${folder} cannot be written`, good: !needed, advice };
  }
}
