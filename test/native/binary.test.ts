import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { binaries } from "../../src/kernels/binaries.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const script = join(root, "scripts", "check-binary.mjs");

/** What `check-binary` says of a file, a line a flaw. */
function flaws(file: string): string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, file], { encoding: "utf8", maxBuffer: 1 << 26 });
  const lines = stdout.split("\n").filter(Boolean);
  expect(status, stderr).toBe(lines.length === 0 ? 0 : 1);
  return lines.map((line) => line.slice(file.length + 2));
}

const glibc = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header.glibcVersionRuntime;
/** The names that a newer C library versioned again are not all known, so a binary built on one may not run on older systems. */
const known = glibc !== undefined && Number(glibc.split(".")[1]) <= 36;
const here = binaries(root).filter(({ platform, libc }) => platform.startsWith("linux-") && libc === "glibc");

describe.skipIf(process.platform !== "linux")("the binaries", () => {
  test.each(here)("$platform: two exports, nothing undefined, no paths, only what every system has", ({ path }) => {
    expect(flaws(path).filter((flaw) => !flaw.startsWith("version"))).toEqual([]);
  });

  test.skipIf(!known).each(here)(`$platform: no symbol newer than glibc 2.28 and GCC 8 (built on glibc ${glibc})`, ({ path }) => {
    expect(flaws(path)).toEqual([]);
  });

  test("a program that is no addon has flaws", () => {
    const said = flaws(process.execPath).join("\n");
    expect(said).toMatch(/^exports .* symbols\)/m);
    expect(said).toMatch(/^was not linked with -z nodelete$/m);
  });

  const library = "/usr/lib/x86_64-linux-gnu/libstdc++.so.6";
  test.skipIf(!existsSync(library) || Number(glibc?.split(".")[1]) < 34)(
    "a library of this system asks for newer symbols than are allowed",
    () => {
      expect(flaws(library).join("\n")).toMatch(/^version GLIBC_2\.\d+ of \S+ is newer than GLIBC_2\.28$/m);
    },
  );
});
