import { accessSync, constants, readFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { binaries } from "../kernels/binaries.ts";
import { memoryBudget } from "../kernels/memory.ts";
import { nativeAddon, packageRoot } from "../kernels/native.ts";
import { openKernels } from "../kernels/open.ts";
import { VERSION } from "../parameters/version.ts";
import { kernelChecks } from "../tasks/kernel-checks.ts";
import { optionalParts } from "./optional-parts.ts";

/** One thing about this machine or this installation. */
export interface Finding {
  readonly name: string;
  readonly value: string;
  /** False only where something must be mended: a missing part that has a substitute is good. */
  readonly good: boolean;
  /** What to do about it. */
  readonly advice?: string;
}

/** Everything that `lowrank doctor` says, in its order. */
export async function examine(): Promise<Finding[]> {
  return [
    good("lowrank", `${VERSION} on Node ${process.versions.node} (${process.platform} ${process.arch}${libc()})`),
    ...kernelFindings(),
    numbersFinding(),
    good("threads", threads()),
    good("memory", memory()),
    writableFinding("temporary folder", tmpdir(), "make it writable, or set TMPDIR"),
    writableFinding("current folder", process.cwd(), "give --out a folder that can be written"),
    ...(await optionalParts()),
  ];
}

const good = (name: string, value: string): Finding => ({ name, value, good: true });

/** The C library that Node runs on. */
function libc(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  if (process.platform !== "linux") return "";
  return header.glibcVersionRuntime ? `, glibc ${header.glibcVersionRuntime}` : ", no glibc";
}

/** The binary that was taken or why none was, the others that lie in the package, and what computes. */
function kernelFindings(): Finding[] {
  const loaded = nativeAddon();
  const others = binaries(packageRoot(dirname(fileURLToPath(import.meta.url)))).filter(
    ({ path }) => !(loaded.addon && path === loaded.path),
  );
  const rest =
    others.length === 0
      ? ""
      : `; not for this machine: ${others.map(({ platform, libc: c }) => (c ? `${platform} (${c})` : platform)).join(", ")}`;
  if (!loaded.addon) {
    const advice = "results are right but slower; `npx lowrank build` compiles the native ones, in a clone `npm run build` does";
    return [{ ...good("binary", `none${rest}`), advice }, good("kernels", `portable: ${loaded.why}`)];
  }
  const chosen = openKernels();
  return [
    good("binary", `${loaded.path}${rest}`),
    good("kernels", chosen.name === "native" ? "native" : "portable, as LOWRANK_BACKEND says"),
    good("BLAS", `${loaded.addon.blas.trim()}; kernels for ${openKernels("native").core}`),
    good("own loops", loaded.addon.simd),
  ];
}

/** The quick part of `lowrank selftest`. */
function numbersFinding(): Finding {
  const bad = kernelChecks(openKernels()).filter((check) => !check.good);
  if (bad.length === 0) return good("numbers", "right; `lowrank selftest` checks more");
  const value = `wrong: ${bad.map(({ name }) => name).join(", ")}`;
  const advice = "the kernels compute wrongly on this machine: use --backend portable, and report what `lowrank selftest` prints";
  return { name: "numbers", value, good: false, advice };
}

function threads(): string {
  const quota = cpuQuota();
  const limit =
    quota === undefined ? "" : `; the control group allows ${quota.toFixed(1)}, give --threads ${Math.max(1, Math.floor(quota))}`;
  return `${openKernels().threads} in use, ${availableParallelism()} available of ${cpus().length} processors${limit}`;
}

/** Processors that the control group allows, where that is fewer than there are. */
function cpuQuota(): number | undefined {
  try {
    const [quota, period] = readFileSync("/sys/fs/cgroup/cpu.max", "utf8").split(" ").map(Number);
    return quota / period < availableParallelism() ? quota / period : undefined;
  } catch {
    return undefined;
  }
}

function memory(): string {
  const limit = process.constrainedMemory?.() ?? 0;
  const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const group = limit > 0 && limit < 2 ** 50 ? `; the limit is ${gibibytes(limit)}` : "";
  return `${gibibytes(memoryBudget())} may be used${group}`;
}

function writableFinding(name: string, folder: string, advice: string): Finding {
  try {
    accessSync(folder, constants.W_OK);
    return good(name, folder);
  } catch {
    return { name, value: `${folder} cannot be written`, good: name !== "temporary folder", advice };
  }
}
