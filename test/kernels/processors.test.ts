import { expect, test } from "vitest";
import { processorQuota, usualThreads } from "../../src/kernels/processors.ts";

const reading = (files: Record<string, string>) => (path: string) => files[path];

test("the quota of a control group, of either version, and of those around it", () => {
  expect(processorQuota(reading({}))).toBeUndefined();
  const two = { "/proc/self/cgroup": "0::/pod/app\n" };
  expect(processorQuota(reading({ ...two, "/sys/fs/cgroup/pod/app/cpu.max": "max 100000\n" }))).toBeUndefined();
  expect(processorQuota(reading({ ...two, "/sys/fs/cgroup/pod/app/cpu.max": "150000 100000\n" }))).toBe(1.5);
  const nested = { ...two, "/sys/fs/cgroup/pod/app/cpu.max": "300000 100000", "/sys/fs/cgroup/pod/cpu.max": "200000 100000" };
  expect(processorQuota(reading(nested))).toBe(2);
  // Within a container the path is that of the host, and the files lie at the root.
  expect(processorQuota(reading({ ...two, "/sys/fs/cgroup/cpu.max": "50000 100000" }))).toBe(0.5);
  const one = { "/proc/self/cgroup": "5:cpuset:/\n4:cpu,cpuacct:/box\n" };
  const files = { "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": "50000\n", "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000\n" };
  expect(processorQuota(reading({ ...one, ...files }))).toBe(0.5);
  expect(processorQuota(reading({ ...one, ...files, "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": "-1\n" }))).toBeUndefined();
});

test("at least one thread is used", () => {
  expect(usualThreads()).toBeGreaterThanOrEqual(1);
});
