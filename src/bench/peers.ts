import { availableParallelism } from "node:os";
import { PeerProcess } from "./peer-process.ts";

export type PackageName = "numpy" | "scipy" | "torch";

/** What users call each package, and what brings it on Debian. */
export const PACKAGES: Readonly<Record<PackageName, { title: string; debian: string }>> = {
  numpy: { title: "NumPy", debian: "python3-numpy" },
  scipy: { title: "SciPy", debian: "python3-scipy" },
  torch: { title: "PyTorch", debian: "python3-torch" },
};

/** Where they are looked for: the user's own Python first, then the system's, to which a distribution's packages belong. */
export const INTERPRETERS = process.platform === "win32" ? ["python", "py"] : ["python3", "/usr/bin/python3"];

export interface PeersOptions {
  readonly script: string;
  readonly folder: string;
  /** Tried in this order; each package is taken where it is found first. */
  readonly interpreters: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** The packages that compete, each in one process for each number of threads. */
export class Peers {
  readonly #running = new Map<string, PeerProcess>();
  readonly #found = new Map<PackageName, { interpreter: string; about: string } | { missing: string }>();

  constructor(private readonly options: PeersOptions) {}

  /** The package on so many threads; nothing where it is missing, which is said once. */
  async get(name: PackageName, threads: number): Promise<PeerProcess | undefined> {
    const key = `${name} ${threads}`;
    const running = this.#running.get(key);
    if (running) return running;
    const known = this.#found.get(name);
    if (known && "missing" in known) return undefined;
    for (const interpreter of known ? [known.interpreter] : this.options.interpreters) {
      const started = await PeerProcess.open({ ...this.options, interpreter, name, threads });
      this.options.signal.throwIfAborted();
      if (!("peer" in started)) continue;
      const { version, python, blas } = started.hello;
      if (!known) {
        const about = `${PACKAGES[name].title} ${version} (Python ${python} of ${interpreter}${blas.length ? `, ${blas.join(", ")}` : ""})`;
        this.#found.set(name, { interpreter, about });
        this.#warnOfSerialBlas(name, blas);
      }
      this.#running.set(key, started.peer);
      return started.peer;
    }
    const { title, debian } = PACKAGES[name];
    const missing = `${title} is missing; on Debian, apt-get install ${debian}`;
    this.#found.set(name, { missing });
    this.options.say(missing);
    return undefined;
  }

  /** Of every package that was asked for: its version and where it was found, or that it is missing. */
  describe(): Record<string, string> {
    return Object.fromEntries([...this.#found].map(([name, found]) => [name, "about" in found ? found.about : found.missing]));
  }

  /** Ends all processes, and so gives back their memory. */
  async end(): Promise<void> {
    const processes = [...this.#running.values()];
    this.#running.clear();
    await Promise.all(processes.map((peer) => peer.end()));
  }

  /** A peer whose BLAS knows one thread alone would be beaten unfairly on two. */
  #warnOfSerialBlas(name: PackageName, blas: readonly string[]): void {
    if (availableParallelism() > 1 && blas.some((library) => library.includes("openblas-serial")))
      this.options.say(
        `${PACKAGES[name].title} runs on a BLAS of one thread; for a fair figure on two, apt-get install libopenblas0-pthread`,
      );
  }
}
