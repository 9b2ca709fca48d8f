import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../house/tree.ts";

test("link loads alone do not determine the flows, which is said; with some of them counted they are found", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "examples/link-loads/link-loads.mjs")], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const [alone, counted] = stdout.split(/(?=with a sixth)/);
  const errorOf = (text: string): number => Number(text.match(/error (\S+)/)?.[1]);
  expect(alone).toContain("converged");
  expect(alone).toContain("underdetermined");
  expect(errorOf(alone)).toBeGreaterThan(0.1);
  expect(counted).toContain("converged");
  expect(errorOf(counted)).toBeLessThan(1e-6);
});
