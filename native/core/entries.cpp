#include "entries.hpp"

#include <algorithm>
#include <cstddef>

#include "pool.hpp"
#include "residuals.hpp"

namespace lowrank {
namespace {

// The sums of a block stay in the first-level cache while the columns of the factors pass by.
constexpr std::size_t block = 1024;

void measure_range(const Entries& at, const Factors& x, std::size_t begin, std::size_t end,
                   double* out) {
  const std::int32_t *const row = at.row.data(), *const col = at.col.data();
  for (std::size_t from = begin; from < end; from += block) {
    const std::size_t to = std::min(end, from + block);
    std::fill(out + from, out + to, 0.0);
    for (std::size_t q = 0; q < x.k; ++q) {
      const double* const left = x.left.data() + q * x.n1;
      const double* const right = x.right.data() + q * x.n2;
      for (std::size_t e = from; e < to; ++e) out[e] += left[row[e]] * right[col[e]];
    }
  }
}

}  // namespace

void measure_entries(const Entries& at, const Factors& x, std::span<double> out) {
  const std::size_t m = out.size(), parts = residual_parts(m);
  parallel_for(parts, 4 * m * x.k, [&](std::size_t p) {
    measure_range(at, x, p * m / parts, (p + 1) * m / parts, out.data());
  });
}

void pullback_entries(const Entries& at, std::span<const double> weights, const Factors& x,
                      const FactorsOut& out) {
  const std::size_t m = weights.size();
  parallel_for(x.k, 8 * m * x.k, [&](std::size_t q) {
    const double* const left = x.left.data() + q * x.n1;
    const double* const right = x.right.data() + q * x.n2;
    double* const to_left = out.left.data() + q * x.n1;
    double* const to_right = out.right.data() + q * x.n2;
    std::fill_n(to_left, x.n1, 0.0);
    std::fill_n(to_right, x.n2, 0.0);
    for (std::size_t e = 0; e < m; ++e) {
      const auto i = at.row[e], j = at.col[e];
      to_left[i] += weights[e] * right[j];
      to_right[j] += weights[e] * left[i];
    }
  });
}

LossStats gradient_entries(const Entries& at, const Factors& x, std::span<const double> y,
                           const Loss& loss, std::span<double> residual, const FactorsOut& out) {
  measure_entries(at, x, residual);
  const LossStats stats = weigh_residuals(y, loss, residual);
  pullback_entries(at, residual, x, out);
  return stats;
}

}  // namespace lowrank
