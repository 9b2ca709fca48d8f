#pragma once
// Dense sensing matrices: y_i = ⟨A_i, L·Rᵀ⟩, its adjoint, and both in one pass over the A_i.
#include <cstddef>
#include <cstdint>
#include <span>

#include "factors.hpp"
#include "loss.hpp"

namespace lowrank {

// m measurements by matrices A_i (n1×n2, row-major, one after the other in a): measurement i uses
// A_i, or A_{index[i]} where there is an index.
template <class T>
struct Dense {
  std::size_t m;
  std::span<const T> a;
  std::span<const std::int32_t> index;
};

// Into how many chunks the rows are split: a function of shape alone, at least 16 rows in each (the
// last may have fewer), since every chunk clears and adds up a partial adjoint of n1·n2 numbers.
std::size_t dense_chunks(std::size_t m, std::size_t n1, std::size_t n2);

// scratch: at least n1·n2·(1 + dense_chunks(m, n1, n2)) numbers.
template <class T>
void measure_dense(const Dense<T>& by, const Factors& x, std::span<double> scratch,
                   std::span<double> out);

// out ← (𝒜*(w)·R, 𝒜*(w)ᵀ·L)
template <class T>
void pullback_dense(const Dense<T>& by, std::span<const double> weights, const Factors& x,
                    std::span<double> scratch, const FactorsOut& out);

// The same with w = φ′(𝒜(L·Rᵀ) − y), every A_i read once.
template <class T>
LossStats gradient_dense(const Dense<T>& by, const Factors& x, std::span<const double> y,
                         const Loss& loss, std::span<double> scratch, const FactorsOut& out);

}  // namespace lowrank
