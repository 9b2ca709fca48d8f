import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { nativeAddon } from "../../src/kernels/native.ts";

const { addon } = nativeAddon();

/** A worker that says so when it has queued ten gradients over 32 MB each. */
const BUSY_WORKER = `
  process.env.PREBUILDS_ONLY = "1";
  const kernels = require("node-gyp-build")(process.cwd()).open(2);
  const m = 400, n = 100, numbers = (size) => new Float64Array(size).fill(0.5), a = numbers(m * n * n);
  const gradient = () => kernels.offThread.gradientDense(m, n, n, false, 1, a, new Int32Array(0), 1, numbers(n), numbers(n), numbers(m), 0, 0,
    numbers(18 * n * n), numbers(n), numbers(n), numbers(2));
  for (let i = 0; i < 10; i++) gradient();
  require("node:worker_threads").parentPort.postMessage("queued");
`;

describe.skipIf(!addon)("calls off the thread", () => {
  it("answer in order of arrival while the event loop runs", async () => {
    if (!addon) return;
    const { offThread } = addon.open(2);
    const m = 300;
    const n = 50;
    const numbers = (size: number): Float64Array => new Float64Array(size).fill(0.5);
    const order: number[] = [];
    const answers = [0, 1, 2, 3].map(async (call) => {
      await offThread.measureDense(
        m,
        n,
        n,
        false,
        1,
        numbers(m * n * n),
        new Int32Array(0),
        1,
        numbers(n),
        numbers(n),
        numbers(18 * n * n),
        numbers(m),
      );
      order.push(call);
    });
    expect(order).toEqual([]);
    await Promise.all(answers);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it("give the bits and the codes that the same calls give at once", async () => {
    if (!addon) return;
    const { offThread, ...now } = addon.open(2);
    const [n, k] = [90, 7];
    const a = Float64Array.from({ length: n * k }, (_, i) => ((i * 7919) % 101) / 101 - 0.5);
    const gram = [new Float64Array(k * k), new Float64Array(k * k)];
    now.gram(n, k, a, gram[0]);
    expect(await offThread.gram(n, k, a, gram[1])).toBeUndefined();
    expect(gram[1]).toEqual(gram[0]);
    const parts = () => ({ a: a.slice(), u: new Float64Array(n * k), s: new Float64Array(k), vt: new Float64Array(k * k) });
    const [x, y] = [parts(), parts()];
    expect(now.svd(n, k, x.a, x.u, x.s, x.vt)).toBe(0);
    expect(await offThread.svd(n, k, y.a, y.u, y.s, y.vt)).toBe(0);
    expect(y).toEqual(x);
    const eigen = [gram[0].slice(), gram[0].slice()];
    const values = [new Float64Array(k), new Float64Array(k)];
    expect(await offThread.eigen(k, eigen[1], values[1])).toBe(now.eigen(k, eigen[0], values[0]));
    expect([eigen[1], values[1]]).toEqual([eigen[0], values[0]]);
    expect(await offThread.eigen(k, new Float64Array(k * k).fill(Number.NaN), values[1])).toBe(-1);
    const indefinite = Float64Array.of(1, 0, 0, -1);
    expect(await offThread.solveRight(1, 2, indefinite, new Float64Array(2))).toBe(2);
    await expect(offThread.qr(2, 3, new Float64Array(6), new Float64Array(9))).rejects.toThrow("qr: n must be at least k");
  });

  it("do not outlive the worker that asked", async () => {
    for (let i = 0; i < 4; i++) {
      const worker = new Worker(BUSY_WORKER, { eval: true });
      await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
      expect(await worker.terminate()).toBe(1);
    }
  });
});
