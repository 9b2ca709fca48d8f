import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, Option } from "commander";
import { OutputError } from "../io/file-error.ts";
import { packageRoot } from "../kernels/native.ts";
import { UsageError } from "./exit.ts";

interface Options {
  readonly openblas: string;
  readonly nodedir?: string;
  readonly keep: boolean;
}

export function buildCommand(command: Command): Command {
  return command
    .description("compile the native kernels from source with npm's node-gyp, against an OpenBLAS of the system")
    .addOption(new Option("--openblas <flags>", "how the linker finds OpenBLAS").default("-lopenblas"))
    .option("--nodedir <dir>", "where Node's headers lie in include/node; without them node-gyp downloads them")
    .option("--keep", "keep the folder that was built in", false)
    .action((options: Options) => build(options));
}

/** Copies the sources out of node_modules, builds them there, tries the binary and puts it among the package's prebuilds. */
function build({ openblas, nodedir, keep }: Options): void {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
  const template = join(root, "dist", "addon");
  if (!existsSync(template)) throw new UsageError("the sources are not in this package; in a clone, run `npm run build`");
  const gyp = nodeGyp();
  const home = buildFolder();
  try {
    cpSync(join(root, "native"), join(home, "native"), { recursive: true });
    cpSync(join(template, "include"), join(home, "include"), { recursive: true });
    cpSync(join(template, "binding.gyp.txt"), join(home, "binding.gyp"));
    const headers = nodedir ?? ownHeaders();
    const words = ["rebuild", ...(headers ? [`--nodedir=${headers}`] : []), `--openblas=${openblas}`];
    process.stderr.write(`lowrank: building in ${home}\n`);
    run([...gyp, ...words], home);
    const binary = join(home, "build", "Release", "lowrank.node");
    run([process.execPath, "-e", TRIAL, binary], home);
    process.stdout.write(`${install(binary, root)}\n`);
  } finally {
    if (!keep) rmSync(home, { recursive: true, force: true });
  }
}

/** Loads the binary and multiplies 2 by 3 with it. */
const TRIAL = `const m = { exports: {} };
process.dlopen(m, process.argv[1]);
const c = new Float64Array(1);
m.exports.open(1).gemm(false, false, 1, 1, 1, 1, Float64Array.of(2), Float64Array.of(3), 0, c);
if (c[0] !== 6) throw new Error("2·3 = " + c[0]);`;

/** The program and its first words: npm's own copy of node-gyp, else one on the path. */
function nodeGyp(): string[] {
  const beside = join(
    dirname(process.execPath),
    "..",
    "lib",
    "node_modules",
    "npm",
    "node_modules",
    "node-gyp",
    "bin",
    "node-gyp.js",
  );
  const script = [process.env["npm_config_node_gyp"], beside].find((path) => path && existsSync(path));
  return script ? [process.execPath, script] : ["node-gyp"];
}

/** Where Node came with its headers, node-gyp needs no network. */
function ownHeaders(): string | undefined {
  const prefix = join(dirname(process.execPath), "..");
  return existsSync(join(prefix, "include", "node", "node_api.h")) ? prefix : undefined;
}

/** Where it builds. */
export const cacheFolder = (): string => join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "lowrank");

function buildFolder(): string {
  const cache = cacheFolder();
  try {
    mkdirSync(cache, { recursive: true });
    return mkdtempSync(join(cache, "build-"));
  } catch (cause) {
    throw new OutputError(cache, codeOf(cause), "set XDG_CACHE_HOME to a folder that can be written", { cause });
  }
}

function run([program, ...words]: string[], cwd: string): void {
  const { status, signal, error } = spawnSync(program, words, { cwd, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  const how = error ? error.message : (signal ?? `exit ${status}`);
  throw new UsageError(
    `the build failed (${how}); it needs Python, make, a compiler of C++20 and an OpenBLAS with LAPACK (on Debian: apt-get install python3 make g++ libopenblas-dev)`,
  );
}

/** By renaming: whoever loads meanwhile gets the old binary or the new one, whole. */
function install(binary: string, root: string): string {
  const { platform, arch } = process;
  const libc = platform !== "linux" ? "" : existsSync("/etc/alpine-release") ? ".musl" : ".glibc";
  const folder = join(root, "prebuilds", `${platform}-${arch}`);
  const place = join(folder, `lowrank${libc}.node`);
  const draft = `${place}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    cpSync(binary, draft);
    chmodSync(draft, 0o755);
    renameSync(draft, place);
    return place;
  } catch (cause) {
    throw new OutputError(place, codeOf(cause), "the package's own folder takes no files", { cause });
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";
