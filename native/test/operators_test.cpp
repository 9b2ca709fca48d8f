// Each operator against its definition, written out.
#include <doctest/doctest.h>

#include "../core/dense.hpp"
#include "definition.hpp"

using namespace lowrank;
using namespace lowrank::test;

namespace {

template <class T>
void check_dense(std::size_t m, std::size_t n1, std::size_t n2, std::size_t k, bool indexed) {
  const std::size_t n = n1 * n2;
  const Pair x(n1, n2, k, 10);
  const Numbers drawn = random_numbers(m * n, 12);
  const std::vector<T> a(drawn.begin(), drawn.end());
  std::vector<std::int32_t> index;
  Explicit by{m, Numbers(m * n)};
  for (std::size_t i = 0; i < m; ++i) {
    const std::size_t of = indexed ? (i * 5) % m : i;
    if (indexed) index.push_back(static_cast<std::int32_t>(of));
    const Numbers row_major(a.begin() + static_cast<std::ptrdiff_t>(of * n),
                            a.begin() + static_cast<std::ptrdiff_t>((of + 1) * n));
    std::ranges::copy(transposed(n2, n1, row_major),
                      by.matrices.begin() + static_cast<std::ptrdiff_t>(i * n));
  }
  const Dense<T> dense{m, a, index};
  Numbers scratch(n * (1 + dense_chunks(m, n1, n2))), out(m);
  for (const Loss& loss : losses) {
    check_gradient(by, x, loss, [&](const Numbers& y, Pair& to) {
      return gradient_dense(dense, x.in(), y, loss, scratch, to.out());
    });
  }
  const Numbers expected = by.measure(x);
  measure_dense(dense, x.in(), scratch, out);
  CHECK(largest_difference(out, expected) <= 1e-12 * static_cast<double>(n + 1));
  // Fetching ahead and fused passes change nothing: the pullback of the gradient's weights is the
  // gradient.
  Pair fused = x, apart = x;
  const Numbers zero(m);
  gradient_dense(dense, x.in(), zero, losses[0], scratch, fused.out());
  pullback_dense(dense, out, x.in(), scratch, apart.out());
  CHECK(fused.left == apart.left);
  CHECK(fused.right == apart.right);
}

}  // namespace

TEST_CASE("dense measurements, for every panel height and tail") {
  for (const bool indexed : {false, true}) {
    for (const std::size_t m : {0, 1, 3, 4, 7, 8, 9, 21}) {
      check_dense<double>(m, 5, 3, 2, indexed);
      check_dense<float>(m, 4, 4, 1, indexed);
    }
    check_dense<double>(13, 120, 110, 3, indexed);
    check_dense<float>(40, 91, 83, 2, indexed);
  }
  check_dense<double>(3, 0, 4, 2, false);
  check_dense<double>(3, 4, 5, 0, false);
}
