import { BYTES_OF_INDEXED_ENTRY } from "../kernels/contract.ts";
import { requireMemory } from "../kernels/memory.ts";
import { squared } from "../losses/loss.ts";
import { entrySampling } from "../operators/entry-sampling.ts";
import { gradientLike } from "../problem/asking.ts";
import { STREAM } from "../random/streams.ts";
import { boundedIntegers } from "../random/words.ts";
import { ArrayFiles, flatGradient, normalNumbers, randomFactors } from "./arrays.ts";
import { hold } from "./contest.ts";
import type { Result } from "./result.ts";
import { ownSide, peerSide } from "./side.ts";
import { onThreads, roundsFor, type Stage } from "./stage.ts";

const NAME = "entries-gradient";

/** What SciPy holds of an entry: its position and value in two orders, two structures, and chunks. */
const BYTES_OF_SCIPY = 100;
/** What ours holds of an entry, the caller's arrays and the copies of the factors included. */
const BYTES_OF_OURS = 60;

/** Index, y and residuals, in bytes an entry; the caller's positions and the copies of the factors come to it. */
const bytesAnEntry = BYTES_OF_INDEXED_ENTRY + 2 * Float64Array.BYTES_PER_ELEMENT;

/** `count` random positions of an n×n matrix, 0-based, in no order. */
export function positions(n: number, count: number): { row: Int32Array; col: Int32Array } {
  const below = boundedIntegers(0, STREAM.positions);
  const [row, col] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    row[i] = below(n);
    col[i] = below(n);
  }
  return { row, col };
}

/** One gradient of entry sampling against SciPy's best formulation, which uses one thread whatever it is given. */
export async function* entriesGradients(stage: Stage): AsyncGenerator<Result> {
  const names = stage.threads.map((threads) => onThreads(NAME, threads));
  if (!names.some(stage.wanted)) return;
  const [n, count, rank] = stage.quick ? [500, 5000, 4] : [100_000, 10_000_000, 10];
  requireMemory(
    (BYTES_OF_OURS + BYTES_OF_SCIPY) * count,
    `a gradient of ${count} entries, here and in SciPy,`,
    "use --quick",
    stage.maxMemory,
  );
  const most = stage.kernels(stage.threads.at(-1)!);
  const { row, col } = positions(n, count);
  const y = normalNumbers(most, new Float64Array(count), 1);
  const x = randomFactors(most, n, n, rank);
  const out = gradientLike(x);

  const files = new ArrayFiles(stage.folder);
  const scipy = await stage.peers.get("scipy", 1);
  const written = scipy && {
    row: files.put("row", row),
    col: files.put("col", col),
    y: files.put("values", y),
    left: files.matrix("tall-left", x.left),
    right: files.matrix("tall-right", x.right),
  };
  for (const [i, threads] of stage.threads.entries()) {
    if (!stage.wanted(names[i])) continue;
    stage.say(names[i]);
    const operator = entrySampling({ rows: n, cols: n, row, col }, stage.kernels(threads));
    const ours = ownSide({ work: () => operator.gradient(x, y, squared, out), answer: () => flatGradient(out) });
    const how = "gathered rows, sparse products";
    const theirs = written && peerSide(scipy, { case: NAME, how, files: written, numbers: {} });
    yield await hold(
      {
        name: names[i],
        about: `${count} entries of a ${n}×${n} matrix, k = ${rank}, ${bytesAnEntry} bytes an entry`,
        threads,
        unit: "ms",
        sides: theirs ? [ours, theirs] : [ours],
        tolerance: 1e-10,
        rate: { amount: 6 * count * rank, unit: "GF/s" },
        target: { atLeast: threads === 1 ? 5 : 8 },
      },
      roundsFor(stage, 1.5),
    );
  }
  await stage.peers.end();
}
