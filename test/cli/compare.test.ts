import fs from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { writeManifest, writeProblem } from "./problems.ts";
import { expectRefusal, filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
let problem = "";
let noisy = "";
beforeAll(async () => {
  writeProblem(folder);
  problem = writeManifest(
    folder,
    "known.yaml",
    "operator: { kind: dense, file: A.npy }\nmeasurements: y.npy\ntruth: truth.npy\nrank: 1\n",
  );
  const spec = writeManifest(
    folder,
    "spec.yaml",
    "operator: { kind: gaussian, rows: 30, cols: 30, count: 300, seed: 1 }\nrank: 5\ncondition: 20\nnoise: 0.1\nseed: 1\n",
  );
  await lowrank(["generate", spec, "--out", join(folder, "endless")]);
  noisy = join(folder, "endless", "problem.yaml");
});

const compare = (solvers: string, ...words: string[]) => lowrank(["compare", problem, "--solvers", solvers, ...words]);

describe.concurrent("lowrank compare", () => {
  test("one page, one JSON and a run folder for each run", async () => {
    const out = join(folder, "out");
    const ended = await compare("gd,apgd,gd", "--seeds", "2", "--out", out, "--json");
    expect(ended.code, ended.err).toBe(0);
    expect(ended.out).toBe(fs.readFileSync(join(out, "comparison.json"), "utf8"));
    const found = JSON.parse(ended.out);
    expect(found).toMatchObject({ start: "random", seeds: ["0", "1"], judgedBy: "relativeError", aborted: false });
    expect(found.solvers.map((one: { label: string }) => one.label)).toEqual(["gd (1)", "apgd", "gd (2)"]);
    expect(found.solvers[1]).toMatchObject({ rank: 1, cost: { asks: 2 }, regime: { state: "possible" } });
    expect(found.solvers[0].runs.map((run: { seconds: unknown }) => typeof run.seconds)).toEqual(["number", "object"]);
    const itself = found.differences.filter(
      (one: { first: string; second: string }) => one.second === "gd (2)" && one.first === "gd (1)",
    );
    for (const one of itself) expect(one).toMatchObject({ values: [0, 0], ties: 2, p: 1 });
    expect(itself).toHaveLength(2);
    const runs = ["apgd-seed-0", "apgd-seed-1", "gd-1-seed-0", "gd-1-seed-1", "gd-2-seed-0", "gd-2-seed-1"];
    expect(fs.readdirSync(join(out, "runs")).sort()).toEqual(runs);
    const page = fs.readFileSync(join(out, "report.html"), "utf8");
    for (const figure of ["error-against-passes", "error-against-seconds", "residual-against-passes", "residual-against-seconds"])
      expect(page).toContain(figure);

    const text = await compare("gd,gd", "--seeds", "2", "--no-timing");
    expect(text.out).toMatch(/^gd \(1\) +gd \(2\) +relative error +0 +0 +0 +2 +1$/m);

    const again = await compare("gd", "--seeds", "1", "--out", out, "--no-timing", "--start-scale", "0.1", "--tolerance", "1e-8");
    expect(again.code, again.err).toBe(0);
    expect(again.out).toMatch(/gd +converged .*\n1 of 1 runs ended well\./);
    expect(filesIn(join(out, "runs")).filter((name) => name.endsWith("result.json"))).toEqual(["gd-seed-0/result.json"]);
    const other = fs.readFileSync(join(out, "report.html"), "utf8");
    expect(other).not.toContain("against-seconds");
    expect(other).toContain("--seeds 1 --start-scale 0.1 --tolerance 1e-8 --no-timing");
    expect(other).toContain("random, scale 0.1, ratio 1, variance 1/n");
  });

  test("who refuses or diverges stands beside the others", async () => {
    const ended = await compare("gd,subgm,gd-symmetric,scaled-gd:stepSize=90", "--seeds", "1");
    expect(ended.code, ended.err).toBe(0);
    expect(ended.out).toMatch(/^gd +converged/m);
    expect(ended.out).toMatch(/^subgm +refused/m);
    expect(ended.out).toMatch(/^scaled-gd:stepSize=90 +(diverged|breakdown)/m);
    expect(ended.out).toMatch(/^subgm: subgm descends/m);
    expect(ended.out).toMatch(/^gd-symmetric: gd-symmetric seeks X = F·Fᵀ and takes symmetric problems/m);
  });

  test("nothing but divergence ends in 5", async () => {
    expect((await compare("scaled-gd:stepSize=90", "--seeds", "1")).code).toBe(5);
  });

  test.each<[string, number, string[], RegExp]>([
    ["an unknown solver", 2, ["gd,scaledgd"], /did you mean "scaled-gd"/],

    ["an option that a solver has not", 2, ["gd:step=1"], /gd has no option "step"/],
    ["an empty name", 2, ["gd,,apgd"], /names with commas/],
    ["many seeds of one start", 2, ["gd", "--start", "spectral", "--seeds", "3"], /the same for every seed/],
    ["a start that is none", 2, ["gd", "--start", "zero"], /Allowed choices are random, spectral, own/],
    ["a scale of no random start", 2, ["gd", "--start", "own", "--start-scale", "1"], /a scale belongs to a random start/],
    ["no seeds", 2, ["gd", "--seeds", "0"], /--seeds is an integer from 1 to 1000/],
    ["a rank that is too large", 2, ["gd", "--rank", "6"], /from 1 to 5, got 6/],
    ["a solver of the other form alone", 3, ["gd-symmetric"], /no solver takes this problem: gd-symmetric seeks/],
    ["only solvers that refuse", 3, ["subgm"], /known.yaml: no solver takes this problem: subgm descends/],
    ["no memory", 6, ["gd", "--max-memory", "1000"], /1000 are allowed/],
  ])("%s", async (_, code, [solvers, ...words], said) => expectRefusal(await compare(solvers, ...words), code, said));

  test("SIGINT keeps what there is", async () => {
    const out = join(folder, "cut");
    const ended = await lowrank(
      [
        "compare",
        noisy,
        "--solvers",
        "apgd,gd:stepSize=1e-5",
        "--rank",
        "30",
        "--tolerance",
        "1e-30",
        "--max-iterations",
        "2000000",
        "--out",
        out,
        "--json",
      ],
      {
        // The first run ends by itself; the second would last for minutes.
        meanwhile: (child) => child.stderr?.on("data", (text) => /1 of 10/.test(String(text)) && child.kill("SIGINT")),
      },
    );
    expect(ended.code, ended.err).toBe(130);
    const { solvers, aborted } = JSON.parse(ended.out);
    expect(aborted).toBe(true);
    expect(solvers[0].runs[0].status).not.toBe("aborted");
    expect(solvers[1].runs).toMatchObject([{ status: "aborted" }]);
    expect(filesIn(out)).toContain("report.html");
  });
});
