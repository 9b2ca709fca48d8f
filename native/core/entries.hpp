#pragma once
// Entry sampling: the measurement y_e = (L·Rᵀ)[i_e, j_e] and its adjoint. L·Rᵀ is never formed.
//
// Where m ≥ n1 + n2 both factors are copied row by row for the length of a call (2·(n1 + n2)·k
// numbers with the gradients of a pullback). Without memory for that the answer takes longer, with
// the same bits: see entry_rows.hpp.
#include <cstdint>
#include <span>

#include "factors.hpp"
#include "loss.hpp"

namespace lowrank {

// Positions of the m sampled entries of an n1×n2 matrix; they may repeat.
struct Entries {
  std::span<const std::int32_t> row;  // i_e, 0 ≤ i_e < n1
  std::span<const std::int32_t> col;  // j_e, 0 ≤ j_e < n2
};

// out[e] ← Σ_q L[i_e, q]·R[j_e, q]
void measure_entries(const Entries& at, const Factors& x, std::span<double> out);

// out.left[i, q] ← Σ_{e: i_e = i} w_e·R[j_e, q] and out.right[j, q] ← Σ_{e: j_e = j} w_e·L[i_e, q]
void pullback_entries(const Entries& at, std::span<const double> weights, const Factors& x,
                      const FactorsOut& out);

// The same with w = φ′(𝒜(L·Rᵀ) − y), left in `residual` (m numbers).
LossStats gradient_entries(const Entries& at, const Factors& x, std::span<const double> y,
                           const Loss& loss, std::span<double> residual, const FactorsOut& out);

}  // namespace lowrank
