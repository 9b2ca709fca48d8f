import { describe, expect, test } from "vitest";
import { Table } from "../../src/table/table.ts";

describe("a table", () => {
  test("grows by rows; what a row does not give is NaN", () => {
    const table = new Table();
    expect([table.length, table.names]).toEqual([0, []]);
    table.append({ a: 1 });
    table.append({ b: 2 });
    table.append({});
    expect(table.length).toBe(3);
    expect(table.names).toEqual(["a", "b"]);
    expect(table.column("a")).toEqual(Float64Array.of(1, Number.NaN, Number.NaN));
    expect(table.column("b")).toEqual(Float64Array.of(Number.NaN, 2, Number.NaN));
    expect(table.at(1)).toEqual({ a: Number.NaN, b: 2 });
    expect([...table].length).toBe(3);
  });

  test("amends its last row", () => {
    const table = new Table();
    expect(() => table.amend({ a: 1 })).toThrow("a table without rows has no last row");
    table.append({ a: 1 });
    table.append({ a: 2 });
    table.amend({ a: 3, c: 4 });
    expect([...table]).toEqual([
      { a: 1, c: Number.NaN },
      { a: 3, c: 4 },
    ]);
  });

  test("columns are copies, and unknown names are errors", () => {
    const table = new Table();
    table.append({ a: 1 });
    table.column("a")[0] = 9;
    expect(table.get("a", 0)).toBe(1);
    expect(() => table.column("b")).toThrow('no column "b"; there are a');
    expect([table.has("a"), table.has("b")]).toEqual([true, false]);
    expect([table.get("b", 0), table.get("a", 1), table.get("a", -1)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test("groups in order of first appearance", () => {
    const table = new Table();
    for (const [k, v] of [
      [2, 1],
      [1, 2],
      [2, 3],
      [Number.NaN, 4],
      [Number.NaN, 5],
    ])
      table.append({ k, v });
    const groups = table.group("k");
    expect([...groups.keys()]).toEqual([2, 1, Number.NaN]);
    expect([...groups.values()].map((group) => [...group.column("v")])).toEqual([[1, 3], [2], [4, 5]]);
  });

  test("as JSON has null where a number is not finite", () => {
    const table = new Table();
    table.append({ a: 1, b: Number.NaN });
    table.append({ a: Number.POSITIVE_INFINITY });
    expect(JSON.parse(JSON.stringify(table))).toEqual({ a: [1, null], b: [null, null] });
  });
});
