import type { Run } from "../../src/solve/policy.ts";

/** A run but for its times. */
export const timeless = ({ seconds: _, history, ...rest }: Run) => ({
  ...rest,
  history: [...history].map(({ seconds: _seconds, ...row }) => row),
});
