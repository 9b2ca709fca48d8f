import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { squared } from "../../src/losses/loss.ts";
import { denseOperator } from "../../src/operators/dense.ts";
import { gradientLike } from "../../src/problem/asking.ts";
import { nativeBackend } from "../contracts/backends.ts";
import { gaussian } from "../kernels/matrices.ts";

const [m, n, k] = [5, 3, 1];

describe.skipIf(!nativeBackend)("calls whose arguments are read once", () => {
  const kernels = nativeBackend!;
  type Call = Parameters<typeof kernels.measureDense>;
  const given = (out: Float64Array, left = gaussian(n, 2), right = gaussian(n, 3)): Call => {
    const matrices = gaussian(m * n * n, 1);
    return [m, n, n, false, 1, matrices, new Int32Array(0), k, left, right, new Float64Array(4096), out];
  };

  test("answer as often as they are called, until an array is gone", () => {
    const [out, left, right] = [new Float64Array(m), gaussian(n, 2), gaussian(n, 3)];
    const call = kernels.prepared!.measureDense(...given(out, left, right))!;
    for (const scale of [1, -3]) {
      left[0] *= scale;
      const usual = new Float64Array(m);
      kernels.measureDense(...given(usual, left, right));
      expect([call(), out]).toEqual([true, usual]);
    }
    structuredClone(right, { transfer: [right.buffer as ArrayBuffer] });
    out.fill(7);
    expect([call(), [...out]]).toEqual([false, [7, 7, 7, 7, 7]]);
  });

  test("are not to be had for what the kernel refuses, nor over a buffer that could shrink", () => {
    expect(kernels.prepared!.measureDense(...given(new Float64Array(m + 1)))).toBeUndefined();
    const Resizable = ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => ArrayBuffer;
    const out = new Float64Array(new Resizable(8 * m, { maxByteLength: 16 * m }), 0, m);
    expect(kernels.prepared!.measureDense(...given(out))).toBeUndefined();
  });

  test("are forgotten with what they write", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const operator = denseOperator({ rows: n, cols: n, matrices: gaussian(m * n * n, 1) }, kernels);
    const asked = (): WeakRef<object>[] => {
      const x = gradientLike({
        left: { rows: n, cols: k, data: gaussian(n, 2) },
        right: { rows: n, cols: k, data: gaussian(n, 3) },
      });
      x.left.data.set(gaussian(n, 2));
      const [y, out] = [gaussian(m, 4), gradientLike(x)];
      for (let time = 0; time < 4; time++) operator.gradient(x, y, squared, out);
      return [x.left.data, y, out, out.right.data].map((held) => new WeakRef(held));
    };
    const held = asked();
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    expect(held.map((each) => each.deref())).toEqual([undefined, undefined, undefined, undefined]);
    operator.measure(
      { left: { rows: n, cols: k, data: gaussian(n, 2) }, right: { rows: n, cols: k, data: gaussian(n, 3) } },
      new Float64Array(m),
    );
  });
});
