import fs from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeNpy } from "../../src/io/npy-write.ts";
import { readRunFolder } from "../../src/io/run-folder.ts";
import { manifest, writeManifest, writeProblem } from "./problems.ts";
import { expectRefusal, lowrank, scratch } from "./program.ts";

const folder = scratch();
writeProblem(folder);
const withTruth = writeManifest(folder, "truth.yaml", `${manifest}truth: truth.npy\n`);
const run = join(folder, "run");

const figuresIn = (path: string): string[] =>
  [...fs.readFileSync(join(path, "report.html"), "utf8").matchAll(/<figure id="figure-\d+-(record-[a-z-]+)"/g)].map(
    ([, id]) => id,
  );

test("what is recorded lands in the history, in the result and on the page, which report draws again", async () => {
  const words = ["--rank", "3", "--record", "imbalance, principal-angles,spectrum", "--record", "factor-spectra"];
  const plain = await lowrank(["recover", withTruth, "--rank", "3", "--json"]);
  const recorded = await lowrank(["recover", withTruth, ...words, "--out", run, "--json"]);
  expect({ code: recorded.code, err: recorded.err }).toEqual({ code: 0, err: "" });
  const { result, history } = readRunFolder(run);
  expect(result.start).toMatchObject({ kind: "random", scale: 1e-3 });
  const large = await lowrank(["recover", withTruth, "--rank", "3", "--start-scale", "0.5", "--json"]);
  expect(JSON.parse(large.out).start).toMatchObject({ kind: "random", scale: 0.5 });
  expect(result.recorded).toEqual(["imbalance", "principal-angles", "spectrum", "factor-spectra"]);
  for (const name of ["imbalance", "leftAngle", "rightAngle", "sigma_1", "relativeError", "stepSize", "left_1", "right_3"])
    expect(history.column(name).filter(Number.isFinite).length, name).toBeGreaterThan(20);

  const ids = ["record-imbalance", "record-principal-angles", "record-factor-spectra"];
  expect(figuresIn(run)).toEqual(ids);
  fs.rmSync(join(run, "report.html"));
  expect(await lowrank(["report", run])).toMatchObject({ code: 0, err: "" });
  expect(figuresIn(run)).toEqual(ids);

  // Looking changes nothing.
  const outcome = ({ out }: { out: string }) => {
    const { iterations, relativeResidual, spectrum, recorded: names } = JSON.parse(out);
    return { iterations, relativeResidual, spectrum, names };
  };
  expect(outcome(recorded)).toEqual({ ...outcome(plain), names: result.recorded });
  expect(outcome(plain).names).toBeUndefined();
});

test("a rank below that of the truth is refused where angles are asked for: exit 2", async () => {
  const full = new Float64Array(30).map((_, at) => Math.cos(at * at));

  writeNpy(join(folder, "full.npy"), [6, 5], full);
  const path = writeManifest(folder, "full.yaml", `${manifest}truth: full.npy\n`);
  expectRefusal(
    await lowrank(["recover", path, "--record", "principal-angles"]),
    2,
    "principal-angles cannot be recorded: it needs a searched rank of at least that of the truth, 5, got 1",
  );
});

test("a stored list of names that is none: exit 3; names of another version are passed over", async () => {
  const stored = join(folder, "stored");
  await lowrank(["recover", withTruth, "--out", stored]);
  const path = join(stored, "result.json");
  const result = JSON.parse(fs.readFileSync(path, "utf8"));
  fs.writeFileSync(path, JSON.stringify({ ...result, recorded: ["toString", "of-tomorrow"] }));
  expect(await lowrank(["report", stored])).toMatchObject({ code: 0, err: "" });
  expect(figuresIn(stored)).toEqual([]);
  fs.writeFileSync(path, JSON.stringify({ ...result, recorded: "imbalance" }));
  expectRefusal(await lowrank(["report", stored]), 3, '"recorded" must be a list of names');
});
