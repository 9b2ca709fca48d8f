import { freemem } from "node:os";

/** What was asked for does not fit; nothing was allocated. */
export class NotEnoughMemory extends RangeError {
  override readonly name = "NotEnoughMemory";
}

/** Bytes that one allocation may take: nine tenths of what the machine or the control group has left. An absurd limit means none. */
export function memoryBudget(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  // Where /proc is not mounted Node says 0, and the system still knows.
  const available = process.availableMemory?.() || freemem();
  const left = limit > 0 && limit < 2 ** 50 ? Math.min(available, limit - process.memoryUsage.rss()) : available;
  return Math.floor(0.9 * left);
}

/** Throws NotEnoughMemory, with the numbers and a way out, where `bytes` exceed `limit`. */
export function requireMemory(bytes: number, what: string, wayOut: string, limit: number = memoryBudget()): void {
  if (bytes <= limit) return;
  throw new NotEnoughMemory(`${what} needs ${gibibytes(bytes)} and ${gibibytes(limit)} may be used; ${wayOut}`);
}

const gibibytes = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toPrecision(3)} GiB` : `${(bytes / 2 ** 20).toPrecision(3)} MiB`;
