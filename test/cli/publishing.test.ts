import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root, scratch } from "./program.ts";

function check(folder: string): { status: number | null; lines: string[] } {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/check-package.mjs"), folder], { encoding: "utf8" });
  return { status, lines: stderr.split("\n").filter(Boolean) };
}

/** The beginning of an ELF file for a processor. */
const elf = (machine: number): Buffer =>
  Buffer.concat([Buffer.from("\x7fELF"), Buffer.alloc(14), Buffer.of(machine, 0), Buffer.alloc(8)]);

test("nothing is published without dist/ and the binaries of both processors", () => {
  const folder = scratch();
  const { status, lines } = check(folder);
  expect(status).toBe(1);
  for (const line of lines.slice(0, -2)) {
    expect(line).toMatch(/^dist\/.* is missing: npm run build:ts$/);
    const path = join(folder, line.split(" ")[0]);
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.writeFileSync(path, "");
  }
  const binaries = ["x64", "arm64"].map((arch) => join("prebuilds", `linux-${arch}`, "lowrank.glibc.node"));
  expect(check(folder).lines.map((line) => line.split(" is missing")[0])).toEqual(binaries);

  for (const path of binaries) {
    fs.mkdirSync(join(folder, dirname(path)), { recursive: true });
    fs.writeFileSync(join(folder, path), elf(62));
  }
  expect(check(folder).lines).toEqual([expect.stringMatching(/linux-arm64.* is no binary for arm64: npm run binary/)]);
  fs.writeFileSync(join(folder, binaries[1]), elf(183));
  expect(check(folder)).toEqual({ status: 0, lines: [] });
});

test("npm publish asks", () => {
  const { scripts } = JSON.parse(fs.readFileSync(join(root, "package.json"), "utf8"));
  expect(scripts.prepublishOnly).toBe("node scripts/check-package.mjs");
});
