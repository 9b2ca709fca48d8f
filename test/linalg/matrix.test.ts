import { expect, test } from "vitest";
import { copyFactors, copyMatrix, identity, matrix, zeros } from "../../src/linalg/matrix.ts";

test("a matrix is column-major and tight", () => {
  expect(matrix(2, 3, new Float64Array(6))).toEqual(zeros(2, 3));
  expect(() => matrix(2, 3, new Float64Array(5))).toThrow("a 2×3 matrix needs 6 numbers, got 5");
  expect([...identity(2).data]).toEqual([1, 0, 0, 1]);
});

test("copies share nothing with the original, but a shared factor stays shared", () => {
  const a = identity(2);
  const copy = copyMatrix(a);
  copy.data[0] = 7;
  expect(a.data[0]).toBe(1);
  const shared = copyFactors({ left: a, right: a });
  expect(shared.left).toBe(shared.right);
  expect(shared.left.data).not.toBe(a.data);
  const apart = copyFactors({ left: a, right: copy });
  expect(apart.right).not.toBe(apart.left);
});
