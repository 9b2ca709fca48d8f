#pragma once
// Pauli measurements: out_i = Re Σ_q l_q*·P_i·r_q and its adjoint, for words P_i of Pauli letters
// on q qubits.
//
// Words that flip the same qubits share the products of factor entries that their flip brings
// together. A few of them are signed sums of those; of many all are had by one Walsh-Hadamard
// transform. Both ways have the same bits.
#include <cstddef>
#include <cstdint>
#include <span>

#include "factors.hpp"
#include "loss.hpp"

namespace lowrank {

// P_i|b⟩ = i^{#Y}·(−1)^{popcount(b & z_i)}·|b ⊕ x_i⟩ on n = 2^q basis states. The factors are real
// images F = [Re U; Im U] of complex U (n×k): n1 = n2 = 2n.
struct PauliWords {
  std::size_t m, n1, n2;
  std::span<const std::int32_t> x;      // bits where the letter is X or Y
  std::span<const std::int32_t> z;      // bits where it is Z or Y
  std::span<const std::int32_t> order;  // 0 … m − 1, words of the same x side by side

  // Numbers of scratch that the verbs need: m weights, and room for the words in work.
  std::size_t scratch(std::size_t k) const;

  void measure(const Factors& f, std::span<double> scratch, std::span<double> out) const;

  // out.left ← image of Σ_i w_i·P_i·R, out.right ← image of Σ_i w_i·P_i·L
  void pullback(std::span<const double> weights, const Factors& f, std::span<double> scratch,
                const FactorsOut& out) const;

  // The same with w = φ′(𝒜(L, R) − y).
  LossStats gradient(const Factors& f, std::span<const double> y, const Loss& loss,
                     std::span<double> scratch, const FactorsOut& out) const;
};

}  // namespace lowrank
