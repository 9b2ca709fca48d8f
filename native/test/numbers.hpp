#pragma once
// Test matrices and the norms that ratios are made of. Matrices are column-major and tight.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "../core/normal.hpp"

namespace lowrank::test {

using Numbers = std::vector<double>;

constexpr double eps = std::numeric_limits<double>::epsilon();

inline Numbers random_numbers(std::size_t n, std::uint64_t seed) {
  Numbers out(n);
  normals({seed, 0}, 0, 1.0, out);
  return out;
}

// The largest column sum of absolute values.
inline double norm1(std::size_t rows, std::size_t cols, std::span<const double> a) {
  double most = 0;
  for (std::size_t j = 0; j < cols; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < rows; ++i) sum += std::fabs(a[i + j * rows]);
    most = std::max(most, sum);
  }
  return most;
}

// A·B by definition, A m×k and B k×n, summed in long double.
inline Numbers product(std::size_t m, std::size_t n, std::size_t k, std::span<const double> a,
                       std::span<const double> b) {
  Numbers out(m * n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < m; ++i) {
      long double sum = 0;
      for (std::size_t l = 0; l < k; ++l)
        sum += static_cast<long double>(a[i + l * m]) * b[l + j * k];
      out[i + j * m] = static_cast<double>(sum);
    }
  }
  return out;
}

inline Numbers transposed(std::size_t rows, std::size_t cols, std::span<const double> a) {
  Numbers out(rows * cols);
  for (std::size_t j = 0; j < cols; ++j) {
    for (std::size_t i = 0; i < rows; ++i) out[j + i * cols] = a[i + j * rows];
  }
  return out;
}

inline Numbers difference(std::span<const double> a, std::span<const double> b) {
  Numbers out(a.begin(), a.end());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] -= b[i];
  return out;
}

// ‖I − QᵀQ‖₁ for Q n×k.
inline double departure_from_orthogonality(std::size_t n, std::size_t k,
                                           std::span<const double> q) {
  Numbers gram = product(k, k, n, transposed(n, k, q), q);
  for (std::size_t j = 0; j < k; ++j) gram[j * (k + 1)] -= 1;
  return norm1(k, k, gram);
}

inline double largest_difference(std::span<const double> a, std::span<const double> b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]));
  return most;
}

}  // namespace lowrank::test
