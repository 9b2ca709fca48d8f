#pragma once
// Dense sensing matrices: y_i = ⟨A_i, L·Rᵀ⟩, its adjoint, and both in one pass over the A_i, for one
// run or for several at once.
#include <cstddef>
#include <span>

#include "factors.hpp"
#include "loss.hpp"
#include "sensing_rows.hpp"

namespace lowrank {

// Into how many chunks m rows of n numbers are split: a function of shape alone, at least 16 rows in
// each (the last may have fewer), since every chunk clears and adds up a partial adjoint.
std::size_t dense_chunks(std::size_t m, std::size_t n);

// Numbers of scratch that a call for so many runs needs.
std::size_t dense_scratch(const SensingRows& by, std::size_t runs);

void measure_dense(const SensingRows& by, const Factors& x, std::span<double> scratch,
                   std::span<double> out);

// out ← (𝒜*(w)·R, 𝒜*(w)ᵀ·L)
void pullback_dense(const SensingRows& by, std::span<const double> weights, const Factors& x,
                    std::span<double> scratch, const FactorsOut& out);

// The same with w = φ′(𝒜(L·Rᵀ) − y), every A_i read once.
LossStats gradient_dense(const SensingRows& by, const Factors& x, std::span<const double> y,
                         const Loss& loss, std::span<double> scratch, const FactorsOut& out);

// One run of several.
struct GradientQuestion {
  Factors x;
  std::span<const double> y;
  Loss loss;
  FactorsOut out;
  LossStats stats;
};

// The gradients of up to `most_runs` runs, every A_i read once for all of them; each has the bits
// that gradient_dense gives it.
void gradients_dense(const SensingRows& by, std::span<GradientQuestion> questions,
                     std::span<double> scratch);

}  // namespace lowrank
