#pragma once
// Operators by their definition, written out, to hold kernels against.
#include <doctest/doctest.h>

#include "../core/factors.hpp"
#include "../core/loss.hpp"
#include "numbers.hpp"

namespace lowrank::test {

struct Pair {
  std::size_t n1, n2, k;
  Numbers left, right;

  Pair(std::size_t rows, std::size_t cols, std::size_t rank, std::uint64_t seed)
      : n1(rows),
        n2(cols),
        k(rank),
        left(random_numbers(n1 * k, seed)),
        right(random_numbers(n2 * k, seed + 1)) {}
  Factors in() const { return {n1, n2, k, left, right}; }
  FactorsOut out() { return {n1, n2, k, left, right}; }
};

// 𝒜 as m explicit matrices, each column-major, so that an operator can be held against plain sums.
struct Explicit {
  std::size_t m;
  Numbers matrices;

  Numbers measure(const Pair& x) const {
    const Numbers product_x = product(x.n1, x.n2, x.k, x.left, transposed(x.n2, x.k, x.right));
    return product(1, m, x.n1 * x.n2, product_x, matrices);
  }
  Pair pullback(const Numbers& w, const Pair& x) const {
    const Numbers sum = product(x.n1 * x.n2, 1, m, matrices, w);
    Pair out = x;
    out.left = product(x.n1, x.k, x.n2, sum, x.right);
    out.right = product(x.n2, x.k, x.n1, transposed(x.n1, x.n2, sum), x.left);
    return out;
  }
};

// Holds what an operator answers against the definition; `loss` is of the gradient.
template <class Gradient>
void check_gradient(const Explicit& by, const Pair& x, const Loss& loss, Gradient gradient) {
  const Numbers y = random_numbers(by.m, 77);
  Numbers w = by.measure(x);
  LossSums sums;
  for (std::size_t i = 0; i < by.m; ++i) {
    const double r = w[i] - y[i];
    sums.add(loss, r);
    w[i] = loss.derivative(r);
  }
  const Pair expected = by.pullback(w, x);
  Pair got = x;
  const LossStats stats = gradient(y, got);
  const double scale = 1e-12 * (1 + norm1(x.n1 * x.n2, by.m, by.matrices)) * (1 + sums.value);
  CHECK(largest_difference(got.left, expected.left) <= scale);
  CHECK(largest_difference(got.right, expected.right) <= scale);
  CHECK(stats.value == doctest::Approx(sums.value).epsilon(1e-12));
  CHECK(stats.residual_norm == doctest::Approx(std::sqrt(sums.squares)).epsilon(1e-12));
}

inline const Loss losses[] = {
    {LossKind::squared, 0}, {LossKind::absolute, 0}, {LossKind::huber, 0.4}};

}  // namespace lowrank::test
