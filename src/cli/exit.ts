import { BenchError } from "../bench/result.ts";
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

/** A signal came before there was anything to return. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(readonly code: number) {
    super("interrupted");
  }
}

/** The exit status that an error stands for. */
export function exitCode(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof Interrupted) return error.code;
  if (error instanceof NotEnoughMemory || error instanceof FileTooLargeError) return EXIT.memory;
  if (error instanceof FileError) return EXIT.badInput;
  if (error instanceof OutputError) return EXIT.output;
  if (error instanceof BenchError) return EXIT.selfCheck;
  return error instanceof RangeError && OUT_OF_MEMORY.test(error.message) ? EXIT.memory : EXIT.internal;
}

/** What the engine says where an allocation fails after all. */
const OUT_OF_MEMORY = /allocation failed|invalid (typed )?array length/i;

/** Runs `work`; a RangeError or TypeError in it is the fault of the file at `path`. */
export async function asFault<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const known = cause instanceof NotEnoughMemory || exitCode(cause) === EXIT.memory;
    if (known || !(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    throw new FileError(path, cause.message, undefined, { cause });
  }
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
