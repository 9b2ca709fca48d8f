import { FileError, FileTooLargeError, OutputError } from "../io/file-error.ts";
import { NotEnoughMemory } from "../kernels/memory.ts";

/** What the command line promises about its exit status. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  badInput: 3,
  notConverged: 4,
  diverged: 5,
  memory: 6,
  output: 7,
  checkpoint: 8,
  selfCheck: 9,
  interrupted: 130,
  terminated: 143,
} as const;

/** A mistake on the command line: one sentence, exit 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The exit status that an error stands for. */
export function exitCode(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof NotEnoughMemory || error instanceof FileTooLargeError) return EXIT.memory;
  if (error instanceof FileError) return EXIT.badInput;
  if (error instanceof OutputError) return EXIT.output;
  return EXIT.internal;
}

/** Runs `work`; a caller's mistake in it (RangeError, TypeError) is one on the command line. */
export function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof NotEnoughMemory || !(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    throw new UsageError(cause.message, { cause });
  }
}
