/** How a manifest gives one property of an operator. */
export interface Field {
  readonly type: "size" | "file" | "seed" | "words" | "precision" | "storage";
  readonly meaning: string;
  readonly optional?: boolean;
  /** What is taken where it is left out, if anything is. */
  readonly default?: string;
}

export interface OperatorKind {
  readonly meaning: string;
  /** yᵢ, in LaTeX. */
  readonly formula: string;
  /** Numbers that are kept, of m measurements of n1×n2 matrices. */
  readonly storage: string;
  /** Of a pass over the data: a measurement, a pullback or a gradient at k columns. */
  readonly cost: string;
  readonly use: string;
  readonly reference: string;
  readonly fields: Readonly<Record<string, Field>>;
}

const rows: Field = { type: "size", meaning: "n1, the rows of M" };
const cols: Field = { type: "size", meaning: "n2, the columns of M" };
const count: Field = { type: "size", meaning: "m, the number of measurements" };
const seed: Field = { type: "seed", meaning: "an integer, or text that is one" };
const precision: Field = {
  type: "precision",
  meaning: "float64 or float32, how the matrices are stored",
  optional: true,
  default: "float64",
};

const storage: Field = {
  type: "storage",
  meaning: "stored, or generated: drawn again in every pass, in no memory",
  optional: true,
  default: "stored",
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
    formula: String.raw`y_i = \langle A_i, M \rangle = \sum_{p,q} A_i[p, q]\, M[p, q]`,
    storage: "m·n1·n2, in float64 or float32; of symmetric A_i the upper triangles",
    cost: "2·m·n1·n2 operations for a measurement, twice that for a gradient, which reads A once; n1·n2·k beside that",
    use: "the A_i are data of your own, and fit in memory",
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
    formula: String.raw`y_i = \langle A_i, M \rangle, \qquad A_i[p, q] \sim N(0, 1/m)`,
    storage: "m·n1·n2, half as many bytes with precision float32; nothing with storage generated",
    cost: "as dense; generated matrices are drawn in every pass, which takes several times as long as reading them",
    use: "theory is to be checked: this is the ensemble of most theorems, with the restricted isometry from m of order (n1 + n2)·r on",
    reference: "Candès, Plan. Tight oracle inequalities for low-rank matrix recovery. IEEE Trans. Inf. Theory 57, 2011.",
    fields: { rows, cols, count, seed, precision, storage },
  },
  "symmetric-gaussian": {
    meaning: "A_i = ½(B_i + B_iᵀ) with B_i as in gaussian, for symmetric M",
    formula: String.raw`y_i = \langle \tfrac12 (B_i + B_i^\top), M \rangle, \qquad B_i[p, q] \sim N(0, 1/m), \quad M = M^\top`,
    storage: "m·n(n + 1)/2, half as many bytes with precision float32; nothing with storage generated",
    cost: "as gaussian, of half as many numbers",
    use: "M is symmetric, mostly with symmetric: true and M ⪰ 0",
    reference: "Stöger, Soltanolkotabi. Small random initialization is akin to spectral learning. NeurIPS 2021.",
    fields: { size: { type: "size", meaning: "n, the rows and columns of M" }, count, seed, precision, storage },
  },
  rademacher: {
    meaning: "A_i with independent entries ±1/√m, from a seed, stored as bits",
    formula: String.raw`y_i = \langle A_i, M \rangle, \qquad A_i[p, q] = \pm 1/\sqrt m`,
    storage: "m·n1·n2 bits, a 64th of what dense takes",
    cost: "as dense in operations, of a 64th of the memory traffic",
    use: "masks are random signs, as in a single-pixel camera, or Gaussian matrices would not fit in memory",
    reference:
      "Recht, Fazel, Parrilo. Guaranteed minimum-rank solutions of linear matrix equations via nuclear norm minimization. SIAM Rev. 52, 2010.",
    fields: { rows, cols, count, seed },
  },
  entries: {
    meaning: "single entries of M: matrix completion",
    formula: String.raw`y_i = M[p_i, q_i]`,
    storage: "positions: 38 bytes a measurement, all told",
    cost: "O(m·k)",
    use: "M is a table with holes; M has to be incoherent, not concentrated in few entries",
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
      seed: { ...seed, meaning: "of those random positions", optional: true, default: "0" },
    },
  },
  "rank-one": {
    meaning: "A_i = a_i·b_iᵀ for vectors of your own, or a_i·b_iᵀ/√m for independent N(0, 1) ones from a seed; never formed",
    formula: String.raw`y_i = a_i^\top M b_i`,
    storage: "m·(n1 + n2)",
    cost: "O(m·(n1 + n2)·k)",
    use: "each A_i is a product of two vectors, or Gaussian matrices would not fit in memory",
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
    formula: String.raw`y_i = a_i^\top M a_i, \qquad M = M^\top`,
    storage: "m·n",
    cost: "O(m·n·k)",
    use: "covariances are sketched by energies, with vectors that are given; where vectors are drawn, centred-rank-one is better conditioned",
    reference:
      "Chen, Chi, Goldsmith. Exact and stable covariance estimation from quadratic sampling via convex programming. IEEE Trans. Inf. Theory 61, 2015.",
    fields: { vectors: vectors("a_i", "n"), size, ...drawn },
  },
  "centred-rank-one": {
    meaning:
      "A_i = a_i·a_iᵀ − I for vectors of your own, or (a_i·a_iᵀ − I)/√(2m) for N(0, 1) ones, for symmetric M: 𝒜*𝒜 is near the identity",
    formula: String.raw`y_i = a_i^\top M a_i - \operatorname{tr} M, \qquad M = M^\top`,
    storage: "m·n",
    cost: "O(m·n·k)",
    use: "vectors are drawn and the trace can be taken off: scaled steps and spectral starts then see M alone",
    reference:
      "Maillard, Troiani, Martin, Krzakala, Zdeborová. Bayes-optimal learning of an extensive-width neural network from quadratically many samples. NeurIPS 2024.",
    fields: { vectors: vectors("a_i", "n"), size, ...drawn },
  },
  "phase-retrieval": {
    meaning: "‖a_i*·U‖² of Hermitian M = U·U* for complex vectors of your own, or that by √m for complex normal ones",
    formula: String.raw`y_i = a_i^* M a_i = \lVert a_i^* U \rVert^2, \qquad M = U U^*`,
    storage: "2·m·n",
    cost: "O(m·n·k)",
    use: "intensities are measured and phases lost; k = 1 is the classical problem",
    reference:
      "Candès, Strohmer, Voroninski. PhaseLift: exact and stable signal recovery from magnitude measurements via convex programming. Comm. Pure Appl. Math. 66, 2013.",
    fields: { vectors: vectors("a_i, complex", "n"), size, ...drawn },
  },
  hadamard: {
    meaning:
      "subsampled randomized Hadamard transform of vec(M), from a seed: all measurements in O(N log N), nothing stored but rows and signs",
    formula: String.raw`y = \tfrac1{\sqrt m}\, R H D \operatorname{vec}(M)`,
    storage: "m integers and n1·n2 bits",
    cost: "O(N·log N + n1·n2·k) for all measurements together, N the power of two above n1·n2",
    use: "any random measurements will do and m is large: the fastest kind for whole matrices",
    reference: "Tropp. Improved analysis of the subsampled randomized Hadamard transform. Adv. Adapt. Data Anal. 3, 2011.",
    fields: { rows, cols, count, seed },
  },
  circulant: {
    meaning: "partial random circulant matrix over vec(M), from a seed: convolution with a random code, sampled, in O(N log N)",
    formula: String.raw`y = \sqrt{N/m}\, R C D \operatorname{vec}(M)`,
    storage: "m integers and N numbers, N the power of two above n1·n2",
    cost: "O(N·log N + n1·n2·k) for all measurements together",
    use: "the sensor convolves with a random code, and samples",
    reference:
      "Rauhut, Romberg, Tropp. Restricted isometries for partial random circulant matrices. Appl. Comput. Harmon. Anal. 32, 2012.",
    fields: { rows, cols, count, seed },
  },
  pauli: {
    meaning: "expectation values of Pauli words: quantum state tomography",
    formula: String.raw`y_i = \operatorname{tr}(P_i \rho), \qquad P_i = \sigma_{i_1} \otimes \dots \otimes \sigma_{i_q}, \quad \rho = U U^*`,
    storage: "two integers a word",
    cost: "O(n·k) for all words that flip the same qubits and O(n) for each, n = 2^q; of many O(n·log n) in all",
    use: "the state of qubits is estimated; one that is nearly pure needs far fewer than 4^q words",
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
