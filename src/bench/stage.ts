import type { Kernels } from "../kernels/contract.ts";
import type { Rounds } from "./contest.ts";
import type { Peers } from "./peers.ts";

/** What every part of the suite works with. */
export interface Stage {
  /** Toy sizes, one round: whether it works, not how fast. */
  readonly quick: boolean;
  /** The numbers of threads to time: 1 and, where the machine has them, 2. */
  readonly threads: readonly number[];
  readonly kernels: (threads: number) => Kernels;
  readonly peers: Peers;
  /** A temporary folder, for the arrays that peers read. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly maxMemory?: number;
  /** Whether a result of this name is wanted. */
  readonly wanted: (name: string) => boolean;
  /** One line of progress. */
  readonly say: (text: string) => void;
}

/** The name of a result on so many threads. */
export const onThreads = (name: string, threads: number): string => (threads === 1 ? name : `${name}-${threads}t`);

/** Rounds that take a few seconds where a sample takes `seconds`. */
export function roundsFor({ quick }: Stage, seconds: number): Rounds {
  if (quick) return { rounds: 1, repeats: 2, pause: 0, warm: true, judged: false };
  const judged = { pause: 60, judged: true };
  if (seconds > 0.5) return { rounds: 5, repeats: 1, warm: false, ...judged };
  return { rounds: 5, repeats: 3, warm: true, ...judged };
}
