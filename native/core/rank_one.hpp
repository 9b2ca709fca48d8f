#pragma once
// Measurements by vectors: A_i = scale·(a_i·b_i* − centre·I), which is never formed.
#include <cstddef>
#include <cstdint>
#include <span>

#include "factors.hpp"
#include "loss.hpp"

namespace lowrank {

// Measurement i uses vectors i, or index[i] where there is an index. Where parts = 2, vectors and
// factors are real images [Re; Im] of complex ones, n1 and n2 count both parts, and ⟨A, L·R*⟩
// stands for its real part. A centre needs n1 = n2.
struct RankOne {
  std::size_t m, n1, n2;
  std::span<const double> a;  // a_i, n1 numbers each, one after the other
  std::span<const double> b;  // b_i, n2 numbers each
  std::span<const std::int32_t> index;
  std::size_t parts;
  double scale, centre;

  // Numbers of scratch that the verbs need: the factors row by row, and of each chunk of
  // measurements a partial gradient and the products of a panel.
  std::size_t scratch(std::size_t k) const;

  // out[i] ← scale·(Re Σ_q conj(a_i*·l_q)·(b_i*·r_q) − centre·⟨L, R⟩)
  void measure(const Factors& x, std::span<double> scratch, std::span<double> out) const;

  // out.left ← scale·Σ_i w_i·(a_i·(b_i*·R) − centre·R), out.right the same of b_i·(a_i*·L) and L.
  void pullback(std::span<const double> weights, const Factors& x, std::span<double> scratch,
                const FactorsOut& out) const;

  // The same with w = φ′(𝒜(L·R*) − y); a panel of vectors is still in cache when it is added up.
  LossStats gradient(const Factors& x, std::span<const double> y, const Loss& loss,
                     std::span<double> scratch, const FactorsOut& out) const;
};

}  // namespace lowrank
