#pragma once
// The factors of X = L·Rᵀ, column-major and tight: left n1×k, right n2×k.
#include <cstddef>
#include <span>

namespace lowrank {

template <class T>
struct FactorPair {
  std::size_t n1, n2, k;
  std::span<T> left;   // n1·k numbers
  std::span<T> right;  // n2·k numbers
};

using Factors = FactorPair<const double>;
using FactorsOut = FactorPair<double>;

}  // namespace lowrank
