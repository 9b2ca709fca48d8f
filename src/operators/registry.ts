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
const size: Field = { type: "size", meaning: "without files: n, the rows and columns of M", optional: true };
const vectors = (name: string, length: string): Field => ({
  type: "file",
  meaning: `a .npy of m×${length} numbers: the vectors ${name}`,
  optional: true,
});
/** Instead of files of vectors. */
const drawn = {
  count: { ...count, meaning: "without files: m, the number of vectors to draw", optional: true },
  seed: { ...seed, meaning: "without files: of the vectors", optional: true },
} as const;

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
  "rank-one": {
    meaning: "A_i = a_i·b_iᵀ for vectors of your own, or a_i·b_iᵀ/√m for independent N(0, 1) ones from a seed; never formed",
    reference: "Cai, Zhang. ROP: matrix recovery via rank-one projections. Ann. Statist. 43, 2015.",
    fields: {
      left: vectors("a_i", "n1"),
      right: vectors("b_i", "n2"),
      rows: { ...rows, meaning: "without files: n1, the rows of M", optional: true },
      cols: { ...cols, meaning: "without files: n2, the columns of M", optional: true },
      ...drawn,
    },
  },
  "symmetric-rank-one": {
    meaning:
      "A_i = a_i·a_iᵀ for vectors of your own, or a_i·a_iᵀ/√m for N(0, 1) ones, for symmetric M; they see tr(M)·I beside M: 𝒜*𝒜(M) ≈ 2M + tr(M)·I",
    reference:
      "Chen, Chi, Goldsmith. Exact and stable covariance estimation from quadratic sampling via convex programming. IEEE Trans. Inf. Theory 61, 2015.",
    fields: { vectors: vectors("a_i", "n"), size, ...drawn },
  },
  "centred-rank-one": {
    meaning:
      "A_i = a_i·a_iᵀ − I for vectors of your own, or (a_i·a_iᵀ − I)/√(2m) for N(0, 1) ones, for symmetric M: 𝒜*𝒜 is near the identity",
    reference:
      "Maillard, Troiani, Martin, Krzakala, Zdeborová. Bayes-optimal learning of an extensive-width neural network from quadratically many samples. NeurIPS 2024.",
    fields: { vectors: vectors("a_i", "n"), size, ...drawn },
  },
  "phase-retrieval": {
    meaning: "‖a_i*·U‖² of Hermitian M = U·U* for complex vectors of your own, or that by √m for complex normal ones",
    reference:
      "Candès, Strohmer, Voroninski. PhaseLift: exact and stable signal recovery from magnitude measurements via convex programming. Comm. Pure Appl. Math. 66, 2013.",
    fields: { vectors: vectors("a_i, complex", "n"), size, ...drawn },
  },
  hadamard: {
    meaning:
      "subsampled randomized Hadamard transform of vec(M), from a seed: all measurements in O(N log N), nothing stored but rows and signs",
    reference: "Tropp. Improved analysis of the subsampled randomized Hadamard transform. Adv. Adapt. Data Anal. 3, 2011.",
    fields: { rows, cols, count, seed },
  },
  circulant: {
    meaning: "partial random circulant matrix over vec(M), from a seed: convolution with a random code, sampled, in O(N log N)",
    reference:
      "Rauhut, Romberg, Tropp. Restricted isometries for partial random circulant matrices. Appl. Comput. Harmon. Anal. 32, 2012.",
    fields: { rows, cols, count, seed },
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
        optional: true,
      },
      count: { ...count, meaning: "instead of settings: so many random words, each of the 4^q equally likely", optional: true },
      seed: { ...seed, meaning: "of those random words", optional: true },
    },
  },
} as const satisfies Record<string, OperatorKind>;

export type OperatorName = keyof typeof operators;
