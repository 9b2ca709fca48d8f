import type { Progress } from "../solve/policy.ts";

/** Where progress goes: a terminal is redrawn ten times a second, anything else gets a line every ten seconds. */
export function progressWriter(out: NodeJS.WriteStream = process.stderr): { show(now: Progress): void; clear(): void } {
  const terminal = out.isTTY && process.env["TERM"] !== "dumb";
  const every = terminal ? 100 : 10_000;
  let last = terminal ? -Infinity : performance.now();
  let drawn = false;
  return {
    show(now) {
      const time = performance.now();
      if (time - last < every) return;
      last = time;
      const line = sentence(now);
      out.write(terminal ? `\r\x1b[2K${line.slice(0, (out.columns ?? 80) - 1)}` : `${line}\n`);
      drawn = terminal;
    },
    clear() {
      if (drawn) out.write("\r\x1b[2K");
      drawn = false;
    },
  };
}

function sentence({ iteration, seconds, relativeResidual, heldOutResidual }: Progress): string {
  const held = heldOutResidual === undefined ? "" : `, held out ${heldOutResidual.toExponential(2)}`;
  return `iteration ${iteration}, ${seconds.toFixed(1)} s, relative residual ${relativeResidual.toExponential(2)}${held}`;
}
