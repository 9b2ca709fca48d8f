// What users' own tests do: solve, natively, in whatever process or thread their test runner makes.
import { createRequire } from "node:module";
import { expect, test } from "vitest";

const answer = createRequire(import.meta.url)(process.env.ANSWER);

test.each([1, 2])("a run, %i", async () => {
  expect(await answer(process.cwd())).toBe(process.env.EXPECTED);
});
