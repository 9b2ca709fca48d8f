#include "gemm.hpp"

#include <algorithm>

#include "blas.hpp"
#include "lapack.hpp"
#include "pool.hpp"
#include "targets.hpp"

namespace lowrank {
namespace {

constexpr std::size_t panel_work = std::size_t{1} << 22;  // operations worth a panel of their own
constexpr std::size_t panel_width = 64;                   // at least
constexpr std::size_t most_panels = 8;

// OpenBLAS gives other bits for sub-products of other shapes, so the panels depend on (m, n, k) and
// nothing else.
std::size_t panel_count(ProductShape s) {
  const double work = 2.0 * static_cast<double>(s.m) * static_cast<double>(s.n) *
                      static_cast<double>(s.k) / static_cast<double>(panel_work);
  const std::size_t by_width = std::max(s.m, s.n) / panel_width;
  const auto by_work = static_cast<std::size_t>(std::min(work, 1.0 * most_panels));
  return std::max<std::size_t>(1, std::min(by_work, by_width));
}

// Starts of panels are multiples of 8, the width of a vector register.
std::size_t panel_begin(std::size_t p, std::size_t panels, std::size_t size) {
  return p == panels ? size : p * size / panels / 8 * 8;
}

void scale(std::span<double> c, double beta) {
  if (beta == 0) {
    std::ranges::fill(c, 0.0);
  } else if (beta != 1) {
    for (double& x : c) x *= beta;
  }
}

// Multiplications below which OpenBLAS's preparations take longer than the product itself.
constexpr std::size_t little_work = 1024;

// The same by plain loops: column j of C gathers the columns of A, or inner products with them.
// Entry (p, j) of op(B) is b[p·down + j·across].
struct Strides {
  std::size_t down, across;
};
LOWRANK_INLINE void small_product_body(bool transposed, ProductShape shape, double alpha,
                                       const double* a, const double* b, Strides by, double* c) {
  const auto [m, n, k] = shape;
  for (std::size_t j = 0; j < n; ++j, b += by.across, c += m) {
    if (!transposed) {
      for (std::size_t p = 0; p < k; ++p) {
        const double factor = alpha * b[p * by.down];
        for (std::size_t i = 0; i < m; ++i) c[i] += factor * a[p * m + i];
      }
    } else {
      for (std::size_t i = 0; i < m; ++i) {
        double sum = 0;
        for (std::size_t p = 0; p < k; ++p) sum += a[i * k + p] * b[p * by.down];
        c[i] += alpha * sum;
      }
    }
  }
}

LOWRANK_DISPATCH(small_product, small_product_body,
                 (bool transposed, ProductShape shape, double alpha, const double* a,
                  const double* b, Strides by, double* c),
                 (transposed, shape, alpha, a, b, by, c))

}  // namespace

void gemm(Op op_a, Op op_b, ProductShape shape, double alpha, std::span<const double> a,
          std::span<const double> b, double beta, std::span<double> c) {
  const auto [m, n, k] = shape;
  if (m == 0 || n == 0) return;
  // OpenBLAS's small-matrix path reads A even for α = 0.
  if (alpha == 0 || k == 0) return scale(c, beta);
  if (m * n * k <= little_work) {
    scale(c, beta);
    const Strides by = op_b == Op::none ? Strides{1, k} : Strides{n, 1};
    return small_product(op_a == Op::transpose, shape, alpha, a.data(), b.data(), by, c.data());
  }

  const auto trans_a = op_a == Op::none ? CblasNoTrans : CblasTrans;
  const auto trans_b = op_b == Op::none ? CblasNoTrans : CblasTrans;
  const int lda = lapack_int(op_a == Op::none ? m : k), ldb = lapack_int(op_b == Op::none ? k : n);
  const bool by_columns = n >= m;
  const std::size_t panels = panel_count(shape);

  parallel_for(panels, 2 * m * n * k, [&](std::size_t p) {
    const std::size_t size = by_columns ? n : m;
    const std::size_t begin = panel_begin(p, panels, size);
    const int width = lapack_int(panel_begin(p + 1, panels, size) - begin);
    if (by_columns) {
      const double* const panel = b.data() + begin * (op_b == Op::none ? k : 1);
      cblas_dgemm(CblasColMajor, trans_a, trans_b, lapack_int(m), width, lapack_int(k), alpha,
                  a.data(), lda, panel, ldb, beta, c.data() + begin * m, lapack_int(m));
    } else {
      const double* const panel = a.data() + begin * (op_a == Op::none ? 1 : k);
      cblas_dgemm(CblasColMajor, trans_a, trans_b, width, lapack_int(n), lapack_int(k), alpha,
                  panel, lda, b.data(), ldb, beta, c.data() + begin, lapack_int(m));
    }
  });
}

}  // namespace lowrank
