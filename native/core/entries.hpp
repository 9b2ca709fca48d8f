#pragma once
// Entry sampling: the measurement y_e = (L·Rᵀ)[i_e, j_e] and its adjoint. L·Rᵀ is never formed.
//
// `scratch` has at least entries_scratch numbers: room for m of them, and for both factors row by
// row with their gradients beside them. Fewer entries than rows and columns are answered without
// copies, for making these would be the larger part of the work.
#include <cstddef>
#include <span>

#include "entry_index.hpp"
#include "factors.hpp"
#include "loss.hpp"

namespace lowrank {

// As in src/kernels/contract.ts: k is rounded up to half a vector, and a cache line more is needed
// to start at one.
inline std::size_t entries_scratch(std::size_t m, std::size_t n1, std::size_t n2, std::size_t k) {
  return m < n1 + n2 ? m : m + 2 * (n1 + n2) * ((k + 3) / 4 * 4) + 8;
}

// out[e] ← Σ_q L[i_e, q]·R[j_e, q]
void measure_entries(const EntryIndex& at, const Factors& x, std::span<double> scratch,
                     std::span<double> out);

// out.left[i, q] ← Σ_{e: i_e = i} w_e·R[j_e, q] and out.right[j, q] ← Σ_{e: j_e = j} w_e·L[i_e, q],
// in the order of the index.
void pullback_entries(const EntryIndex& at, std::span<const double> weights, const Factors& x,
                      std::span<double> scratch, const FactorsOut& out);

// The same with w = φ′(𝒜(L·Rᵀ) − y).
LossStats gradient_entries(const EntryIndex& at, const Factors& x, std::span<const double> y,
                           const Loss& loss, std::span<double> scratch, const FactorsOut& out);

}  // namespace lowrank
