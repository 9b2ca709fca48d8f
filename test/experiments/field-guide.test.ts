import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { experiments } from "../../src/experiments/registry.ts";
import { solvers } from "../../src/solvers/registry.ts";
import { root, sources } from "../house/tree.ts";

const guide = readFileSync(join(root, "docs/laws.md"), "utf8");
const codes = [...guide.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
const runs = codes.flatMap((code) => code.match(/^lowrank experiment run ([a-z0-9-]+)$/)?.[1] ?? []);

describe("docs/laws.md", () => {
  it("names every experiment that is registered, once, with the command that runs it", () => {
    expect(runs.toSorted()).toEqual(Object.keys(experiments).sort());
  });

  it("says of every law when it fails, in the paragraph that ends with its command", () => {
    const paragraphs = guide.split(/\n\n+/).filter((text) => /^`lowrank experiment run [a-z]/m.test(text));
    expect(paragraphs).toHaveLength(runs.length);
    for (const text of paragraphs) {
      expect(text).toMatch(/^\*\*[^*]+\*\*/);
      expect(text).toMatch(/\*Fails\*/);
      expect(text.trimEnd()).toMatch(/`lowrank experiment run [a-z0-9-]+`$/);
      expect(text).toMatch(/[←→=<≤≥~≈∝]/);
    }
  });

  it("names no command, option or solver that does not exist", () => {
    const cli = sources("src/cli", /\.ts$/)
      .map(({ text }) => text)
      .join("\n");
    const commands = codes.filter((code) => code.startsWith("lowrank "));
    expect(commands.length).toBeGreaterThan(runs.length);
    const main = readFileSync(join(root, "src/cli/main.ts"), "utf8");
    const known = new Set([...main.matchAll(/^ {2}([a-z]+): async \(command\)/gm)].map(([, name]) => name));
    expect(known).toContain("experiment");
    expect(commands.filter((code) => !known.has(code.split(" ")[1]))).toEqual([]);
    for (const option of codes.filter((code) => code.startsWith("--")))
      expect([option, cli.includes(`"${option.split(" ")[0]}`)]).toEqual([option, true]);
    const words = [...Object.keys(solvers), "flat", "lift"];
    const rest = codes.filter((code) => !code.startsWith("lowrank ") && !code.startsWith("--"));
    expect(rest.filter((code) => !words.includes(code))).toEqual([]);
  });

  it("shows a picture of every law, and none that is not there", () => {
    const shown = [...guide.matchAll(/\]\(laws\/([^)]+)\.png\)/g)].map(([, name]) => name);
    expect(shown.toSorted()).toEqual(runs.toSorted());
    expect(shown.filter((name) => !existsSync(join(root, `docs/laws/${name}.png`)))).toEqual([]);
  });

  it("claims no figure of a paper", () => {
    expect(guide).not.toMatch(/reproduces? Figure|Figure \d/i);
  });
});
