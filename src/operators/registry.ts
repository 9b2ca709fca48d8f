/** How a manifest gives one property of an operator. */
export interface Field {
  readonly type: "size" | "file" | "seed" | "words" | "precision" | "storage";
  readonly meaning: string;
  readonly optional?: boolean;
}

export interface OperatorKind {
  readonly meaning: string;
  readonly reference: string;
  readonly fields: Readonly<Record<string, Field>>;
}

const rows: Field = { type: "size", meaning: "n1, the rows of M" };
const cols: Field = { type: "size", meaning: "n2, the columns of M" };
const count: Field = { type: "size", meaning: "m, the number of measurements" };
const seed: Field = { type: "seed", meaning: "an integer, or text that is one" };
const precision: Field = { type: "precision", meaning: "float64 or float32, how the matrices are stored", optional: true };

const storage: Field = {
  type: "storage",
  meaning: "stored, or generated: drawn again in every pass, in no memory",
  optional: true,
};

/** Every kind of operator by its name in manifests: their schema, `list operators` and the contract tests are made from this. */
export const operators = {
  dense: {
    meaning: "any sensing matrices A_i of your own",
    reference:
      "Recht, Fazel, Parrilo. Guaranteed minimum-rank solutions of linear matrix equations via nuclear norm minimization. SIAM Rev. 52, 2010.",
    fields: {
      file: { type: "file", meaning: "a .npy of m×n1×n2 numbers, or m×(n1·n2) with rows and cols" },
      rows: { ...rows, optional: true },
      cols: { ...cols, optional: true },
    },
  },
  gaussian: {
    meaning: "A_i with independent N(0, 1/m) entries, from a seed",
    reference: "Candès, Plan. Tight oracle inequalities for low-rank matrix recovery. IEEE Trans. Inf. Theory 57, 2011.",
    fields: { rows, cols, count, seed, precision, storage },
  },
  "symmetric-gaussian": {
    meaning: "A_i = ½(B_i + B_iᵀ) with B_i as in gaussian, for symmetric M",
    reference: "Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021.",
    fields: { size: { type: "size", meaning: "n, the rows and columns of M" }, count, seed, precision, storage },
  },
  rademacher: {
    meaning: "A_i with independent entries ±1/√m, from a seed, stored as bits",
    reference:
      "Recht, Fazel, Parrilo. Guaranteed minimum-rank solutions of linear matrix equations via nuclear norm minimization. SIAM Rev. 52, 2010.",
    fields: { rows, cols, count, seed },
  },
  entries: {
    meaning: "single entries of M: matrix completion",
    reference: "Candès, Recht. Exact matrix completion via convex optimization. Found. Comput. Math. 9, 2009.",
    fields: {
      rows,
      cols,
      file: {
        type: "file",
        meaning: "a coordinate .mtx: positions, and their values unless `measurements` is given",
        optional: true,
      },
      count: { ...count, meaning: "instead of a file: so many distinct random positions", optional: true },
      seed: { ...seed, meaning: "of those random positions", optional: true },
    },
  },
  pauli: {
    meaning: "expectation values of Pauli words: quantum state tomography",
    reference:
      "Gross, Liu, Flammia, Becker, Eisert. Quantum state tomography via compressed sensing. Phys. Rev. Lett. 105, 2010.",
    fields: {
      qubits: { type: "size", meaning: "q; ρ is 2^q×2^q" },
      settings: {
        type: "words",
        meaning: "words of q letters I, X, Y, Z; letter i acts on qubit i, and qubit 0 is the leftmost Kronecker factor",
      },
    },
  },
} as const satisfies Record<string, OperatorKind>;

export type OperatorName = keyof typeof operators;
