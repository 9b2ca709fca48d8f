import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { nativeAddon } from "../../src/kernels/native.ts";

const { addon } = nativeAddon();

/** A worker that says so when it has queued ten gradients over 32 MB each. */
const BUSY_WORKER = `
  process.env.PREBUILDS_ONLY = "1";
  const kernels = require("node-gyp-build")(process.cwd()).open(2);
  const m = 400, n = 100, numbers = (size) => new Float64Array(size).fill(0.5), a = numbers(m * n * n);
  const gradient = () => kernels.offThread.gradientDense(m, n, n, 1, a, new Int32Array(0), numbers(n), numbers(n), numbers(m), 0, 0,
    numbers(17 * n * n), numbers(n), numbers(n), numbers(2));
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
        1,
        numbers(m * n * n),
        new Int32Array(0),
        numbers(n),
        numbers(n),
        numbers(17 * n * n),
        numbers(m),
      );
      order.push(call);
    });
    expect(order).toEqual([]);
    await Promise.all(answers);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it("do not outlive the worker that asked", async () => {
    for (let i = 0; i < 4; i++) {
      const worker = new Worker(BUSY_WORKER, { eval: true });
      await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
      expect(await worker.terminate()).toBe(1);
    }
  });
});
