#include "svd.hpp"

#include <algorithm>

#include "blas.hpp"
#include "finite.hpp"
#include "lapack.hpp"
#include "qr.hpp"
#include "tall_qr.hpp"

namespace lowrank {
namespace {

struct Arguments {
  int m, n, p;
  double *a, *u, *s, *vt;
};

int divide_and_conquer(const Arguments& x) {
  const int query = -1;
  int info = 0;
  double best = 0;
  dgesdd_("S", &x.m, &x.n, x.a, &x.m, x.s, x.u, &x.m, x.vt, &x.p, &best, &query, nullptr, &info, 1);
  if (info != 0) return code_of(info);
  const int lwork = std::max(1, static_cast<int>(best));
  const auto work = workspace<double>(static_cast<std::size_t>(lwork));
  const auto iwork = workspace<int>(8 * static_cast<std::size_t>(x.p));
  if (!work || !iwork) return no_memory;
  dgesdd_("S", &x.m, &x.n, x.a, &x.m, x.s, x.u, &x.m, x.vt, &x.p, work.get(), &lwork, iwork.get(),
          &info, 1);
  return code_of(info);
}

int by_iteration(const Arguments& x) {
  const int query = -1;
  int info = 0;
  double best = 0;
  dgesvd_("S", "S", &x.m, &x.n, x.a, &x.m, x.s, x.u, &x.m, x.vt, &x.p, &best, &query, &info, 1, 1);
  if (info != 0) return code_of(info);
  const int lwork = std::max(1, static_cast<int>(best));
  const auto work = workspace<double>(static_cast<std::size_t>(lwork));
  if (!work) return no_memory;
  dgesvd_("S", "S", &x.m, &x.n, x.a, &x.m, x.s, x.u, &x.m, x.vt, &x.p, work.get(), &lwork, &info, 1,
          1);
  return code_of(info);
}

// A = Q·R by rows, R = U·diag(s)·Vᵀ, and U ← Q·U.
int by_rows(std::size_t m, std::size_t n, std::span<double> a, std::span<double> u,
            std::span<double> s, std::span<double> vt) {
  const auto memory = workspace<double>(2 * n * n);
  if (!memory) return no_memory;
  const std::span<double> r{memory.get(), n * n}, small{memory.get() + n * n, n * n};
  int code = qr(m, n, a, r);
  if (code == done) code = svd(n, n, r, small, s, vt);
  if (code != done) return code;
  std::ranges::copy(a, u.begin());
  return multiply_rows(m, n, u, small);
}

}  // namespace

int svd(std::size_t m, std::size_t n, std::span<double> a, std::span<double> u, std::span<double> s,
        std::span<double> vt) {
  const std::size_t p = std::min(m, n);
  if (p == 0) return done;
  if (!all_finite(a)) return non_finite;
  // dgesdd's workspace, up to 4p² + 7p and a block of up to 64 columns, wraps silently in its own
  // query.
  if (4 * p * p + 7 * p > lapack_max || 3 * p + 64 * (m + n) > lapack_max) return too_large;

  if (is_tall(m, n)) return by_rows(m, n, a, u, s, vt);

  const auto copy = workspace<double>(a.size());
  if (!copy) return no_memory;
  std::ranges::copy(a, copy.get());
  Arguments x{lapack_int(m), lapack_int(n), lapack_int(p), a.data(), u.data(), s.data(), vt.data()};
  const int info = divide_and_conquer(x);
  if (info <= 0) return info;
  // Divide and conquer fails to converge on rare matrices that QR iteration still decomposes.
  x.a = copy.get();
  return by_iteration(x);
}

}  // namespace lowrank
