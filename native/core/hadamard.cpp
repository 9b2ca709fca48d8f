#include "hadamard.hpp"

#include "residuals.hpp"
#include "walsh.hpp"

namespace lowrank {

std::size_t Hadamard::scratch(std::size_t) const { return size + m; }

void Hadamard::measure(const Factors& x, std::span<double> scratch, std::span<double> out) const {
  const auto v = scratch.first(size);
  form_signed_product(x, signs, v);
  walsh_hadamard_on_pool(v.data(), size);
  pick_rows(v, row, scale, out);
}

void Hadamard::pullback(std::span<const double> weights, const Factors& x,
                        std::span<double> scratch, const FactorsOut& out) const {
  const auto v = scratch.first(size);
  place_rows(weights, row, v);
  walsh_hadamard_on_pool(v.data(), size);
  pull_signed(v, signs, scale, x, out);
}

LossStats Hadamard::gradient(const Factors& x, std::span<const double> y, const Loss& loss,
                             std::span<double> scratch, const FactorsOut& out) const {
  const auto residual = scratch.subspan(size, m);
  measure(x, scratch, residual);
  const LossStats stats = weigh_residuals(y, loss, residual);
  pullback(residual, x, scratch, out);
  return stats;
}

}  // namespace lowrank
