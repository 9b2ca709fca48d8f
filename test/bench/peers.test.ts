import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Peers } from "../../src/bench/peers.ts";
import { BenchError } from "../../src/bench/result.ts";
import { peerSide } from "../../src/bench/side.ts";

const script = join(import.meta.dirname, "fake-peer.mjs");

let folder = "";
let said: string[] = [];
const open: Peers[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lowrank-peers-"));
  said = [];
});
afterEach(async () => {
  for (const peers of open.splice(0)) await peers.end();
  rmSync(folder, { recursive: true, force: true });
});

function peersThat(way = "", interpreters = [process.execPath], signal = new AbortController().signal): Peers {
  const environment = { ...process.env, FAKE_PEER: way };
  const peers = new Peers({ script, folder, interpreters, environment, signal, say: (text) => said.push(text) });
  open.push(peers);
  return peers;
}

const question = (numbers: Record<string, number | number[]>) => ({ case: "any", how: "somehow", files: {}, numbers });

describe("a peer", () => {
  it("answers with its numbers, and with its times", async () => {
    const peer = (await peersThat().get("numpy", 2))!;
    const side = peerSide(peer, question({ answer: [1, 2.5, -3], seconds: 6 }), { units: 3 });
    expect(await side.answer()).toEqual(Float64Array.of(1, 2.5, -3));
    expect(await side.time(2, true)).toEqual([2, 2]);
    expect(side).toMatchObject({ name: "numpy", how: "somehow" });
    expect(await peer.run(question({ answer: [1], laps: [0.5, 2] }))).toEqual({ answer: Float64Array.of(1), laps: [0.5, 2] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is told its number of threads, and is started once for each", async () => {
    const peers = peersThat();
    const one = await peers.get("numpy", 1);
    expect(await peers.get("numpy", 1)).toBe(one);
    expect(await peers.get("numpy", 2)).not.toBe(one);
    expect(peers.describe()["numpy"]).toBe(`NumPy 9.9 (Python 3.99 of ${process.execPath}, openblas-serial/libblas.so.3)`);
  });

  it("starts anew after it was ended", async () => {
    const peers = peersThat();
    const first = await peers.get("torch", 1);
    await peers.end();
    const second = (await peers.get("torch", 1))!;
    expect(second).not.toBe(first);
    expect(await second.answer(question({ answer: [7] }))).toEqual(Float64Array.of(7));
  });

  it.each([
    ["fails", "numpy failed: ValueError: no"],
    ["dies", "numpy ended: out of luck"],
    ["babbles", "numpy gave no answer: [1,2]"],
  ])("that %s is an error of the bench, with its words", async (way, words) => {
    const peer = (await peersThat(way).get("numpy", 1))!;
    await expect(peer.answer(question({}))).rejects.toThrow(new BenchError(words));
  });

  it("is left when the signal comes, and ends", async () => {
    const controller = new AbortController();
    const peer = (await peersThat("hangs", [process.execPath], controller.signal).get("numpy", 1))!;
    const answer = peer.answer(question({}));
    controller.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });
});

describe("a package that is missing", () => {
  it.each([
    ["no interpreter", [join(tmpdir(), "no-such-python")], ""],
    ["no such module", [process.execPath], "absent"],
    ["something that speaks otherwise", [process.execPath], "chatters"],
  ])("is said to be, once, with the package that brings it: %s", async (_, interpreters, way) => {
    const peers = peersThat(way, interpreters);
    expect(await peers.get("torch", 1)).toBeUndefined();
    expect(await peers.get("torch", 2)).toBeUndefined();
    expect(said).toEqual(["PyTorch is missing; on Debian, apt-get install python3-torch"]);
    expect(peers.describe()).toEqual({ torch: said[0] });
  });

  it("is taken where it is found first", async () => {
    const peers = peersThat("", [join(tmpdir(), "no-such-python"), process.execPath]);
    expect(await peers.get("scipy", 1)).toBeDefined();
    expect(peers.describe()["scipy"]).toContain(process.execPath);
    expect(existsSync(folder)).toBe(true);
  });
});
