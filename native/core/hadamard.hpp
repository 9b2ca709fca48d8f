#pragma once
// Some rows of a Walsh-Hadamard transform with random signs: A_i is scale·(row row_i of H·D), cut
// to the n1·n2 numbers of vec(X), row-major.
#include <cstddef>
#include <cstdint>
#include <span>

#include "factors.hpp"
#include "loss.hpp"
#include "signed_product.hpp"

namespace lowrank {

struct Hadamard {
  std::size_t m, n1, n2;
  std::size_t size;  // a power of two, at least n1·n2
  std::span<const std::int32_t> row;
  Signs signs;
  double scale;

  // Numbers of scratch that the verbs need: the transform and m weights.
  std::size_t scratch(std::size_t k) const;

  void measure(const Factors& x, std::span<double> scratch, std::span<double> out) const;
  void pullback(std::span<const double> weights, const Factors& x, std::span<double> scratch,
                const FactorsOut& out) const;
  LossStats gradient(const Factors& x, std::span<const double> y, const Loss& loss,
                     std::span<double> scratch, const FactorsOut& out) const;
};

}  // namespace lowrank
