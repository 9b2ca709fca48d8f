// Each operator against its definition, written out.
#include <doctest/doctest.h>

#include <array>

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
  const SensingRows dense{m, n1, n2, false, std::span<const T>(a), index};
  Numbers scratch(dense_scratch(dense, 1)), out(m);
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

namespace {

// Rows that are made where they are needed against the same rows in memory, and upper triangles
// against whole matrices.
void check_made(const SensingRows& made, const Numbers& rows) {
  const SensingRows stored{made.m, made.n1, made.n2, made.packed, std::span<const double>(rows),
                           made.index};
  const Pair x(made.n1, made.n2, 2, 30);
  const Numbers y = random_numbers(made.m, 31);
  Pair apart = x, same = x;
  Numbers room(dense_scratch(made, 1)), other(dense_scratch(stored, 1)), one(made.m), two(made.m);
  measure_dense(made, x.in(), room, one);
  measure_dense(stored, x.in(), other, two);
  CHECK(one == two);
  gradient_dense(made, x.in(), y, losses[2], room, apart.out());
  gradient_dense(stored, x.in(), y, losses[2], other, same.out());
  CHECK(apart.left == same.left);
  CHECK(apart.right == same.right);
}

// Each of several runs against itself alone, bit for bit.
void check_together(const SensingRows& by) {
  for (const std::size_t runs : {1, 2, 3, 4, 5, 7, 13, 16}) {
    std::vector<Pair> x, alone, together;
    std::vector<Numbers> y;
    for (std::size_t q = 0; q < runs; ++q) {
      x.emplace_back(by.n1, by.n2, 1 + q % 3, 50 + q);
      y.push_back(random_numbers(by.m, 80 + q));
    }
    alone = together = x;
    std::vector<GradientQuestion> questions;
    std::vector<LossStats> expected;
    Numbers scratch(dense_scratch(by, 1)), all(dense_scratch(by, runs));
    for (std::size_t q = 0; q < runs; ++q) {
      const Loss& loss = losses[q % 3];
      expected.push_back(gradient_dense(by, x[q].in(), y[q], loss, scratch, alone[q].out()));
      questions.push_back({x[q].in(), y[q], loss, together[q].out(), {}});
    }
    gradients_dense(by, questions, all);
    for (std::size_t q = 0; q < runs; ++q) {
      CHECK(together[q].left == alone[q].left);
      CHECK(together[q].right == alone[q].right);
      CHECK(questions[q].stats.value == expected[q].value);
      CHECK(questions[q].stats.residual_norm == expected[q].residual_norm);
    }
  }
}

}  // namespace

TEST_CASE("rows of signs and of a seed are those of memory") {
  const std::size_t m = 70, n1 = 9, n2 = 7, n = n1 * n2;
  std::vector<std::uint8_t> bits(m * sign_row_bytes(n));
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<std::uint8_t>(i * i * 37 + i);
  Numbers rows(m * n);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const int bit = bits[i * sign_row_bytes(n) + j / 8] >> (j % 8) & 1;
      rows[i * n + j] = bit ? -0.25 : 0.25;
    }
  }
  const SensingRows signs{m, n1, n2, false, Signs{bits, 0.25}, {}};
  check_made(signs, rows);
  check_together(signs);

  const NormalStream first{77, 1};
  for (std::size_t i = 0; i < m; ++i) {
    normals({77, 1 + (std::uint64_t{i} << 32)}, 0, 0.5, std::span(rows).subspan(i * n, n));
  }
  const std::vector<std::int32_t> index{5, 69, 0, 5};
  check_made({m, n1, n2, false, Drawn{first, 0.5}, {}}, rows);
  check_made({4, n1, n2, false, Drawn{first, 0.5}, index}, rows);
  check_together({m, n1, n2, false, Drawn{first, 0.5}, {}});

  // Symmetric: packed rows are the upper triangles of ½(B + Bᵀ).
  Numbers square(n1 * n1), packed(m * n1 * (n1 + 1) / 2);
  for (std::size_t i = 0; i < m; ++i) {
    normals({77, 1 + (std::uint64_t{i} << 32)}, 0, 0.5, std::span(square));
    pack_symmetric(square.data(), n1, false, packed.data() + i * n1 * (n1 + 1) / 2);
  }
  check_made({m, n1, n1, true, Drawn{first, 0.5}, {}}, packed);
  check_together({m, n1, n1, true, Drawn{first, 0.5}, {}});
  check_together({m, n1, n1, true, std::span<const double>(packed), {}});
}

TEST_CASE("upper triangles answer as the whole symmetric matrices do") {
  const std::size_t m = 40, n = 8;
  Explicit by{m, Numbers(m * n * n)};
  Numbers packed(m * n * (n + 1) / 2);
  for (std::size_t i = 0; i < m; ++i) {
    const Numbers b = random_numbers(n * n, 200 + i);
    pack_symmetric(b.data(), n, false, packed.data() + i * n * (n + 1) / 2);
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t c = 0; c < n; ++c) {
        by.matrices[i * n * n + r + c * n] = 0.5 * (b[r * n + c] + b[c * n + r]);
      }
    }
  }
  const SensingRows rows{m, n, n, true, std::span<const double>(packed), {}};
  const Pair x(n, n, 3, 60);
  Numbers scratch(dense_scratch(rows, 1));
  for (const Loss& loss : losses) {
    check_gradient(by, x, loss, [&](const Numbers& y, Pair& to) {
      return gradient_dense(rows, x.in(), y, loss, scratch, to.out());
    });
  }
}

TEST_CASE("runs together have the bits of each alone") {
  for (const auto& [m, n1, n2] : {std::array<std::size_t, 3>{1, 1, 1}, {3, 2, 5}, {67, 13, 11},
                                  {40, 40, 41}, {300, 64, 64}, {29, 151, 160}}) {
    const Numbers a = random_numbers(m * n1 * n2, 9);
    const std::vector<float> single(a.begin(), a.end());
    check_together({m, n1, n2, false, std::span<const double>(a), {}});
    check_together({m, n1, n2, false, std::span<const float>(single), {}});
  }
}

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
