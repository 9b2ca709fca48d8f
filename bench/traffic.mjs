// The traffic field (examples/traffic): what the small start does and what stopping on held-out data does, beside two baselines.
//   node bench/traffic.mjs [--ranks 5,20,40,200]
// Prints root mean square errors on the hidden entries, which no method sees.
import { complete, completionProblem, openKernels, randomStart, readTable, splitHeldOut } from "../dist/index.js";
import { softImpute } from "./soft-impute.mjs";

const root = new URL("..", import.meta.url).pathname;
const observed = readTable(`${root}examples/traffic/observed.npy`).table;
const full = readTable(`${root}examples/traffic/full.npy`).table;
const kernels = openKernels();
/** Iterations of a run that nothing stops. */
const ENDLESS = 3000;

function hiddenRmse(estimate) {
  let [sum, count] = [0, 0];
  for (let i = 0; i < full.data.length; i++) {
    if (!Number.isNaN(observed.data[i]) || Number.isNaN(full.data[i])) continue;
    sum += (estimate(i) - full.data[i]) ** 2;
    count++;
  }
  return Math.sqrt(sum / count);
}

function row(method, rank, rmse, note, seconds) {
  console.log(
    `${method.padEnd(34)} ${String(rank).padStart(4)}  ${rmse.toFixed(2).padStart(5)}  ${`${seconds.toFixed(1)} s`.padStart(7)}  ${note}`,
  );
}

async function timed(work) {
  const began = performance.now();
  return { value: await work(), seconds: (performance.now() - began) / 1000 };
}

/** λ chosen on the tenth of the entries that our runs hold out, from large to small with warm starts; then the estimate at that λ. */
function tunedSoftImpute({ problem, center, spread }) {
  const { fitted, heldOut } = splitHeldOut(problem, { fraction: 0.1, seed: 0 });
  let [best, x] = [{ rmse: Number.POSITIVE_INFINITY }, undefined];
  for (let lambda = 40; lambda > 0.5; lambda /= 1.5) {
    x = softImpute(fitted, lambda, x);
    heldOut.operator.measure(x, heldOut.out);
    const rmse = heldOut.rootMeanSquare();
    if (rmse < best.rmse) best = { rmse, lambda, x };
  }
  const { left, right } = best.x;
  const product = new Float64Array(full.data.length);
  kernels.gemm(false, true, full.rows, full.cols, left.cols, 1, left.data, right.data, 0, product);
  return { estimate: (i) => center + spread * product[i], rank: left.cols, lambda: best.lambda * spread };
}

async function descent(method, rank, options) {
  const { value: done, seconds } = await timed(() => complete(observed, { rank, kernels, ...options }));
  row(
    method,
    rank,
    hiddenRmse((i) => done.completed.data[i]),
    `${done.run.status} after ${done.run.iterations} iterations`,
    seconds,
  );
}

export async function trafficTable(ranks) {
  const parts = completionProblem(observed, kernels);
  console.log(`${"method".padEnd(34)} rank   RMSE     time`);
  row(
    "constant mean",
    0,
    hiddenRmse(() => parts.center),
    "",
    0,
  );
  const { value: soft, seconds } = await timed(() => tunedSoftImpute(parts));
  row("Soft-Impute, λ from held-out tenth", soft.rank, hiddenRmse(soft.estimate), `λ = ${soft.lambda.toPrecision(3)}`, seconds);
  for (const rank of ranks) {
    await descent("large start (α = 1), stopped", rank, { start: randomStart({ scale: 1, variance: "1" }) });
    await descent("small start, not stopped", rank, { heldOut: 0, maxIterations: ENDLESS });
    await descent("small start, stopped (default)", rank, {});
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const at = process.argv.indexOf("--ranks");
  await trafficTable((at > 0 ? process.argv[at + 1] : "5,20,40,200").split(",").map(Number));
}
