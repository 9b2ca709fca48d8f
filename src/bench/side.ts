import { setTimeout } from "node:timers/promises";
import type { PeerProcess, Question } from "./peer-process.ts";

/** A competitor, or a formulation of one. */
export interface Side {
  /** "ours", a package, or another way of ours; of sides with one name the best counts. */
  readonly name: string;
  /** The formulation. */
  readonly how: string;
  /** The answer to compare, flat. */
  answer(): Promise<Float64Array>;
  /** Seconds of a unit of work, once for each of `repeats` samples; where `warm`, after one call that is not counted. */
  time(repeats: number, warm: boolean): Promise<readonly number[]>;
  /** Timed in the first round alone: a formulation that is known to be slow. */
  readonly once?: boolean;
}

/** Work in this process: `work` is one call. */
export interface Own {
  readonly name?: string;
  readonly how?: string;
  readonly work: () => void;
  /** What the last call left behind. */
  readonly answer?: () => Float64Array;
  /** Calls in a sample, so that a sample is long beside what the clock resolves. */
  readonly inner?: number;
  /** Units of work in one call. */
  readonly units?: number;
}

export function ownSide({ name = "ours", how = "", work, answer, inner = 1, units = 1 }: Own): Side {
  return {
    name,
    how,
    answer: async () => {
      work();
      return answer?.() ?? new Float64Array(0);
    },
    time: async (repeats, warm) => {
      const times: number[] = [];
      if (warm) work();
      for (let i = 0; i < repeats; i++) {
        const began = performance.now();
        for (let call = 0; call < inner; call++) work();
        times.push((performance.now() - began) / 1000 / inner / units);
        await setTimeout(0); // the event loop's turn: an interrupt is heard between samples
      }
      return times;
    },
  };
}

/** Work in a peer's process. */
export function peerSide(
  peer: PeerProcess,
  question: Question,
  { inner = 1, units = 1, once = false }: { inner?: number; units?: number; once?: boolean } = {},
): Side {
  return {
    name: peer.name,
    how: question.how,
    once,
    answer: () => peer.answer(question),
    time: async (repeats, warm) => (await peer.time(question, { repeats, inner, warm })).map((seconds) => seconds / units),
  };
}

/** How many calls take at least `least` milliseconds. */
export function callsFor(work: () => void, least: number): number {
  work();
  for (let calls = 1; ; calls *= 4) {
    const began = performance.now();
    for (let call = 0; call < calls; call++) work();
    const taken = performance.now() - began;
    if (taken >= least / 4) return Math.max(1, Math.ceil((calls * least) / taken));
  }
}
