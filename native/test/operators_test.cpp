// Each operator against its definition, written out.
#include <doctest/doctest.h>

#include <complex>

#include "../core/dense.hpp"
#include "../core/pauli.hpp"
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

TEST_CASE("Pauli words on three qubits, against Kronecker products") {
  using Complex = std::complex<double>;
  const std::size_t qubits = 3, n = 8, m = 64;
  const Complex i_unit(0, 1), letters[4][4] = {{1, 0, 0, 1},
                                               {0, 1, 1, 0},
                                               {0, -i_unit, i_unit, 0},
                                               {1, 0, 0, -1}};  // I, X, Y, Z, row-major
  const Pair f(2 * n, 2 * n, 2, 30);
  std::vector<std::int32_t> x(m), z(m);
  // The real image of a complex P acts on [Re; Im] as [Re P, −Im P; Im P, Re P].
  Explicit by{m, Numbers(m * 4 * n * n)};
  for (std::size_t word = 0; word < m; ++word) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        Complex p = 1;
        for (std::size_t q = 0; q < qubits; ++q) {
          const std::size_t bit = qubits - 1 - q;
          p *= letters[word >> 2 * q & 3][(i >> bit & 1) * 2 + (j >> bit & 1)];
        }
        double* const image = by.matrices.data() + word * 4 * n * n;
        image[i + j * 2 * n] = image[n + i + (n + j) * 2 * n] = p.real();
        image[n + i + j * 2 * n] = p.imag();
        image[i + (n + j) * 2 * n] = -p.imag();
      }
    }
    for (std::size_t q = 0; q < qubits; ++q) {
      const std::size_t letter = word >> 2 * q & 3;
      if (letter == 1 || letter == 2) x[word] |= 1 << (qubits - 1 - q);
      if (letter >= 2) z[word] |= 1 << (qubits - 1 - q);
    }
  }
  Numbers residual(m);
  for (const Loss& loss : losses) {
    check_gradient(by, f, loss, [&](const Numbers& y, Pair& to) {
      return gradient_pauli({x, z}, f.in(), y, loss, residual, to.out());
    });
  }
}
