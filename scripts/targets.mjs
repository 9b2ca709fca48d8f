import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";

/** What differs between building for this machine and for another. `openblas` is a folder, or undefined where CMake finds it. */
export function target(arch) {
  const { env } = process;
  if (arch === process.arch)
    return { arch, out: "release", options: [], strip: env.STRIP ?? "strip", openblas: () => env.LOWRANK_OPENBLAS_DIR };
  if (arch === "arm64" && process.platform === "linux")
    return {
      arch,
      out: "release-arm64",
      options: ["--arch", "arm64", `--CDCMAKE_TOOLCHAIN_FILE=${join(root, "cmake", "aarch64-linux-gnu.cmake")}`],
      strip: "aarch64-linux-gnu-strip",
      openblas: () => env.LOWRANK_OPENBLAS_ARM64_DIR ?? debianOpenblas("arm64"),
    };
  throw new Error(`no way is known to build for ${arch} on ${process.platform}-${process.arch}`);
}

/** Debian's static serial OpenBLAS for another processor, unpacked below out/: apt is given lists of its own, and the system's stay as they are. */
function debianOpenblas(arch) {
  const home = join(root, "out", `openblas-${arch}`);
  const found = () => namesIn(join(home, "usr", "lib")).map((triple) => join(home, "usr", "lib", triple, "openblas-serial"));
  const there = found().find((folder) => existsSync(join(folder, "libopenblas.a")));
  if (there) return there;
  for (const folder of ["lists/partial", "archives/partial"]) mkdirSync(join(home, "apt", folder), { recursive: true });
  const configuration = join(home, "apt", "apt.conf");
  writeFileSync(join(home, "apt", "status"), "");
  writeFileSync(
    configuration,
    [
      `APT::Architecture "${arch}";`,
      `APT::Architectures { "${arch}"; };`,
      `APT::Sandbox::User "";`,
      `Dir::State "${join(home, "apt")}";`,
      `Dir::State::status "${join(home, "apt", "status")}";`,
      `Dir::Cache "${join(home, "apt")}";`,
    ].join("\n"),
  );
  const options = { cwd: home, env: { ...process.env, APT_CONFIG: configuration } };
  run(`Reading Debian's list of packages for ${arch}`, "apt-get", ["update", "-qq"], options);
  run(`Fetching OpenBLAS for ${arch}`, "apt-get", ["download", "-qq", "libopenblas-serial-dev"], options);
  const archive = namesIn(home).find((name) => name.endsWith(".deb"));
  run(`Unpacking OpenBLAS for ${arch}`, "dpkg", ["-x", archive, "."], options);
  return found()[0];
}

const namesIn = (folder) => (existsSync(folder) ? readdirSync(folder) : []);
