import fs from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { writeNpy } from "../../src/io/npy-write.ts";
import { parseTags } from "../report/markup.ts";
import { writeProblem } from "./problems.ts";
import { expectRefusal, filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
const run = join(folder, "run");
beforeAll(async () => {
  await lowrank(["recover", writeProblem(folder), "--out", run]);
});

/** A copy of the run. */
function copyOf(...names: string[]): string {
  const copy = join(folder, ...names);
  fs.cpSync(run, copy, { recursive: true });
  return copy;
}

function amend(copy: string, change: object): void {
  const path = join(copy, "result.json");
  fs.writeFileSync(path, JSON.stringify({ ...JSON.parse(fs.readFileSync(path, "utf8")), ...change }));
}

describe.concurrent("report", () => {
  test("of one run folder", async () => {
    const copy = copyOf("one");
    fs.rmSync(join(copy, "report.html"));
    const { code, out, err } = await lowrank(["report", copy]);
    expect({ code, out, err }).toEqual({ code: 0, out: `${join(copy, "report.html")}\n`, err: "" });
    parseTags(fs.readFileSync(join(copy, "report.html"), "utf8"));
  });

  test("of a folder of runs, with figures", async () => {
    for (const name of ["a", "b"]) copyOf("many", name);
    const { code, out, err } = await lowrank(["report", join(folder, "many"), "--figures", "svg", "--json"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { written }: { written: string[] } = JSON.parse(out);
    expect(written).toContain(join(folder, "many", "report.html"));
    expect(written.length).toBeGreaterThan(1);
    for (const path of written.filter((name) => name.endsWith(".svg")))
      expect(fs.readFileSync(path, "utf8")).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect(filesIn(join(folder, "many")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("figures as PNG, with twice as many pixels as the SVG has units", async () => {
    for (const name of ["a", "b"]) copyOf("many", name);
    const many = join(folder, "many");
    expect(await lowrank(["report", many, "--figures", "png"])).toMatchObject({ code: 0, err: "" });
    expect(await lowrank(["report", many, "--figures", "svg"])).toMatchObject({ code: 0, err: "" });
    const figures = fs.readdirSync(many).filter((name) => name.endsWith(".png"));
    expect(figures.length).toBeGreaterThan(0);
    for (const name of figures) {
      const png = fs.readFileSync(join(many, name));
      const svg = fs.readFileSync(join(many, name.replace(".png", ".svg")), "utf8");
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      const width = Number(/<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1]);
      expect(Math.abs(png.readUInt32BE(16) - 2 * width)).toBeLessThan(2); // the width, in the header
      expect(png.length).toBeGreaterThan(5000);
    }
  });

  test("names and texts with markup and escape sequences are inert", async () => {
    const name = "x\x1b[31m<script>alert(1)<\u2215script>";
    amend(copyOf("hostile", name), { reason: "</script><img src=x onerror=alert(1)>" });
    copyOf("hostile", "other");
    const { code, out, err } = await lowrank(["report", join(folder, "hostile")]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).not.toContain("\x1b");
    const html = fs.readFileSync(join(folder, "hostile", "report.html"), "utf8");
    const plain = await lowrank(["report", copyOf("plain")]);
    expect(plain.code).toBe(0);
    expect(html).not.toContain("\x1b");
    expect(html).not.toMatch(/<img[^>]*onerror|<script>alert/i);
    for (const { attributes } of parseTags(html)) expect(Object.keys(attributes).filter((key) => /^on/.test(key))).toEqual([]);
  });

  test("an --out with an escape sequence is printed harmlessly", async () => {
    const { code, out } = await lowrank(["recover", join(folder, "problem.yaml"), "--out", join(folder, "o\x1b[31mut")]);
    expect(code).toBe(0);
    expect(out).toContain("report: ");
    expect(out).not.toContain("\x1b");
  });
});

describe.concurrent("what report refuses: exit 3, one sentence", () => {
  test.each([
    ["nowhere", "no such folder"],
    ["y.npy", "y.npy"],
    ["empty", "no result.json"],
  ])("%s", async (name, said) => {
    fs.mkdirSync(join(folder, "empty"), { recursive: true });
    expectRefusal(await lowrank(["report", join(folder, name)]), 3, said);
  });

  const damages: Record<string, (copy: string) => void> = {
    "result.json is no JSON": (copy) => fs.writeFileSync(join(copy, "result.json"), "{"),
    "result.json lacks its solver": (copy) => amend(copy, { solver: {} }),
    "result.json lacks its problem": (copy) => amend(copy, { problem: {} }),
    "a spectrum of words": (copy) => amend(copy, { spectrum: ["one", null] }),
    "warnings that are none": (copy) => amend(copy, { warnings: [1] }),
    "history.jsonl is missing": (copy) => fs.rmSync(join(copy, "history.jsonl")),
    "history.jsonl is no JSON": (copy) => fs.writeFileSync(join(copy, "history.jsonl"), "{]\n"),
    "left.npy of three dimensions": (copy) => writeNpy(join(copy, "left.npy"), [6, 1, 1], new Float64Array(6)),
    "factors of different width": (copy) => writeNpy(join(copy, "right.npy"), [5, 3], new Float64Array(15)),
    "left.npy cut": (copy) => fs.truncateSync(join(copy, "left.npy"), 130),
  };
  test.each(Object.keys(damages))("%s", async (name) => {
    const copy = copyOf("damaged", name);
    damages[name](copy);
    expectRefusal(await lowrank(["report", copy]), 3, copy);
  });
});
