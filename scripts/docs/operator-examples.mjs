// What the pages of operators show besides their declarations: a manifest that can be used as it stands, and a program that recovers a small matrix.

const square = { size: 16, count: 220, seed: 1 };
const oblong = { rows: 18, cols: 14, count: 220, seed: 1 };

/** How each kind is drawn from a seed; dense matrices are given. */
const DRAWN = {
  gaussian: oblong,
  "symmetric-gaussian": { ...square, count: 120 },
  rademacher: oblong,
  entries: { ...oblong, count: 200 },
  "rank-one": oblong,
  "symmetric-rank-one": square,
  "centred-rank-one": square,
  "phase-retrieval": { ...square, size: 8 },
  hadamard: oblong,
  circulant: oblong,
  pauli: { qubits: 4, count: 120, seed: 1 },
};

/** Those whose every A_i is symmetric or Hermitian. */
const SYMMETRIC = ["symmetric-gaussian", "symmetric-rank-one", "centred-rank-one", "phase-retrieval", "pauli"];

const text = (fields) =>
  `{ ${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }`;
const block = (language, lines) => `\`\`\`${language}\n${lines.join("\n")}\n\`\`\``;

export function manifestOf(kind) {
  const symmetric = SYMMETRIC.includes(kind) ? ["symmetric: true"] : [];
  if (kind === "dense")
    return block("yaml", [
      "operator: { kind: dense, file: A.npy } # m×n1×n2 numbers",
      "measurements: y.npy # m numbers",
      "rank: 2",
    ]);
  const drawn = block("yaml", [`operator: ${text({ kind, ...DRAWN[kind] })}`, ...symmetric, "rank: 2", 'seed: "2"']);
  const data = block("yaml", [
    `operator: ${text({ kind, ...DRAWN[kind] })}`,
    "measurements: y.npy # m numbers",
    ...symmetric,
    "rank: 2",
  ]);
  return `A problem to draw, with its truth, for \`npx lowrank generate\`:\n\n${drawn}\n\nMeasurements of your own, for \`npx lowrank recover\`:\n\n${data}`;
}

/** The lines that make the operator. */
function made(kind, call) {
  if (kind === "dense")
    return [
      "let state = 1; // any numbers do: here a linear congruential generator",
      "const matrices = Float64Array.from({ length: 220 * 18 * 14 }, () => (state = (state * 48271) % 2147483647) / 2 ** 30 - 1);",
      "const operator = denseOperator({ rows: 18, cols: 14, matrices }); // A_i row-major, one after the other",
    ];
  if (kind === "entries")
    return [
      "const places = Array.from({ length: 18 * 14 }, (_, p) => p).filter((p) => (7 * p) % 5 < 4); // four fifths of all",
      "const [row, col] = [places.map((p) => p % 18), places.map((p) => Math.floor(p / 18))].map((list) => Int32Array.from(list));",
      "const operator = entrySampling({ rows: 18, cols: 14, row, col });",
    ];
  return [`const operator = ${call}(${text(DRAWN[kind])});`];
}

export function operatorProgram(kind, call) {
  const symmetric = SYMMETRIC.includes(kind);
  const solver = symmetric ? "SymmetricGradientDescent" : "GradientDescent";
  const names = ["createProblem", call, solver, "relativeErrorOf", "syntheticMeasurements", "syntheticTruth"];
  names.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return [
    `import { ${names.join(", ")} } from "lowrank";`,
    "",
    ...made(kind, call),
    `const truth = syntheticTruth(operator, { rank: 2, seed: 2${symmetric ? ", symmetric: true" : ""} });`,
    `const problem = createProblem({ operator, measurements: syntheticMeasurements(operator, truth), truth${symmetric ? ", symmetric: true" : ""} });`,
    `const run = await new ${solver}().solve(problem, { rank: 2 });`,
    "console.log(run.status, relativeErrorOf(problem, run.estimate) < 1e-5);",
  ].join("\n");
}
