#include "qr.hpp"

#include <algorithm>

#include "blas.hpp"
#include "finite.hpp"
#include "lapack.hpp"
#include "tall_qr.hpp"

namespace lowrank {
namespace {

constexpr std::size_t widest_block = 128;  // no block size of LAPACK's is wider

// A = (Q·D)·(D·R) with D the signs of R's diagonal: then the factorization is unique at full rank.
void make_diagonal_positive(std::size_t n, std::size_t k, std::span<double> q,
                            std::span<double> r) {
  for (std::size_t j = 0; j < k; ++j) {
    if (!(r[j + j * k] < 0)) continue;
    for (std::size_t i = j; i < k; ++i) r[j + i * k] = -r[j + i * k];
    for (double& x : q.subspan(j * n, n)) x = -x;
  }
}

}  // namespace

int qr(std::size_t n, std::size_t k, std::span<double> a, std::span<double> r) {
  if (k == 0) return done;
  if (!all_finite(a)) return non_finite;
  if (k * widest_block > lapack_max) return too_large;

  if (is_tall(n, k)) return tall_qr(n, k, a, r);

  const int rows = lapack_int(n), cols = lapack_int(k), query = -1;
  int info = 0;
  double best[2];
  dgeqrf_(&rows, &cols, a.data(), &rows, nullptr, &best[0], &query, &info);
  dorgqr_(&rows, &cols, &cols, a.data(), &rows, nullptr, &best[1], &query, &info);
  const int lwork = std::max({1, static_cast<int>(best[0]), static_cast<int>(best[1])});
  const auto work = workspace<double>(k + static_cast<std::size_t>(lwork));
  if (!work) return no_memory;
  double* const tau = work.get();

  dgeqrf_(&rows, &cols, a.data(), &rows, tau, tau + k, &lwork, &info);
  if (info != 0) return code_of(info);
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = 0; i < k; ++i) r[i + j * k] = i <= j ? a[i + j * n] : 0.0;
  }
  dorgqr_(&rows, &cols, &cols, a.data(), &rows, tau, tau + k, &lwork, &info);
  if (info != 0) return code_of(info);
  make_diagonal_positive(n, k, a, r);
  return done;
}

}  // namespace lowrank
