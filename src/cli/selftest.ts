import { type Command, Option } from "commander";
import type { Check } from "../tasks/check.ts";
import { allKernels, selfTest } from "../tasks/self-test.ts";
import { EXIT } from "./exit.ts";
import { kernelsFor, type SolvingOptions } from "./solving.ts";

type Options = Pick<SolvingOptions, "backend" | "json">;

export function selftestCommand(command: Command): Command {
  return command
    .description("numerical checks on this machine, in a second or two; exit 9 where one fails")
    .addOption(
      new Option("--backend <name>", "which kernels; auto checks all there are")
        .choices(["auto", "native", "portable"])
        .default("auto"),
    )
    .option("--json", "machine-readable output on stdout", false)
    .action((options: Options) => {
      const { backend, json } = options;
      // LOWRANK_BACKEND names what is checked where no option does.
      const named = backend !== "auto" || (process.env["LOWRANK_BACKEND"] || "auto") !== "auto";
      const kernels = named ? [kernelsFor({ backend })] : allKernels();
      const began = performance.now();
      const checks = selfTest(kernels);
      const seconds = (performance.now() - began) / 1000;
      const bad = checks.filter(({ good }) => !good);
      const passed = bad.length === 0;
      process.stdout.write(
        json
          ? `${JSON.stringify({ passed, seconds, kernels: kernels.map(({ name, core }) => ({ name, core })), checks }, null, 2)}\n`
          : `${checks.map(line).join("")}${passed ? `all ${checks.length} checks passed` : `${bad.length} of ${checks.length} checks failed`} in ${seconds.toFixed(1)} s\n`,
      );
      if (!passed) process.exitCode = EXIT.selfCheck;
    });
}

const line = ({ of, name, found, allowed, good }: Check): string =>
  `${good ? "ok  " : "bad "}  ${of.padEnd(8)}  ${name}: ${typeof found === "number" ? Number(found.toPrecision(2)) : found} (${allowed})\n`;
