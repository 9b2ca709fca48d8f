/**
 * Two-qubit tomography of a Bell pair (|00⟩ + |11⟩)/√2 on a superconducting processor: expectation values of the fifteen
 * Pauli words other than II, after read-out calibration; II is 1 by normalization. 20,000 to 40,000 shots a word.
 *
 * Source: github.com/rigetti/qcs-paper (Karalekas et al., A quantum-classical cloud platform optimized for variational hybrid
 * algorithms, 2020), the state tomography data, column `expectation`. Apache License 2.0, © Rigetti Computing.
 */
export const BELL_STATE: readonly (readonly [word: string, expectation: number])[] = [
  ["II", 1],
  ["XI", -0.05011709601873536],
  ["YI", 0.07381121362668558],
  ["ZI", 0.04358324278643003],
  ["IX", 0.00460371436044991],
  ["XX", 1.0103293231255317],
  ["YX", -0.002631095882029003],
  ["ZX", -0.04449907805777505],
  ["IY", -0.057808045612923666],
  ["XY", -0.038435395167768636],
  ["YY", -0.9963207782489398],
  ["ZY", 0.051582433758586836],
  ["IZ", 0.04109445434531921],
  ["XZ", 0.060265142301143264],
  ["YZ", 0.06125347329422661],
  ["ZZ", 0.9673668188736682],
];
