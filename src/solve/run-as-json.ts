import type { Matrix } from "../linalg/matrix.ts";
import type { Run } from "./policy.ts";

/** The run, which JSON.stringify writes with its factors as numbers in arrays; numbers that are not finite are null there. */
export const jsonable = (run: Run): Run =>
  Object.defineProperty(run, "toJSON", {
    value: () => {
      const { left, right } = run.estimate;
      return { ...run, estimate: { left: inArray(left), right: inArray(right) } };
    },
  });

const inArray = ({ rows, cols, data }: Matrix) => ({ rows, cols, data: Array.from(data) });
