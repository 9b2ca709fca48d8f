// A field of traffic speeds, three fifths of it hidden: the rank is left open, and a held-out tenth of what is seen says when to stop.
//
//     node examples/traffic/complete.mjs [rank]
import { complete, readTable } from "lowrank";

const tableOf = (name) => readTable(new URL(name, import.meta.url).pathname).table;
const [observed, full] = ["observed.npy", "full.npy"].map(tableOf);

const rank = Number(process.argv[2] ?? 40);
const { completed, run, center, heldOutRmse, missing } = await complete(observed, { rank });

/** Root mean square error over the entries that no method saw, of an estimate of entry i. */
function hiddenError(estimate) {
  const errors = [...full.data.keys()].filter((i) => Number.isNaN(observed.data[i]) && !Number.isNaN(full.data[i])).map((i) => estimate(i) - full.data[i]);
  return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
}
console.log(`${run.status} at iteration ${run.iteration} of ${run.iterations}, rank ${rank}: ${missing} entries filled`);
console.log(`error on held-out entries ${heldOutRmse.toFixed(2)}, beside those that were seen`);
console.log(`error on hidden entries ${hiddenError((i) => completed.data[i]).toFixed(2)}; of the mean alone ${hiddenError(() => center).toFixed(2)}`);
