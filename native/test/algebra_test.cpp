// Ratios as in LAPACK's own tests: errors in units of what backward stability allows. The limits
// leave a factor of 4 to 10 over what OpenBLAS shows, so a worse algorithm fails.
#include <doctest/doctest.h>

#include "../core/cholesky.hpp"
#include "../core/eigen.hpp"
#include "../core/finite.hpp"
#include "../core/gemm.hpp"
#include "../core/gram.hpp"
#include "../core/lapack.hpp"
#include "../core/qr.hpp"
#include "../core/svd.hpp"
#include "numbers.hpp"

using namespace lowrank;
using namespace lowrank::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double size(std::size_t n) { return static_cast<double>(n); }

struct Shape {
  std::size_t m, n;
};
constexpr Shape shapes[] = {{1, 1}, {7, 1}, {5, 5}, {60, 20}, {20, 60}, {130, 67}};

}  // namespace

TEST_CASE("gemm stays within its a priori bound") {
  for (const auto [m, n, k] : {ProductShape{1, 1, 1}, {5, 7, 3}, {300, 260, 100}, {1500, 9, 40}}) {
    const Numbers a = random_numbers(m * k, 1), b = random_numbers(k * n, 2);
    const Numbers at = transposed(m, k, a), bt = transposed(k, n, b),
                  exact = product(m, n, k, a, b);
    Numbers abs_a = a, abs_b = b;
    for (double& x : abs_a) x = std::fabs(x);
    for (double& x : abs_b) x = std::fabs(x);
    const Numbers bound = product(m, n, k, abs_a, abs_b);
    for (const Op op_a : {Op::none, Op::transpose}) {
      for (const Op op_b : {Op::none, Op::transpose}) {
        Numbers c(m * n, not_a_number);
        gemm(op_a, op_b, {m, n, k}, 1.0, op_a == Op::none ? a : at, op_b == Op::none ? b : bt, 0.0,
             c);
        double ratio = 0;
        for (std::size_t i = 0; i < c.size(); ++i) {
          ratio = std::max(ratio, std::fabs(c[i] - exact[i]) / ((size(k) + 2) * eps * bound[i]));
        }
        INFO("gemm ", m, "x", n, "x", k, " ratio ", ratio);
        CHECK(ratio <= 1);
      }
    }
  }
}

TEST_CASE("gemm with alpha or k zero never reads its inputs") {
  const Numbers bad(4, not_a_number);
  Numbers c{1, 2, 3, 4};
  gemm(Op::none, Op::none, {2, 2, 2}, 0.0, bad, bad, 2.0, c);
  CHECK(c == Numbers{2, 4, 6, 8});
  gemm(Op::none, Op::none, {2, 2, 0}, 1.0, {}, {}, 0.5, c);
  CHECK(c == Numbers{1, 2, 3, 4});
  Numbers lost(4, not_a_number);
  gemm(Op::none, Op::none, {2, 2, 0}, 1.0, {}, {}, 0.0, lost);
  CHECK(lost == Numbers(4));
}

TEST_CASE("gram is exactly symmetric and right, tall or not") {
  for (const auto [n, k] : {Shape{0, 3}, {1, 1}, {40, 7}, {200000, 6}}) {
    const Numbers a = random_numbers(n * k, 3);
    Numbers out(k * k, not_a_number);
    REQUIRE(gram(n, k, a, out) == done);
    CHECK(out == transposed(k, k, out));
    const Numbers exact = product(k, k, n, transposed(n, k, a), a);
    CHECK(largest_difference(out, exact) <= (size(n) + 2) * eps * (norm1(k, k, exact) + 1));
  }
}

TEST_CASE("Cholesky solves, and names the minor that is not positive") {
  for (const auto [n, k] : {Shape{0, 3}, {1, 1}, {50, 12}, {3000, 30}}) {
    const Numbers f = random_numbers(4 * k * k, 4), x = random_numbers(n * k, 5);
    Numbers a(k * k);
    REQUIRE(gram(4 * k, k, f, a) == done);
    Numbers b = product(n, k, k, x, a), l = a;
    REQUIRE(solve_right(n, k, l, b) == done);
    const Numbers rebuilt = product(k, k, k, l, transposed(k, k, l));
    CHECK(norm1(k, k, difference(a, rebuilt)) <= 10 * norm1(k, k, a) * size(k) * eps);
    CHECK(largest_difference(b, x) <= 1e-11);
  }
  Numbers indefinite{4, 0, 0, 0, 1, 0, 0, 0, -1}, b{1, 2, 3};
  CHECK(solve_right(1, 3, indefinite, b) == 3);
  CHECK(b == Numbers{1, 2, 3});
}

TEST_CASE("QR") {
  for (const auto [m, n] : shapes) {
    if (m < n) continue;
    const Numbers a = random_numbers(m * n, 6);
    Numbers q = a, r(n * n, not_a_number);
    REQUIRE(qr(m, n, q, r) == done);
    CHECK(norm1(m, n, difference(a, product(m, n, n, q, r))) <=
          10 * norm1(m, n, a) * size(m) * eps);
    CHECK(departure_from_orthogonality(m, n, q) <= 15 * size(m) * eps);
    for (std::size_t j = 0; j < n; ++j) {
      CHECK(r[j * (n + 1)] >= 0);
      for (std::size_t i = j + 1; i < n; ++i) CHECK(r[i + j * n] == 0);
    }
  }
}

TEST_CASE("thin SVD") {
  for (const double scale : {1.0, 1e150, 1e-150}) {
    for (const auto [m, n] : shapes) {
      const std::size_t p = std::min(m, n);
      Numbers a = random_numbers(m * n, 7);
      for (double& x : a) x *= scale;
      Numbers lost = a, u(m * p), s(p), vt(p * n);
      REQUIRE(svd(m, n, lost, u, s, vt) == done);
      CHECK(std::ranges::is_sorted(s, std::greater<>()));
      CHECK(s[p - 1] >= 0);
      Numbers us = u;
      for (std::size_t i = 0; i < us.size(); ++i) us[i] *= s[i / m];
      const double error = norm1(m, n, difference(a, product(m, n, p, us, vt)));
      CHECK(error <= 25 * norm1(m, n, a) * size(std::max(m, n)) * eps);
      CHECK(departure_from_orthogonality(m, p, u) <= 15 * size(m) * eps);
      CHECK(departure_from_orthogonality(n, p, transposed(p, n, vt)) <= 15 * size(n) * eps);
    }
  }
}

TEST_CASE("symmetric eigenvalues and vectors") {
  for (const std::size_t n : {1, 2, 25, 90}) {
    Numbers a = random_numbers(n * n, 8);
    const Numbers at = transposed(n, n, a);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += at[i];
    Numbers z = a, w(n);
    REQUIRE(eigen(n, z, w) == done);
    CHECK(std::ranges::is_sorted(w));
    Numbers zw = z;
    for (std::size_t i = 0; i < zw.size(); ++i) zw[i] *= w[i / n];
    CHECK(norm1(n, n, difference(product(n, n, n, a, z), zw)) <=
          15 * norm1(n, n, a) * size(n) * eps);
    CHECK(departure_from_orthogonality(n, n, z) <= 15 * size(n) * eps);
  }
}

TEST_CASE("what is not finite never reaches LAPACK") {
  for (const double bad : {not_a_number, infinity, -infinity}) {
    for (const std::size_t at : {0, 4, 8}) {
      Numbers a(9, 1.0), b(9), s(3), c(9);
      a[at] = bad;
      CHECK(svd(3, 3, a, b, s, c) == non_finite);
      CHECK(eigen(3, a, s) == non_finite);
      CHECK(qr(3, 3, a, b) == non_finite);
      CHECK(solve_right(3, 3, a, b) == non_finite);
    }
  }
}

// Spans of the right size would take gigabytes: the guard has to come before anything is touched
// but the finite check.
TEST_CASE("sizes whose workspace wraps are refused") {
  CHECK(svd(23170, 23170, {}, {}, {}, {}) == too_large);
  CHECK(svd(40000, 30000, {}, {}, {}, {}) == too_large);
  CHECK(eigen(32767, {}, {}) == too_large);
  CHECK(qr(std::size_t{1} << 25, std::size_t{1} << 25, {}, {}) == too_large);
}

TEST_CASE("empty matrices are legal") {
  CHECK(svd(0, 5, {}, {}, {}, {}) == done);
  CHECK(eigen(0, {}, {}) == done);
  CHECK(qr(5, 0, {}, {}) == done);
  CHECK(solve_right(5, 0, {}, {}) == done);
  gemm(Op::none, Op::none, {0, 5, 5}, 1.0, {}, Numbers(25), 0.0, {});
}

TEST_CASE("the first number that is not finite is found in every lane and tail") {
  for (std::size_t n = 1; n < 1200; n += n < 70 ? 1 : 113) {
    CHECK(first_non_finite(Numbers(n, 1e308)) == -1);
    for (std::size_t at = 0; at < n; at += n < 70 ? 1 : 31) {
      Numbers a(n, -1.0);
      std::vector<float> f(n, 3e38f);
      a[at] = at % 2 ? not_a_number : -infinity;
      f[at] =
          at % 2 ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity();
      if (at + 1 < n) a[n - 1] = not_a_number;
      CHECK(first_non_finite(a) == static_cast<std::int64_t>(at));
      CHECK(first_non_finite(f) == static_cast<std::int64_t>(at));
    }
  }
}
