import { setTimeout } from "node:timers/promises";
import { BenchError, type Rate, type Result, type Target } from "./result.ts";
import type { Side } from "./side.ts";
import { median, relativeDifference } from "./statistics.ts";

export interface Contest extends Pick<Result, "name" | "about" | "threads" | "unit"> {
  /** Ours first. */
  readonly sides: readonly [Side, ...Side[]];
  /** The largest relative difference of answers. */
  readonly tolerance: number;
  /** What the hardware does at most, timed in the same rounds; no competitor. `amount` is of a unit of its work. */
  readonly yardstick?: { readonly side: Side; readonly amount: number };
  /** Bytes or floating-point operations of a unit of our work. */
  readonly rate?: { readonly amount: number; readonly unit: Rate["unit"] };
  readonly target?: Target;
}

export interface Rounds {
  readonly rounds: number;
  /** Samples of a side in a round. */
  readonly repeats: number;
  /** Milliseconds between two sides: threads of a BLAS wait busily for a while after their last call. */
  readonly pause: number;
  /** Whether a side makes a call that is not counted, each time that its turn comes. */
  readonly warm: boolean;
  /** Whether the sizes are those that a target is meant for. */
  readonly judged: boolean;
}

const PER_SECOND = { ms: 1e3, µs: 1e6 };

const label = ({ name, how }: Side): string => (how ? `${name}: ${how}` : name);

/**
 * First every answer is compared with ours; then the sides take turns, round after round, so that what disturbs the machine disturbs
 * all alike. Throws BenchError for an answer that is not ours.
 */
export async function hold(contest: Contest, { rounds, repeats, pause, warm, judged }: Rounds): Promise<Result> {
  const { name, about, threads, unit, sides, yardstick, target } = contest;
  const differences = await compare(contest);
  const runs: Record<string, number[]> = {};
  const all = yardstick ? [...sides, yardstick.side] : sides;
  for (let round = 0; round < rounds; round++)
    for (const side of all) {
      if (round > 0 && side.once) continue;
      const times = await side.time(repeats, warm);
      (runs[label(side)] ??= []).push(...times.map((seconds) => seconds * PER_SECOND[unit]));
      if (pause > 0) await setTimeout(pause);
    }

  const ours = median(runs[label(sides[0])]);
  const peers: Record<string, number> = {};
  for (const side of sides.slice(1)) peers[side.name] = Math.min(peers[side.name] ?? Infinity, median(runs[label(side)]));
  const best = Math.min(...Object.values(peers));
  return {
    name,
    about,
    threads,
    unit,
    ours,
    peers,
    ratio: Number.isFinite(best) ? best / ours : null,
    runs,
    differences,
    ...(target && judged && { target }),
    ...rateOf(contest, ours, yardstick && median(runs[label(yardstick.side)])),
  };
}

/** The relative differences of all answers from ours. */
async function compare({ name, sides: [ours, ...others], tolerance }: Contest): Promise<Record<string, number>> {
  const expected = await ours.answer();
  const differences: Record<string, number> = {};
  for (const side of others) {
    const difference = relativeDifference(await side.answer(), expected);
    if (!(difference <= tolerance))
      throw new BenchError(
        `${name}: the answer of ${label(side)} differs from ours by ${difference.toPrecision(3)} of it, and ${tolerance} is allowed`,
      );
    differences[label(side)] = difference;
  }
  return differences;
}

function rateOf({ rate, unit, yardstick }: Contest, ours: number, theirs?: number): { rate?: Rate } {
  if (!rate) return {};
  const per = (amount: number, time: number): number => (amount / 1e9 / time) * PER_SECOND[unit];
  const value = per(rate.amount, ours);
  if (!yardstick || theirs === undefined) return { rate: { value, unit: rate.unit } };
  return { rate: { value, unit: rate.unit, yardstick: yardstick.side.how, share: value / per(yardstick.amount, theirs) } };
}
