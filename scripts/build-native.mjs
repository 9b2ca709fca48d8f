// Builds the addon with CMake into prebuilds/<platform>-<arch>/<name>.<libc>.node, where node-gyp-build finds it.
//   node scripts/build-native.mjs                the addon for this machine
//   node scripts/build-native.mjs --tests        the tests of the C++ core too, and runs them
//   node scripts/build-native.mjs --arch arm64   the addon for linux-arm64, by Debian's cross compiler
//   node scripts/build-native.mjs --release      refuses a binary that would not run wherever Node 20 does
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { flaws } from "./check-binary.mjs";
import { BuildError, root, run } from "./run.mjs";
import { target } from "./targets.mjs";

const { values: given } = parseArgs({
  options: { tests: { type: "boolean" }, release: { type: "boolean" }, arch: { type: "string", default: process.arch } },
});
const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { platform } = process;
const { arch, out: folder, options, strip, openblas } = target(given.arch);
const withTests = given.tests === true && arch === process.arch;

const out = join(root, "out", folder);
const built = join(out, "Release", `${name}.node`);
const libc = platform !== "linux" ? "" : process.report.getReport().header.glibcVersionRuntime ? ".glibc" : ".musl";
const prebuilt = join(root, "prebuilds", `${platform}-${arch}`, `${name}${libc}.node`);

const cmakeJs = join(dirname(createRequire(import.meta.url).resolve("cmake-js/package.json")), "bin", "cmake-js");

function cmake(command, ...more) {
  const blas = openblas();
  const found = blas ? [`--CDLOWRANK_OPENBLAS_DIR=${blas}`] : [];
  const tests = `--CDLOWRANK_TESTS=${withTests ? "ON" : "OFF"}`;
  return [cmakeJs, command, "--out", out, "-p", "2", ...options, tests, ...found, ...more];
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

/** Stripped, and where it is for this machine loaded, before it takes its place by renaming: who loads meanwhile gets the old binary or the new one, whole. */
function install() {
  const trial = `${built}.stripped`; // of the same file system, so that renaming is one step
  mkdirSync(dirname(prebuilt), { recursive: true });
  copyFileSync(built, trial);
  try {
    if (platform === "linux") run("Stripping the native addon", strip, ["--strip-unneeded", trial]);
    if (given.release) check(trial);
    const probe = "const m = { exports: {} }; process.dlopen(m, process.argv[1]); m.exports.open(1);";
    if (arch === process.arch) run("Loading the native addon", process.execPath, ["-e", probe, trial]);
    renameSync(trial, prebuilt);
  } finally {
    rmSync(trial, { force: true });
  }
}

function check(binary) {
  const found = flaws(binary);
  if (found.length > 0) throw new BuildError(`This binary is not fit for release:\n${found.join("\n")}`);
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
