import type { Progress } from "../solve/policy.ts";
import type { ComparedProgress } from "../tasks/compare.ts";

/** A line on stderr as runs end; progress of whichever run went on last is drawn below and over. */
export function comparedWriter(
  show: (now: Progress) => void,
  out: NodeJS.WriteStream = process.stderr,
): (now: ComparedProgress) => void {
  let told = -1;
  return ({ label, seed, ended, count, now }) => {
    if (ended !== told) {
      told = ended;
      out.write(`${out.isTTY ? "\r\x1b[2K" : ""}${ended} of ${count} runs have ended; ${label}, seed ${seed}, goes on\n`);
    }
    show(now);
  };
}
