#pragma once
// Arguments that the verbs of several operators share.
#include "../core/factors.hpp"
#include "../core/loss.hpp"
#include "args.hpp"

namespace lowrank::binding {

inline Factors read_factors(Args& a, std::size_t n1, std::size_t n2, std::size_t k) {
  const auto left = a.doubles(a.product({n1, k}, "left"), "left");
  const auto right = a.doubles(a.product({n2, k}, "right"), "right");
  return {n1, n2, k, left, right};
}

inline FactorsOut read_out(Args& a, const Factors& x) {
  const auto left = a.doubles(x.left.size(), "outLeft");
  const auto right = a.doubles(x.right.size(), "outRight");
  return {x.n1, x.n2, x.k, left, right};
}

inline Loss read_loss(Args& a) {
  const auto kind = a.integer("loss", 2);
  return {static_cast<LossKind>(kind), a.number("delta")};
}

inline void write(const LossStats& stats, std::span<double> out) {
  out[0] = stats.value;
  out[1] = stats.residual_norm;
}

}  // namespace lowrank::binding
