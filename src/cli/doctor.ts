import type { Command } from "commander";
import { examine } from "./examine.ts";
import { EXIT } from "./exit.ts";
import type { Finding } from "./finding.ts";

export function doctorCommand(command: Command): Command {
  return command
    .description("which binary, which BLAS and CPU kernels, threads, memory, what is missing and what to do")
    .option("--json", "machine-readable output on stdout", false)
    .action(async ({ json }: { readonly json: boolean }) => {
      const findings = await examine();
      process.stdout.write(
        json ? `${JSON.stringify({ healthy: findings.every((f) => f.good), findings }, null, 2)}\n` : findings.map(line).join(""),
      );
      if (!findings.every((finding) => finding.good)) process.exitCode = EXIT.selfCheck;
    });
}

const line = ({ name, value, good, advice }: Finding): string =>
  `${good ? "ok  " : "bad "}  ${name}: ${value}\n${advice ? `      ${advice}\n` : ""}`;
