import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { randomStart } from "../../src/problem/starting-points.ts";
import { complete } from "../../src/tasks/complete.ts";
import { readTable } from "../../src/tasks/read-table.ts";
import { nativeBackend } from "../contracts/backends.ts";

const { table: observed } = readTable(fileURLToPath(new URL("../../examples/traffic/observed.npy", import.meta.url)));
const { table: full } = readTable(fileURLToPath(new URL("../../examples/traffic/full.npy", import.meta.url)));

/** Entries that only the full field has. */
const hidden = Array.from(full.data.keys()).filter((i) => Number.isNaN(observed.data[i]) && !Number.isNaN(full.data[i]));
const errorOf = (estimate: (i: number) => number): number =>
  Math.sqrt(hidden.reduce((sum, i) => sum + (estimate(i) - full.data[i]) ** 2, 0) / hidden.length);

describe.skipIf(!nativeBackend)("the traffic field, on native kernels (portable ones take a minute)", () => {
  test("its hidden speeds are completed by the defaults, and not from a large start", async () => {
    expect(hidden.length).toBe(58_479);
    const done = await complete(observed, { kernels: nativeBackend });
    expect(done.run.status).toBe("validated");
    expect(errorOf((i) => done.completed.data[i])).toBeLessThan(2.3);
    expect(errorOf(() => done.center)).toBeGreaterThan(4.2); // the constant mean
    for (const [i, value] of observed.data.entries()) if (!Number.isNaN(value)) expect(done.completed.data[i]).toBe(value);

    const large = await complete(observed, { kernels: nativeBackend, start: randomStart({ scale: 1, variance: "1" }) });
    expect(errorOf((i) => large.completed.data[i])).toBeGreaterThan(3);
  }, 300_000);
});
