import { accessSync, constants } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import type { Command } from "commander";
import { memoryBudget } from "../kernels/memory.ts";
import { openKernels } from "../kernels/open.ts";
import { VERSION } from "../parameters/version.ts";
import { EXIT } from "./exit.ts";

interface Finding {
  readonly name: string;
  readonly value: string;
  readonly good: boolean;
  /** What to do where it is not good. */
  readonly remedy?: string;
}

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

async function examine(): Promise<Finding[]> {
  const kernels = openKernels("auto");
  return [
    { name: "lowrank", value: `${VERSION} on Node ${process.versions.node} (${process.platform} ${process.arch})`, good: true },
    {
      name: "kernels",
      value: kernels.name === "native" ? "native" : `portable: ${kernels.why.split("\n")[0]}`,
      good: kernels.name === "native",
      remedy: "results are right but slower; in a clone run `npm run build`",
    },
    { name: "BLAS core", value: kernels.core, good: true },
    { name: "threads", value: `${kernels.threads} in use, ${availableParallelism()} available`, good: true },
    {
      name: "product",
      value: productCheck(),
      good: productCheck() === "right",
      remedy: "the kernels compute wrongly on this machine: use --backend portable, and report it",
    },
    { name: "memory", value: `${(memoryBudget() / 2 ** 30).toFixed(1)} GiB may be used`, good: true },
    { name: "temporary folder", value: tmpdir(), good: writable(tmpdir()), remedy: "make it writable, or set TMPDIR" },
    {
      name: "PNG figures",
      value: (await has("@resvg/resvg-js")) ? "available" : "not installed (optional): npm install @resvg/resvg-js",
      good: true,
    },
  ];
}

/** A small product with a known result: (AAᵀ)_ij for A_ij = i + 1. */
function productCheck(): string {
  const n = 37;
  const a = Float64Array.from({ length: n * n }, (_, at) => (at % n) + 1);
  const c = new Float64Array(n * n);
  openKernels("auto").gemm(false, true, n, n, n, 1, a, a, 0, c);
  return c.every((value, at) => value === n * ((at % n) + 1) * (Math.floor(at / n) + 1)) ? "right" : "wrong";
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function has(name: string): Promise<boolean> {
  try {
    await import(name);
    return true;
  } catch {
    return false;
  }
}

const line = ({ name, value, good, remedy }: Finding): string =>
  `${good ? "ok  " : "poor"}  ${name}: ${value}${!good && remedy ? `\n      ${remedy}` : ""}\n`;
