#pragma once
// From measurements to weights, for operators that keep all m of them.
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "loss.hpp"
#include "pool.hpp"

namespace lowrank {

constexpr std::size_t most_residual_parts = 64;

// Into how many ranges m measurements are split: a function of m alone.
inline std::size_t residual_parts(std::size_t m) {
  return std::clamp<std::size_t>(m / 4096, 1, most_residual_parts);
}

// z_i ← φ′(z_i − y_i). Sums run in order within a range, then over the ranges in order.
inline LossStats weigh_residuals(std::span<const double> y, const Loss& loss, std::span<double> z) {
  const std::size_t m = z.size(), parts = residual_parts(m);
  std::array<LossSums, most_residual_parts> sums{};
  parallel_for(parts, 8 * m, [&](std::size_t p) {
    LossSums mine;
    for (std::size_t i = p * m / parts; i < (p + 1) * m / parts; ++i) {
      const double r = z[i] - y[i];
      mine.add(loss, r);
      z[i] = loss.derivative(r);
    }
    sums[p] = mine;
  });
  LossSums total;
  for (std::size_t p = 0; p < parts; ++p) total.add(sums[p]);
  return stats_of(total);
}

}  // namespace lowrank
