import { availableParallelism, cpus } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { binaries } from "../kernels/binaries.ts";
import type { Kernels } from "../kernels/contract.ts";
import { type Loaded, nativeAddon, packageRoot } from "../kernels/native.ts";
import { openKernels } from "../kernels/open.ts";
import { processorQuota } from "../kernels/processors.ts";
import { kernelChecks } from "../tasks/kernel-checks.ts";
import { type Finding, good } from "./finding.ts";

/** What computes and whether it does so rightly, with how many threads. */
export function kernelFindings(): Finding[] {
  const { kernels, refused } = chosenKernels();
  const loaded = nativeAddon();
  return [binary(loaded), chosen(kernels, loaded, refused), ...libraries(loaded), numbers(kernels), threads(kernels)];
}

/** The kernels that a command would use, or why there are none such, with portable ones to go on. */
function chosenKernels(): { kernels: Kernels; refused?: string } {
  try {
    return { kernels: openKernels(undefined, { warn: false }) };
  } catch (error) {
    return { kernels: openKernels("portable"), refused: (error as Error).message.split("\n")[0] };
  }
}

/** The binary that was taken or that there is none, and the others that lie in the package. */
function binary(loaded: Loaded): Finding {
  const others = binaries(packageRoot(dirname(fileURLToPath(import.meta.url)))).filter(
    ({ path }) => !(loaded.addon && path === loaded.path),
  );
  const names = others.map(({ platform, libc }) => (libc ? `${platform} (${libc})` : platform)).join(", ");
  const rest = others.length === 0 ? "" : `; not for this machine: ${names}`;
  if (loaded.addon) return good("binary", `${loaded.path}${rest}`, { path: loaded.path });
  const advice = "results are right but slower; `npx lowrank build` compiles the native ones, in a clone `npm run build` does";
  return { ...good("binary", `none${rest}`, { path: null }), advice };
}

function chosen({ name, core }: Kernels, loaded: Loaded, refused: string | undefined): Finding {
  if (refused) return { name: "kernels", value: refused, good: false, advice: "unset LOWRANK_BACKEND, or mend what it asks for" };
  const why = name === "native" ? "" : loaded.addon ? ", as LOWRANK_BACKEND says" : `: ${loaded.why}`;
  return good("kernels", `${name}${why}`, { backend: name, core });
}

function libraries({ addon }: Loaded): Finding[] {
  if (!addon) return [];
  const { core } = openKernels("native");
  return [
    good("BLAS", `${addon.blas.trim()}; kernels for ${core}`, { openblas: addon.blas.trim(), core }),
    good("own loops", addon.simd, { simd: addon.simd }),
  ];
}

/** The quick part of `lowrank selftest`. */
function numbers(kernels: Kernels): Finding {
  const bad = kernelChecks(kernels).filter((check) => !check.good);
  if (bad.length === 0) return good("numbers", "right; `lowrank selftest` checks more");
  const value = `wrong: ${bad.map(({ name }) => name).join(", ")}`;
  const advice = "the kernels compute wrongly on this machine: use --backend portable, and report what `lowrank selftest` prints";
  return { name: "numbers", value, good: false, advice };
}

function threads(kernels: Kernels): Finding {
  const quota = processorQuota();
  const [available, processors] = [availableParallelism(), cpus().length];
  const limit = quota === undefined ? "" : `; the control group allows ${quota.toFixed(1)}`;
  return good("threads", `${kernels.threads} in use, ${available} available of ${processors} processors${limit}`, {
    inUse: kernels.threads,
    available,
    processors,
    quota: quota ?? null,
  });
}
