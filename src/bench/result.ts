/** Where the figures were taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory: number;
  readonly platform: string;
  readonly node: string;
  readonly lowrank: string;
  readonly kernels: string;
  readonly date: string;
  /** Processes that ran or waited to run when it began, on average over a minute; zero where the system does not tell. */
  readonly load: number;
  /** Toy sizes: the figures show that it works, not how fast it is. */
  readonly quick: boolean;
  /** GB/s of a plain read of a large buffer, and GF/s of dgemm 1500³, on one thread and on two. */
  readonly readBandwidth: Readonly<Record<string, number>>;
  readonly dgemm: Readonly<Record<string, number>>;
  /** Packages that took part, and those that are missing. */
  readonly peers: Readonly<Record<string, string>>;
}

/** What a ratio should be. */
export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** How fast that is in units of the hardware, beside what the hardware does at most, measured in the same rounds. */
export interface Rate {
  readonly value: number;
  readonly unit: "GB/s" | "GF/s";
  readonly yardstick?: string;
  readonly share?: number;
}

/** When a relative error was first reached. */
export interface Mark {
  readonly error: number;
  readonly iterations: number | null;
  readonly asks: number | null;
  /** Medians, in the result's unit: ours and each peer's. */
  readonly times: Readonly<Record<string, number>>;
}

export interface Result {
  readonly name: string;
  /** Sizes, in words. */
  readonly about: string;
  readonly threads: number;
  readonly unit: "ms" | "µs";
  /** The median of our times; null where there is nothing to time. */
  readonly ours: number | null;
  /** Each competitor's median, the best of its formulations. */
  readonly peers: Readonly<Record<string, number>>;
  /** The best competitor's median over ours; null where nobody competes. */
  readonly ratio: number | null;
  /** Every time that was taken, by "ours" and by "competitor: formulation", in order. */
  readonly runs: Readonly<Record<string, readonly number[]>>;
  /** ‖theirs − ours‖/‖ours‖ of the answers, by "competitor: formulation"; compared before anything was timed. */
  readonly differences: Readonly<Record<string, number>>;
  readonly target?: Target;
  /** The most that `ours` should be, where nobody competes. */
  readonly limit?: number;
  readonly rate?: Rate;
  readonly marks?: readonly Mark[];
  /** Growth: time against size, and the exponent of the power law that fits best. */
  readonly growth?: { readonly against: string; readonly sizes: readonly number[]; readonly exponent: number };
  /** Why there are no figures. */
  readonly unavailable?: string;
}

export interface Report {
  readonly machine: Machine;
  readonly results: readonly Result[];
}

/** An answer that is not ours, or a competitor that failed: no time is worth anything then. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}
