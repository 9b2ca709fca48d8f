#include "cholesky.hpp"

#include <algorithm>

#include "blas.hpp"
#include "finite.hpp"
#include "lapack.hpp"
#include "pool.hpp"

namespace lowrank {
namespace {

constexpr std::size_t rows_per_panel = 512;
constexpr std::size_t most_panels = 16;

}  // namespace

int solve_right(std::size_t n, std::size_t k, std::span<double> a, std::span<double> b) {
  if (k == 0) return done;
  if (!all_finite(a) || !all_finite(b)) return non_finite;

  const int order = lapack_int(k);
  int info = 0;
  dpotrf_("L", &order, a.data(), &order, &info, 1);
  if (info != 0) return code_of(info);
  for (std::size_t j = 1; j < k; ++j) std::fill_n(a.data() + j * k, j, 0.0);

  // The rows of B are independent: B·A⁻¹ = (B·L⁻ᵀ)·L⁻¹.
  const std::size_t panels = std::clamp<std::size_t>(n / rows_per_panel, 1, most_panels);
  if (n == 0) return done;
  parallel_for(panels, 2 * n * k * k, [&](std::size_t p) {
    const std::size_t begin = p * n / panels, end = (p + 1) * n / panels;
    for (const auto trans : {CblasTrans, CblasNoTrans}) {
      cblas_dtrsm(CblasColMajor, CblasRight, CblasLower, trans, CblasNonUnit,
                  lapack_int(end - begin), order, 1.0, a.data(), order, b.data() + begin,
                  lapack_int(n));
    }
  });
  return done;
}

}  // namespace lowrank
