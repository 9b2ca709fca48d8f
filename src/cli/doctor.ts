import { accessSync, constants } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import type { Command } from "commander";
import type { Kernels } from "../kernels/contract.ts";
import { memoryBudget } from "../kernels/memory.ts";
import { openKernels } from "../kernels/open.ts";
import { VERSION } from "../parameters/version.ts";
import { EXIT } from "./exit.ts";

interface Finding {
  readonly name: string;
  readonly value: string;
  readonly good: boolean;
  /** What to do about it. */
  readonly advice?: string;
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
  const native = kernels.name === "native";
  const right = productIsRight(kernels);
  const canWrite = writable(tmpdir());
  const png = await has("@resvg/resvg-js");
  return [
    { name: "lowrank", value: `${VERSION} on Node ${process.versions.node} (${process.platform} ${process.arch})`, good: true },
    {
      name: "kernels",
      value: native ? `native, BLAS core ${kernels.core}` : `portable: ${kernels.why.split("\n")[0] || "asked for"}`,
      good: true,
      ...(!native && { advice: "results are right but slower; in a clone `npm run build` makes the native ones" }),
    },
    { name: "threads", value: `${kernels.threads} in use, ${availableParallelism()} available`, good: true },
    {
      name: "a product of integers",
      value: right ? "right" : "wrong",
      good: right,
      ...(!right && { advice: "the kernels compute wrongly on this machine: use --backend portable, and report it" }),
    },
    { name: "memory", value: `${(memoryBudget() / 2 ** 30).toFixed(1)} GiB may be used`, good: true },
    {
      name: "temporary folder",
      value: tmpdir(),
      good: canWrite,
      ...(!canWrite && { advice: "make it writable, or set TMPDIR" }),
    },
    {
      name: "PNG figures",
      value: png ? "available" : "not installed (optional)",
      good: true,
      ...(!png && { advice: "npm install @resvg/resvg-js" }),
    },
  ];
}

/** (AAᵀ)_ij = n·(i + 1)(j + 1) for A_ij = i + 1, exactly. */
function productIsRight(kernels: Kernels): boolean {
  const n = 37;
  const a = Float64Array.from({ length: n * n }, (_, at) => (at % n) + 1);
  const c = new Float64Array(n * n);
  kernels.gemm(false, true, n, n, n, 1, a, a, 0, c);
  return c.every((value, at) => value === n * ((at % n) + 1) * (Math.floor(at / n) + 1));
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

const line = ({ name, value, good, advice }: Finding): string =>
  `${good ? "ok  " : "bad "}  ${name}: ${value}\n${advice ? `      ${advice}\n` : ""}`;
