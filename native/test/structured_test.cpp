// Ensembles whose matrices are never formed, against their definition, written out.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <complex>

#include "../core/circulant.hpp"
#include "../core/hadamard.hpp"
#include "../core/pauli.hpp"
#include "../core/rank_one.hpp"
#include "../core/walsh.hpp"
#include "definition.hpp"

using namespace lowrank;
using namespace lowrank::test;

namespace {

// All verbs of an ensemble against explicit matrices.
template <class Operator>
void check(const Operator& op, const Explicit& by, const Pair& x) {
  Numbers scratch(op.scratch(x.k), std::numeric_limits<double>::quiet_NaN());
  for (const Loss& loss : losses) {
    check_gradient(by, x, loss, [&](const Numbers& y, Pair& to) {
      return op.gradient(x.in(), y, loss, scratch, to.out());
    });
  }
  Numbers out(op.m);
  op.measure(x.in(), scratch, out);
  const double scale = 1e-13 * (1 + norm1(x.n1 * x.n2, by.m, by.matrices));
  CHECK(largest_difference(out, by.measure(x)) <= scale);
  Pair pulled = x;
  const Pair expected = by.pullback(out, x);
  op.pullback(out, x.in(), scratch, pulled.out());
  CHECK(largest_difference(pulled.left, expected.left) <= scale * (1 + norm1(op.m, 1, out)));
  CHECK(largest_difference(pulled.right, expected.right) <= scale * (1 + norm1(op.m, 1, out)));
}

struct Vectors {
  std::size_t m, n1, n2, k, parts;
  bool indexed, symmetric;
  double centre;
};

void check_vectors(const Vectors& of) {
  const auto [m, n1, n2, k, parts, indexed, symmetric, centre] = of;
  const Pair x(n1, n2, k, 40);
  const Numbers a = random_numbers(m * n1, 42), b = symmetric ? a : random_numbers(m * n2, 43);
  std::vector<std::int32_t> index;
  Explicit by{m, Numbers(m * n1 * n2)};
  const std::size_t h1 = n1 / parts, h2 = n2 / parts;
  for (std::size_t i = 0; i < m; ++i) {
    const std::size_t at = indexed ? (i * 5) % m : i;
    if (indexed) index.push_back(static_cast<std::int32_t>(at));
    const double *const p = a.data() + at * n1, *const q = b.data() + at * n2;
    for (std::size_t r = 0; r < n1; ++r) {
      for (std::size_t c = 0; c < n2; ++c) {
        double value = p[r] * q[c];
        if (parts == 2) {  // [[Re, −Im], [Im, Re]] of a·b*
          const std::complex<double> u(p[r % h1], p[h1 + r % h1]), v(q[c % h2], q[h2 + c % h2]);
          const auto entry = u * std::conj(v);
          value = (r < h1) == (c < h2) ? entry.real() : r < h1 ? -entry.imag() : entry.imag();
        }
        by.matrices[i * n1 * n2 + r + c * n1] = 0.5 * (value - (r == c ? centre : 0));
      }
    }
  }
  const std::span<const double> others = symmetric ? a : b;
  check(RankOne{m, n1, n2, a, others, index, parts, 0.5, centre}, by, x);
}

Explicit rows_of(std::size_t n1, std::size_t n2, std::span<const std::int32_t> row, Signs signs,
                 auto entry) {
  Explicit by{row.size(), Numbers(row.size() * n1 * n2)};
  for (std::size_t i = 0; i < row.size(); ++i) {
    for (std::size_t j = 0; j < n1 * n2; ++j) {
      const bool minus = static_cast<std::uint32_t>(signs[j / 32]) >> j % 32 & 1;
      const double value = entry(static_cast<std::size_t>(row[i]), j);
      by.matrices[i * n1 * n2 + j / n2 + j % n2 * n1] = minus ? -value : value;
    }
  }
  return by;
}

std::vector<std::int32_t> some_rows(std::size_t m, std::size_t below) {
  std::vector<std::int32_t> row(m);
  for (std::size_t i = 0; i < m; ++i) row[i] = static_cast<std::int32_t>((i * 7 + 3) % below);
  return row;
}

const std::vector<std::int32_t> signs(16, static_cast<std::int32_t>(0x9e3779b9));

}  // namespace

TEST_CASE("measurements by vectors, for every width of factors and tail of panels") {
  for (const bool indexed : {false, true}) {
    for (const std::size_t k : {1, 2, 4, 5, 9, 13}) {
      check_vectors({37, 7, 5, k, 1, indexed, false, 0});
    }
    check_vectors({40, 6, 6, 3, 1, indexed, true, 1});
    check_vectors({21, 8, 8, 3, 2, indexed, true, 0});
    check_vectors({21, 8, 6, 2, 2, indexed, false, 0});
  }
  for (const std::size_t m : {0, 1, 9, 33}) check_vectors({m, 3, 4, 2, 1, false, false, 0});
  check_vectors({3, 0, 4, 2, 1, false, false, 0});
  check_vectors({3, 4, 5, 0, 1, false, false, 0});
  check_vectors({600, 40, 30, 3, 1, false, false, 0});  // several chunks
  check_vectors({4, 1500, 3, 2, 1, false, false, 0});   // several strips
}

TEST_CASE("one coefficient of a Walsh-Hadamard transform has the bits of all") {
  for (const std::size_t n : {1, 2, 4, 8, 128, 16384}) {
    const Numbers v = random_numbers(n, 50);
    Numbers all = v, on_pool = v, work(n);
    walsh_hadamard(all.data(), n);
    walsh_hadamard_on_pool(on_pool.data(), n);
    CHECK(all == on_pool);
    for (std::size_t z = 0; z < n; z += 1 + n / 9) {
      CHECK(walsh_coefficient(v.data(), n, z, work.data()) == all[z]);
      Numbers function(n);
      add_walsh_function(1, z, n, work.data(), function.data());
      CHECK(std::abs(product(1, 1, n, function, v)[0] - all[z]) <= 1e-14 * norm1(n, 1, v));
    }
  }
}

TEST_CASE("rows of a Hadamard matrix with random signs") {
  const auto check_size = [](std::size_t n1, std::size_t n2, std::size_t m, std::size_t size) {
    const auto row = some_rows(m, size);
    const Signs some = std::span(signs).first((n1 * n2 + 31) / 32);
    const Explicit by = rows_of(n1, n2, row, some, [](std::size_t i, std::size_t j) {
      return std::popcount(i & j) % 2 ? -0.5 : 0.5;
    });
    check(Hadamard{m, n1, n2, size, row, some, 0.5}, by, Pair(n1, n2, 2, 60));
  };
  check_size(1, 1, 3, 1);
  check_size(3, 2, 8, 8);
  check_size(9, 14, 50, 128);
  check_size(20, 20, 60, 512);
}

TEST_CASE("rows of a circulant matrix with random signs") {
  const auto check_size = [](std::size_t n1, std::size_t n2, std::size_t m, std::size_t size) {
    const auto row = some_rows(m, size);
    const Signs some = std::span(signs).first((n1 * n2 + 31) / 32);
    const Numbers e = random_numbers(size, 61);
    Numbers column(size);  // by the definition of its eigenvalues
    for (std::size_t t = 0; t < size; ++t) {
      double sum = e[0] + (t % 2 ? -e[1] : e[1]);
      for (std::size_t k = 1; k < size / 2; ++k) {
        const double angle = 2 * std::acos(-1.0) * static_cast<double>(k * t % size) /
                             static_cast<double>(size);
        sum += 2 * (e[2 * k] * std::cos(angle) - e[2 * k + 1] * std::sin(angle));
      }
      column[t] = sum / static_cast<double>(size);
    }
    const Explicit by = rows_of(n1, n2, row, some, [&](std::size_t i, std::size_t j) {
      return 0.7 * column[(i + size - j) % size];
    });
    check(Circulant{m, n1, n2, size, row, some, e, 0.7}, by, Pair(n1, n2, 2, 62));
  };
  check_size(1, 1, 3, 4);
  check_size(3, 2, 8, 8);
  check_size(9, 14, 50, 128);
  check_size(20, 20, 60, 512);
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
  // Words of one x side by side, and far apart.
  std::vector<std::int32_t> order(m), apart(m);
  for (std::size_t i = 0; i < m; ++i) order[i] = apart[i] = static_cast<std::int32_t>(i);
  std::ranges::sort(order, {}, [&](std::int32_t i) { return x[static_cast<std::size_t>(i)]; });
  check(PauliWords{m, 2 * n, 2 * n, x, z, order}, by, f);
  check(PauliWords{m, 2 * n, 2 * n, x, z, apart}, by, f);
}
