import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { solvers } from "../src/solvers/registry.ts";
import { root } from "./house/tree.ts";

test("the README lists every solver", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  for (const name of Object.keys(solvers)) expect(readme).toContain(`| \`${name}\` |`);
});
