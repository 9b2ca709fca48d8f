import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder of this test file, removed when it is done. */
export function scratch(): { folder: string; file: (name: string, content?: string | Uint8Array) => string } {
  const folder = fs.mkdtempSync(join(tmpdir(), "lowrank-io-"));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    file: (name, content) => {
      const path = join(folder, name);
      if (content !== undefined) fs.writeFileSync(path, content);
      return path;
    },
  };
}

export const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

export interface Expected {
  readonly name: string;
  readonly shape: number[];
  /** In C order. */
  readonly values: number[];
  readonly complex: boolean;
}

export function expectedFixtures(suffix: string): Expected[] {
  const lines = fs.readFileSync(fixture("expected.jsonl"), "utf8").trim().split("\n");
  const entries = lines.map((line): Expected & { values: (number | string)[] } => JSON.parse(line));
  return entries
    .filter(({ name }) => name.endsWith(suffix))
    .map((entry) => ({
      ...entry,
      values: entry.values.map((v) => (typeof v === "number" ? v : v === "inf" ? Infinity : -Infinity)),
    }));
}

/** The bits of doubles, so that −0 differs from 0 and NaN equals itself. */
export const bits = (data: ArrayLike<number>): BigUint64Array => new BigUint64Array(Float64Array.from(data).buffer);

/** Doubles, with the ones that go wrong first. */
export const EXTREMES = [
  0,
  -0,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  0.1,
  1 / 3,
  1e21,
  1e-7,
];
