// A photograph from noisy measurements, its rank unknown: descent on wide factors from a small start, stopped by held-out data.
//   node examples/image/recover.mjs [--size 32|64|128|256] [--measurements gaussian,entries] [--iterations 400] [--out image.svg]
// Prints a line for each kind of measurements, and writes the pictures side by side above PSNR against iterations.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  anyOf, createProblem, entrySampling, gaussianOperator, GradientDescent, holdOut, iterations, matrix, openKernels, randomStart, readTable,
  relativeErrorOf, syntheticMeasurements,
} from "lowrank";
import { drawing } from "./drawing.mjs";

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "128" },
    measurements: { type: "string", default: "gaussian,entries" },
    iterations: { type: "string", default: "400" },
    out: { type: "string", default: "image.svg" },
  },
});
const [size, most] = [Number(values.size), Number(values.iterations)];
const kernels = openKernels();
const image = photograph(size);
const pixels = size * size;

/** y = 𝒜(M) + noise, of the photograph less its middle grey, which is known: m = 0.4·n². */
const kinds = {
  gaussian: () => ({
    operator: gaussianOperator({ rows: size, cols: size, count: Math.round(0.4 * pixels), seed: 1, storage: "generated" }, kernels),
    noise: 0.2 * Math.hypot(...image.data), // a fifth of ‖M‖_F ≈ ‖y‖
  }),
  entries: () => {
    const count = Math.round(0.4 * pixels);
    const at = shuffled(pixels, 1).slice(0, count);
    const row = Int32Array.from(at, (i) => i % size);
    const col = Int32Array.from(at, (i) => Math.floor(i / size));
    return { operator: entrySampling({ rows: size, cols: size, row, col }, kernels), noise: 0.1 * Math.sqrt(count), at };
  },
};

const panels = [{ label: "the photograph", data: image.data }];
const curves = [];
for (const kind of values.measurements.split(",")) {
  const { operator, noise, at } = kinds[kind]();
  const truth = { left: image, right: identity(size) };
  const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth, noise, 1), truth: image });
  let last;
  const run = await new GradientDescent().solve(problem, {
    rank: size,
    start: randomStart({ scale: 1e-3, relative: true }),
    // The whole path is wanted, so the rule that holds out never ends it; what is returned is the iterate where it was lowest.
    stop: anyOf(holdOut(0.1, 1, most + 1), iterations(most)),
    record: [{ columns: ({ state }) => (last = state.x) && { psnr: psnrOf(relativeErrorOf(problem, state.x)) } }],
  });
  const psnr = [...run.history.column("psnr")];
  const best = Math.max(...psnr);
  console.log(
    `${kind}, ${size}×${size}, m = ${operator.count}: PSNR ${psnr[run.iteration].toFixed(2)} dB where held-out data stop it, iteration ${run.iteration}; ` +
      `${best.toFixed(2)} dB at the best, iteration ${psnr.indexOf(best)}; ${psnr.at(-1).toFixed(2)} dB after ${run.iterations}`,
  );
  if (at) panels.push({ label: "entries that are seen", data: seen(at) });
  panels.push({ label: `${kind}: stopped`, data: product(run.estimate) }, { label: `${kind}: not stopped`, data: product(last) });
  curves.push({ label: kind, psnr, stop: run.iteration });
}
writeFileSync(values.out, drawing(panels, curves, size));

/** M less ½, as grey from −½ to ½; of fewer rows averaged from 128×128. */
function photograph(n) {
  const { table } = readTable(new URL(`camera-${n === 256 ? 256 : 128}.npy`, import.meta.url).pathname);
  const f = table.rows / n;
  if (!Number.isInteger(f)) throw new RangeError(`the photograph has 256 or 128 rows, or a part of 128, not ${n}`);
  const out = matrix(n, n);
  for (let j = 0; j < table.cols; j++)
    for (let i = 0; i < table.rows; i++) {
      out.data[Math.floor(j / f) * n + Math.floor(i / f)] += table.data[j * table.rows + i] / 255 / f / f;
    }
  out.data.forEach((_, i) => (out.data[i] -= 0.5));
  return out;
}

/** 10·log₁₀(1/mean square error), for greys within a range of 1. */
function psnrOf(relativeError) {
  return -20 * Math.log10((relativeError * Math.hypot(...image.data)) / size);
}

function product({ left, right }) {
  const out = new Float64Array(pixels);
  kernels.gemm(false, true, size, size, left.cols, 1, left.data, right.data, 0, out);
  return out;
}

function seen(at) {
  const out = new Float64Array(pixels).fill(Number.NaN);
  for (const i of at) out[i] = image.data[i];
  return out;
}

function identity(n) {
  const out = matrix(n, n);
  for (let i = 0; i < n; i++) out.data[i * (n + 1)] = 1;
  return out;
}

/** 0 … n − 1 in an order that the seed names (Fisher and Yates, over a linear congruential generator). */
function shuffled(n, seed) {
  const out = Array.from({ length: n }, (_, i) => i);
  let state = seed;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
