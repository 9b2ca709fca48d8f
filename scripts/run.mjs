import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A step of a build that failed; its message says what the program said last. */
export class BuildError extends Error {}

/** Runs a program in silence and returns what it printed; where it fails, what it said last goes into the error. */
export function run(what, program, args, options = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    ...options,
  });
  if (status === 0) return stdout;
  const said = `${stdout ?? ""}${stderr ?? ""}`.trimEnd().split("\n").slice(-25).join("\n");
  throw new BuildError(`${what} failed (${error?.message ?? signal ?? `exit ${status}`}).\n${said}`);
}
