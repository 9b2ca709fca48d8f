// npm test: sets everything up; Biome and the type checker; the tests of the C++ core under ctest, all others under vitest.
// Words after `--` go to vitest.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, setUp } from "./setup.mjs";

const native = setUp({ tests: true });
const counts = { passed: 0, failed: 0, skipped: 0 };
let good = true;

for (const words of [
  ["node_modules/@biomejs/biome/bin/biome", "check", "--log-level=error", "."],
  ["node_modules/typescript/bin/tsc", "--noEmit"],
]) {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
  good &&= status === 0;
  counts[status === 0 ? "passed" : "failed"]++;
}

if (native) {
  const { status, stdout } = spawnSync("ctest", ["--test-dir", "out/release", "--output-on-failure"], {
    cwd: root,
    encoding: "utf8",
  });
  process.stdout.write(stdout ?? "");
  const [, failed, total] = /(\d+) tests? failed out of (\d+)/.exec(stdout ?? "") ?? [];
  good &&= status === 0 && total !== undefined;
  counts.passed += Number(total ?? 0) - Number(failed ?? 0);
  counts.failed += Number(failed ?? (status === 0 ? 0 : 1));
}

const scratch = mkdtempSync(join(tmpdir(), "lowrank-test-"));
const report = join(scratch, "vitest.json");
const words = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile=${report}`,
  ...process.argv.slice(2),
];
const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
good &&= status === 0;
try {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
  counts.passed += numPassedTests;
  counts.failed += numFailedTests;
  counts.skipped += numPendingTests;
} catch {
  console.error("vitest left no report");
  good = false;
}
rmSync(scratch, { recursive: true, force: true });

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(good ? 0 : 1);
