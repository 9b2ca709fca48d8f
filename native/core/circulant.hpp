#pragma once
// Some rows of a random circulant matrix C with random signs: A_i is scale·(row row_i of C·D), cut
// to the n1·n2 numbers of vec(X), row-major.
#include <cstddef>
#include <cstdint>
#include <span>

#include "factors.hpp"
#include "loss.hpp"
#include "signed_product.hpp"

namespace lowrank {

// C is diagonal in the Fourier basis. Its N eigenvalues are those of a real matrix, the second half
// conjugate to the first, and are given as numbers 0 and N/2, which are real, and then real and
// imaginary parts of numbers 1 … N/2 − 1.
struct Circulant {
  std::size_t m, n1, n2;
  std::size_t size;  // N, a power of two, at least 4 and n1·n2
  std::span<const std::int32_t> row;
  Signs signs;
  std::span<const double> eigenvalues;
  double scale;

  // Numbers of scratch that the verbs need: a vector, its transform, as much for
  // the way there, and m weights.
  std::size_t scratch(std::size_t k) const;

  void measure(const Factors& x, std::span<double> scratch, std::span<double> out) const;
  void pullback(std::span<const double> weights, const Factors& x, std::span<double> scratch,
                const FactorsOut& out) const;
  LossStats gradient(const Factors& x, std::span<const double> y, const Loss& loss,
                     std::span<double> scratch, const FactorsOut& out) const;
};

}  // namespace lowrank
