import { readdirSync } from "node:fs";
import { join } from "node:path";

/** A binary of the package, and for which machine it was made. */
export interface Binary {
  readonly path: string;
  /** "linux-x64", and "glibc" or "musl" where it was linked to one of them. */
  readonly platform: string;
  readonly libc?: string;
}

/** The binaries that lie in the package at `root`, fit or not: prebuilds/<platform>-<arch>/<name>[.<libc>].node. */
export function binaries(root: string): Binary[] {
  return namesIn(join(root, "prebuilds")).flatMap((platform) =>
    namesIn(join(root, "prebuilds", platform))
      .filter((name) => name.endsWith(".node"))
      .map((name) => {
        const libc = /\.(glibc|musl)\./.exec(name)?.[1];
        return { path: join(root, "prebuilds", platform, name), platform, ...(libc && { libc }) };
      }),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
