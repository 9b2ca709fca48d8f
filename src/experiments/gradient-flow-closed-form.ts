import type { Kernels } from "../kernels/contract.ts";
import { norm } from "../linalg/arithmetic.ts";
import { thinSvd } from "../linalg/decompositions.ts";
import { type Matrix, matrix, zeros } from "../linalg/matrix.ts";
import { multiply } from "../linalg/product.ts";
import { normals } from "../random/normals.ts";
import { STREAM } from "../random/streams.ts";
import { Table } from "../table/table.ts";
import { integrateFlow } from "../theory/flow.ts";
import { schurComplementFlowAt, schurComplementOf, symmetricFlowAt, symmetricFlowField } from "../theory/symmetric-flow.ts";
import { seriesOf, settingsOf } from "./curves.ts";
import type { Cell, Context, Exhibit, Experiment, Result } from "./experiment.ts";
import { LARGE, seedsOf } from "./seeds.ts";
import { judgeLaws, type Law, seedTable } from "./verdict.ts";

export interface ClosedFormCell extends Cell {
  readonly n: number;
  readonly r: number;
  readonly k: number;
  /** X₀ has N(0, α²/n) entries. */
  readonly startScale: number;
  /** T. */
  readonly time: number;
}

type Closed = Result<ClosedFormCell>;

/** The nonzero eigenvalues of M fall evenly from 1; core's are 1, 0.8, 0.5. */
const eigenvaluesOf = ({ n, r }: ClosedFormCell): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => (i >= r ? 0 : n === 10 && r === 3 ? [1, 0.8, 0.5][i] : 1 - (0.5 * i) / (r - 1)));

const settings = {
  core: { n: 10, r: 3, k: 6, startScale: 0.5, time: 8 },
  larger: { n: 40, r: 5, k: 12, startScale: 0.5, time: 8 },
  full: { n: LARGE, r: 5, k: 20, startScale: 0.5, time: 8 },
} as const;
const POINTS = 40;

const largest = (column: string) => (result: Closed) => {
  const { table } = result;
  return table.length === POINTS + 1 ? Math.max(...table.column(column)) : Number.NaN;
};
const named =
  (setting: keyof typeof settings) =>
  ({ name }: ClosedFormCell): boolean =>
    name.startsWith(`${setting}-`);

/** Those of n = 200 where a cell of that size was run. */
const lawsOf = (results: readonly Closed[]): Law<ClosedFormCell>[] =>
  (["core", "larger", "full"] as const)
    .filter((setting) => setting !== "full" || results.some(({ cell }) => cell.n === LARGE))
    .flatMap(lawsAt);

function lawsAt(setting: keyof typeof settings): Law<ClosedFormCell>[] {
  const words = `n = ${settings[setting].n}, r = ${settings[setting].r}, k = ${settings[setting].k}`;
  const shared = { predicted: 0, range: [0, 1e-9], of: named(setting) } as const;
  return [
    { ...shared, law: `${words}: XXᵀ of the flow off the closed form, relative, at most`, measure: largest("off") },
    { ...shared, law: `${words}: Schur complement off S₀(I + 2tS₀)⁻¹, relative, at most`, measure: largest("schurOff") },
  ];
}

/** Symmetric gradient flow against its closed form, and the Schur complement to the signal against S₀(I + 2tS₀)⁻¹: 1/T without any linear phase. */
export const gradientFlowClosedForm: Experiment<ClosedFormCell> = {
  name: "gradient-flow-closed-form",
  law: "symmetric gradient flow solves a Riccati equation in closed form, and its Schur complement to the signal is S₀(I + 2tS₀)⁻¹ by itself, so that surplus columns fade as 1/(2t)",
  reference: "Mohammadi et al., 2024, on gradient flow of over-parameterized symmetric factorizations.",

  cells: (size) =>
    seedsOf(size, 8).flatMap((seed) =>
      Object.entries(settings)
        .filter(([, { n }]) => !size.toy || n < LARGE)
        .map(([name, setting]) => ({ name: `${name}-seed${seed}`, seed, ...setting })),
    ),
  run,
  judge: (results) => judgeLaws(lawsOf(results), results),
  page: (results) => (results.length === 0 ? [] : [decay(results), perSeed(results)]),
};

/** Rows at evenly spread times; they end early where the integrator cannot meet its tolerance or a matrix is singular. */
async function run(cell: ClosedFormCell, { kernels, signal }: Context): Promise<Table> {
  const { n, r, k, startScale, time, seed } = cell;
  const lambda = eigenvaluesOf(cell);
  const x0 = zeros(n, k);
  normals(kernels, seed, STREAM.start, 0, startScale / Math.sqrt(n), x0.data);
  const s0 = schurComplementOf(kernels, squareOf(kernels, x0), r);
  const field = symmetricFlowField(kernels, lambda, k);
  const table = new Table();
  let y = x0.data;
  for (let i = 0; i <= POINTS; i++) {
    signal?.throwIfAborted();
    const t = (time * i) / POINTS;
    const p = squareOf(kernels, matrix(n, k, y));
    const [closed, s] = [symmetricFlowAt(kernels, lambda, x0, t), schurComplementOf(kernels, p, r)];
    const predicted = "reason" in s0 ? s0 : schurComplementFlowAt(kernels, s0, t);
    if ("reason" in closed || "reason" in s || "reason" in predicted) break;
    table.append({
      iteration: i,
      time: t,
      off: relative(p, closed),
      schurOff: relative(s, predicted),
      schur: spectral(kernels, s),
      predicted: spectral(kernels, predicted),
    });
    const flow = integrateFlow(field, y, { from: t, to: (time * Math.min(i + 1, POINTS)) / POINTS, tolerance: 1e-13 });
    if (!flow.reached) break;
    y = flow.y;
  }
  return table;
}

function spectral(kernels: Kernels, a: Matrix): number {
  const svd = thinSvd(kernels, a);
  return "reason" in svd ? Number.NaN : svd.s[0];
}

function squareOf(kernels: Kernels, x: Matrix): Matrix {
  const out = zeros(x.rows, x.rows);
  multiply(kernels, out, x, x, { transB: true });
  return out;
}

const relative = (a: Matrix, b: Matrix): number => norm(a.data.map((value, at) => value - b.data[at])) / norm(b);

function decay(results: readonly Closed[]): Exhibit {
  const first = results.filter(({ cell }) => cell.seed === results[0].cell.seed);
  const path = ({ table }: Closed, column: string) => [...table].map((row) => [row.time, row[column]] as const);
  const label = ({ n, k }: ClosedFormCell) => `n = ${n}, k = ${k}`;
  return {
    heading: "What the signal does not see",
    text: "S = P₂₂ − P₂₁P₁₁⁻¹P₁₂ is what is left of P = XXᵀ once the signal block is taken out. It moves by itself, every eigenvalue as 1/(1/s₀ + 2t), whatever the signal does. M is given, nothing is measured. As it is written, with a k×k inverse, the closed form loses all digits where e^(2λt) passes 10¹⁵, at t = 17.3 for λ = 1; it is computed with rows and columns rescaled, and refused where that does not help. Flows are integrated to 10⁻¹³ a step.",
    plot: {
      id: "schur",
      alt: `Norm of the Schur complement against time: ${first.map((one) => `${label(one.cell)} from ${one.table.get("schur", 0).toPrecision(2)} to ${one.table.get("schur", one.table.length - 1).toPrecision(2)}`).join("; ")}.`,
      series: [
        ...first.map((one) => seriesOf(label(one.cell), "measured", path(one, "schur"))),
        ...first.map((one) => seriesOf(`${label(one.cell)}: ‖S₀(I + 2tS₀)⁻¹‖₂`, "predicted", path(one, "predicted"))),
      ],
      xTitle: "time t",
      yTitle: "‖S(t)‖₂",
      xLog: false,
      yLog: true,
    },
    settings: settingsOf(results, {
      n: "size n",
      r: "rank r of M",
      k: "columns k",
      startScale: "start scale α, entries N(0, α²/n)",
      time: "time T",
      seed: "seeds",
    }),
  };
}

const perSeed = (results: readonly Closed[]): Exhibit => ({
  heading: "Every seed",
  text: "A check is judged by the median over its seeds; each is the largest of 41 times.",
  table: seedTable(lawsOf(results), results),
});
