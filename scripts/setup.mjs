// Sets a clone up on a fresh machine, with nothing but Node: npm packages, what Debian lacks, the native addon, dist/.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const say = (text) => console.log(`setup: ${text}`);
const quiet = (program, ...words) => spawnSync(program, words, { cwd: root, stdio: "ignore" }).status === 0;

/** Runs a program with its output shown, and ends with its exit status where it fails. */
export function must(program, ...words) {
  const { status, error } = spawnSync(program, words, { cwd: root, stdio: "inherit" });
  if (status === 0) return;
  console.error(`setup: ${[program, ...words].join(" ")} failed${error ? ` (${error.message})` : ""}`);
  process.exit(status ?? 1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 17)) return;
  console.error(`setup: Node 20.17 or later is needed, this is ${process.versions.node}`);
  process.exit(2);
}

function installPackages() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs) return;
  say("npm ci (the packages of package-lock.json)");
  must("npm", "ci", "--no-audit", "--no-fund");
}

/** What the native addon and its tests are built with, and how each is recognized. */
const debian = [
  { name: "g++", why: "C++20 compiler", there: () => quiet("g++", "--version") },
  { name: "cmake", why: "build of the native addon", there: () => quiet("cmake", "--version") },
  {
    name: "ninja-build",
    why: "build of the native addon",
    there: () => quiet("ninja", "--version") || quiet("make", "--version"),
  },
  {
    name: "libopenblas-serial-dev",
    why: "BLAS and LAPACK, linked statically",
    there: () => ["x86_64", "aarch64"].some((cpu) => existsSync(`/usr/lib/${cpu}-linux-gnu/openblas-serial/libopenblas.a`)),
  },
  { name: "doctest-dev", why: "tests of the C++ core", there: () => existsSync("/usr/include/doctest/doctest.h") },
];

/** Installs what is missing where that is allowed; whether all of it is there afterwards. */
function installDebian() {
  if (process.env.LOWRANK_OPENBLAS_DIR) return true;
  const missing = debian.filter(({ there }) => !there());
  if (missing.length === 0) return true;
  const list = missing.map(({ name, why }) => `${name} (${why})`).join(", ");
  const root0 = process.getuid?.() === 0;
  if (!quiet("apt-get", "--version") || !(root0 || quiet("sudo", "-n", "true"))) {
    say(`not installed, and not allowed to install: ${list}`);
    return false;
  }
  say(`installing with apt-get: ${list}`);
  const apt = root0 ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  spawnSync(apt[0], [...apt.slice(1), "update", "-qq"], { stdio: "ignore" });
  const names = missing.map(({ name }) => name);
  spawnSync(apt[0], [...apt.slice(1), "install", "-y", "-qq", "--no-install-recommends", ...names], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return debian.every(({ there }) => there());
}

/** Everything, in order. Returns whether the native addon was built; without it the portable kernels run. */
export function setUp({ tests = false } = {}) {
  checkNode();
  installPackages();
  let native = installDebian();
  if (native) {
    say("building the native addon");
    native =
      spawnSync(process.execPath, ["scripts/build-native.mjs", ...(tests ? ["--tests"] : [])], { cwd: root, stdio: "inherit" })
        .status === 0;
  }
  if (!native) say("carrying on with the portable kernels: the results are right, and slower");
  say("building dist/");
  must(process.execPath, "scripts/build-ts.mjs");
  return native;
}
