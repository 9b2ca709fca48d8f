import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { solvers } from "../src/solvers/registry.ts";
import { root } from "./house/tree.ts";

test("the README lists every solver, with what it seeks", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  for (const [name, Class] of Object.entries(solvers)) {
    const sought = readme.match(new RegExp(`^\\| \`${name}\` \\| ([^|]*)`, "m"))?.[1];
    const { form, carries } = new Class();
    if (carries === "matrix") expect(sought, name).toMatch(form === "symmetric" ? /^X ⪰ 0 whole/ : /^X whole/);
    else expect(sought, name).toMatch(form === "symmetric" ? /^X = F·Fᵀ ⪰ 0/ : /^X (= L·Rᵀ|of rank k|on the manifold of rank k)/);
  }
});
