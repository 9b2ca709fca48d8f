import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

let usual: number | undefined;

/** Threads that are used unless told otherwise: as many as there are processors, or whole ones in the quota of the control group. */
export function usualThreads(): number {
  usual ??= Math.max(1, Math.min(availableParallelism(), Math.floor(processorQuota() ?? Number.POSITIVE_INFINITY)));
  return usual;
}

/** Processors' time that the control group of this process, or one around it, allows; undefined where none is limited. */
export function processorQuota(read: (path: string) => string | undefined = textOf): number | undefined {
  const groups = (read("/proc/self/cgroup") ?? "").split("\n").flatMap((line) => {
    const [, controllers, path] = line.split(":");
    if (path === undefined) return [];
    if (controllers === "") return around(path).map((group) => quotaOfTwo(read(`/sys/fs/cgroup${group}/cpu.max`)));
    if (!controllers.split(",").includes("cpu")) return [];
    return around(path).map((group) => quotaOfOne((name) => read(`/sys/fs/cgroup/cpu${group}/cpu.cfs_${name}_us`)));
  });
  const limits = groups.filter((limit) => limit !== undefined);
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/** A group and those around it: "/a/b", "/a" and "" (in a container what is seen is the root of its own). */
function around(path: string): string[] {
  const parts = path.split("/").filter(Boolean);
  return Array.from({ length: parts.length + 1 }, (_, i) =>
    parts
      .slice(0, parts.length - i)
      .map((part) => `/${part}`)
      .join(""),
  );
}

/** "max 100000", or a quota and a period in microseconds. */
function quotaOfTwo(text: string | undefined): number | undefined {
  const [quota, period] = (text ?? "").trim().split(" ").map(Number);
  return quota > 0 && period > 0 ? quota / period : undefined;
}

/** The same in files of their own; −1 where there is no limit. */
function quotaOfOne(read: (name: string) => string | undefined): number | undefined {
  const [quota, period] = [Number(read("quota")), Number(read("period"))];
  return quota > 0 && period > 0 ? quota / period : undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
