#pragma once
// Pauli measurements: out_i = Re Σ_q l_q*·P_i·r_q and its adjoint, for words P_i of Pauli letters
// on q qubits.
#include <cstddef>
#include <cstdint>
#include <span>

#include "factors.hpp"
#include "loss.hpp"

namespace lowrank {

// P_i|b⟩ = i^{#Y}·(−1)^{popcount(b & z_i)}·|b ⊕ x_i⟩ on n = 2^q basis states.
struct PauliWords {
  std::span<const std::int32_t> x;  // bits where the letter is X or Y
  std::span<const std::int32_t> z;  // bits where it is Z or Y
};

// The factors are real images F = [Re U; Im U] of complex U (n×k): here n1 = n2 = 2n.
void measure_pauli(const PauliWords& words, const Factors& f, std::span<double> out);

// out.left ← image of Σ_i w_i·P_i·R, out.right ← image of Σ_i w_i·P_i·L
void pullback_pauli(const PauliWords& words, std::span<const double> weights, const Factors& f,
                    const FactorsOut& out);

// The same with w = φ′(𝒜(L, R) − y), left in `residual` (m numbers).
LossStats gradient_pauli(const PauliWords& words, const Factors& f, std::span<const double> y,
                         const Loss& loss, std::span<double> residual, const FactorsOut& out);

}  // namespace lowrank
