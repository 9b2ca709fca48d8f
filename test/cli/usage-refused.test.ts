import fs from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeProblem } from "./problems.ts";
import { expectRefusal, filesIn, lowrank, scratch } from "./program.ts";

const folder = scratch();
let problem = "";
beforeAll(() => {
  problem = writeProblem(folder);
});

/** Options of `recover` on a 6×5 problem, and what the refusal must say. */
const options: [string[], ...(string | RegExp)[]][] = [
  [["--rank", "0"], /rank/, /from 1|at least 1/, "0"],
  [["--rank", "-1"], "--rank", '"-1"'],
  [["--rank", "1.5"], "--rank is an integer", '"1.5"'],
  [["--rank", "6"], "from 1 to 5, got 6"],
  [["--rank", "auto"], "--rank auto is not available yet"],
  [["--rank", ""], '""'],
  [["--resume", "there"], "--resume is not available yet"],
  [["--solver", "scaled-dg"], 'no solver "scaled-dg"', 'did you mean "scaled-gd"'],
  [["--solver", "toString"], 'no solver "toString"'],
  [["--solver", "gd-symmetric"], "not symmetric", /these do: gd, (?!.*(symmetric|svt|soft-impute))/],
  [["--set", "stepSize"], 'key=value, got "stepSize"'],
  [["--set", "=1"], 'key=value, got "=1"'],
  [["--set", "stepsise=1"], 'no option "stepsise"', 'did you mean "stepSize"'],
  [["--set", "stepSize=-1"], "stepSize is a number > 0", '"-1"'],
  [["--set", "stepSize=1abc"], '"1abc"'],
  [["--set", "stepSize=0x10"], '"0x10"'],
  [["--set", "__proto__=1"], '"__proto__"'],
  [["--max-iterations", "0"], "--max-iterations is an integer of at least 1"],
  [["--max-iterations", "1e400"], "--max-iterations"],
  [["--tolerance", "0"], "--tolerance is a number > 0"],
  [["--tolerance", "nan"], '"nan"'],
  [["--seed", "x"], "seed", '"x"'],
  [["--start", "zero"], "Allowed choices are random, spectral, own"],
  [["--start-scale", "0"], "--start-scale is a number > 0", '"0"'],
  [["--start-ratio", "nan"], "--start-ratio is a number > 0", '"nan"'],
  [["--start", "spectral", "--start-scale", "1"], "a scale belongs to a random start, and the start is spectral"],
  [["--solver", "fista", "--start", "spectral"], "fista searches whole matrices and has a start of its own"],
  [["--record", "imbalanse"], 'no diagnostic "imbalanse"', 'did you mean "imbalance"'],
  [["--record", "imbalance,"], 'no diagnostic ""'],
  [
    ["--record", "relative-error"],
    "relative-error cannot be recorded: it compares with the truth, which this problem does not know",
  ],
  [["--record", "signal-noise"], "signal-noise cannot be recorded"],
  [["--solver", "fista", "--record", "imbalance"], "looks at factors, and fista searches whole matrices"],
  [["--threads", "0"], "--threads is an integer of at least 1"],
  [["--backend", "gpu"], "gpu", "auto, native, portable"],
  [["--max-memory", "1XB"], '"1XB"', "2GiB"],
  [["--rnak", "2"], "unknown option '--rnak'", "Did you mean --rank?"],
  [["another.yaml"], "too many arguments"],
];

describe.concurrent("a mistake on the command line: exit 2, one sentence", () => {
  test.each(options)("recover problem.yaml %j", async (words, ...said) => {
    expectRefusal(await lowrank(["recover", problem, "--out", join(folder, "never"), ...words]), 2, ...said);
  });

  test.each<[string[], ...string[]]>([
    [["recver", "x"], "unknown command 'recver'", "Did you mean recover?"],
    [["recover"], "missing required argument 'problem'"],
    [["complete"], "missing required argument 'table'"],
    [["generate", "spec.yaml"], "--out"],
    [["list", "foo"], "foo", "solvers, operators, experiments, diagnostics"],
    [["report", ".", "--figures", "gif"], "gif", "svg, png"],
    [["experiment", "run", "nope"], 'no experiment "nope"'],
    [["experiment", "run", "symmetric-slowdwon"], "did you mean symmetric-slowdown?"],
    [["experiment", "run", "symmetric-slowdown", "--workers", "2"], "--workers is not available yet"],
  ])("%j", async (words, ...said) => {
    expectRefusal(await lowrank(words), 2, ...said);
  });

  test("no rank anywhere", async () => {
    const path = join(folder, "no-rank.yaml");
    fs.writeFileSync(path, fs.readFileSync(problem, "utf8").replace("rank: 1\n", ""));
    expectRefusal(await lowrank(["recover", path]), 2, "no rank is given", "from 1 to 5");
  });
});

afterAll(() => {
  expect(filesIn(folder)).not.toContain("never/result.json");
  expect(filesIn(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
