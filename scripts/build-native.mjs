// Builds the addon with CMake into prebuilds/<platform>-<arch>/<name>.<libc>.node, where node-gyp-build finds it.
//   node scripts/build-native.mjs           the addon
//   node scripts/build-native.mjs --tests   the tests of the C++ core too, and runs them
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const withTests = process.argv.includes("--tests");
const { platform, arch, env } = process;
const openblas = env.LOWRANK_OPENBLAS_DIR ? [`--CDLOWRANK_OPENBLAS_DIR=${env.LOWRANK_OPENBLAS_DIR}`] : [];

const out = join(root, "out", "release");
const built = join(out, "Release", `${name}.node`);
const libc = platform !== "linux" ? "" : process.report.getReport().header.glibcVersionRuntime ? ".glibc" : ".musl";
const prebuilt = join(root, "prebuilds", `${platform}-${arch}`, `${name}${libc}.node`);

class BuildError extends Error {}

/** Runs a program in silence; where it fails, what it said last goes into the error. */
function run(what, program, args) {
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status === 0) return stdout;
  const said = `${stdout ?? ""}${stderr ?? ""}`.trimEnd().split("\n").slice(-25).join("\n");
  throw new BuildError(`${what} failed (${error?.message ?? signal ?? `exit ${status}`}).\n${said}`);
}

const cmakeJs = join(dirname(createRequire(import.meta.url).resolve("cmake-js/package.json")), "bin", "cmake-js");

function cmake(command, ...more) {
  return [cmakeJs, command, "--out", out, "-p", "2", `--CDLOWRANK_TESTS=${withTests ? "ON" : "OFF"}`, ...openblas, ...more];
}

/** Always both steps: `build` alone does not pass changed options on to a configured folder. */
function compile() {
  run("Configuring the native addon", process.execPath, cmake("configure"));
  run("Compiling the native addon", process.execPath, cmake("build", "--target", "lowrank_addon"));
}

function test() {
  run("Compiling the tests of the core", process.execPath, cmake("build", "--target", "lowrank_tests"));
  console.log(run("The tests of the core", join(out, "lowrank_tests"), []).trimEnd());
}

/** Stripped and loaded once before it takes its place, by renaming: who loads meanwhile gets the old binary or the new one, whole. */
function install() {
  const trial = `${built}.stripped`; // of the same file system, so that renaming is one step
  mkdirSync(dirname(prebuilt), { recursive: true });
  copyFileSync(built, trial);
  if (platform === "linux") run("Stripping the native addon", env.STRIP ?? "strip", ["--strip-unneeded", trial]);
  const probe = "const m = { exports: {} }; process.dlopen(m, process.argv[1]); m.exports.open(1);";
  try {
    run("Loading the native addon", process.execPath, ["-e", probe, trial]);
    renameSync(trial, prebuilt);
  } finally {
    rmSync(trial, { force: true });
  }
}

/** Where nothing new can be had, the old binary goes too: sources and binary that differ would be tested as one. */
function build() {
  try {
    compile();
    install();
  } catch (error) {
    rmSync(prebuilt, { force: true });
    throw error;
  }
}

try {
  build();
  console.log(`${prebuilt.slice(root.length + 1)} ${(statSync(prebuilt).size / 1e6).toFixed(1)} MB`);
  if (withTests) test();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
