import { requireMemory } from "../kernels/memory.ts";

/** Numbers of scratch from which on free memory is asked for first. */
const LARGE = 2 ** 20;

/** Scratch that is lent to one question at a time and kept for the next; an operator's restrictions may share it. */
export class FreeList {
  readonly #free: Float64Array[] = [];

  /** At least so many numbers, whatever they are. Throws NotEnoughMemory before allocating. */
  take(numbers: number, kind: string): Float64Array {
    const kept = this.#free.pop();
    if (kept && kept.length >= numbers) return kept;
    if (numbers > LARGE)
      requireMemory(8 * numbers, `the work of the ${kind} operator`, "use fewer runs at once, or a smaller problem");
    return new Float64Array(numbers);
  }

  give(scratch: Float64Array): void {
    this.#free.push(scratch);
  }
}
