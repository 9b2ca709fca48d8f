#include "dense.hpp"

#include <algorithm>
#include <array>

#include "dense_panel.hpp"
#include "gemm.hpp"
#include "pool.hpp"

namespace lowrank {
namespace {

constexpr std::size_t most_chunks = 16;
// Tall panels save reading X and G again for each row. The panel in use and the one that is being
// fetched stay in the second-level cache, or of long rows at least in the third.
constexpr std::size_t tallest = std::size_t{8} << 20;

struct Range {
  std::size_t begin, end;
};

Range chunk(std::size_t c, std::size_t chunks, std::size_t m) {
  return {c * m / chunks, (c + 1) * m / chunks};
}

// The rows of a range, panel by panel.
template <class T>
class Panels {
 public:
  Panels(const Dense<T>& by, std::size_t n, Range rows) : by_(by), n_(n), rows_(rows) {
    const std::size_t bytes = std::max<std::size_t>(1, n * sizeof(T));
    height_ = std::clamp<std::size_t>(tallest / bytes, 1, most_panel_rows);
  }

  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t i = rows_.begin; i < rows_.end; i += height_) {
      const std::size_t end = std::min(i + height_, rows_.end);
      Panel<T> panel{end - i, std::min(height_, rows_.end - end), {}, {}};
      for (std::size_t p = 0; p < panel.rows; ++p) panel.row[p] = row(i + p);
      for (std::size_t p = 0; p < panel.next_rows; ++p) panel.next[p] = row(end + p);
      visit(i, panel);
    }
  }

 private:
  const T* row(std::size_t i) const {
    const std::size_t at = by_.index.empty() ? i : static_cast<std::size_t>(by_.index[i]);
    return by_.a.data() + at * n_;
  }

  const Dense<T>& by_;
  std::size_t n_, height_;
  Range rows_;
};

// x ← L·Rᵀ, row-major: the column-major n2×n1 matrix R·Lᵀ.
void form_product(const Factors& x, std::span<double> out) {
  gemm(Op::none, Op::transpose, {x.n2, x.n1, x.k}, 1.0, x.right, x.left, 0.0, out);
}

// G ← the sum of the chunks' parts, in order of chunk; then out ← (G·R, Gᵀ·L) for row-major G.
void finish_pullback(std::span<double> parts, std::size_t chunks, const Factors& x,
                     const FactorsOut& out) {
  const std::size_t n = x.n1 * x.n2;
  constexpr std::size_t width = 8192;
  parallel_for((n + width - 1) / width, n * (chunks - 1), [&](std::size_t p) {
    const std::size_t begin = p * width, end = std::min(n, begin + width);
    for (std::size_t c = 1; c < chunks; ++c) {
      for (std::size_t j = begin; j < end; ++j) parts[j] += parts[c * n + j];
    }
  });
  const auto g = parts.first(n);
  gemm(Op::transpose, Op::none, {x.n1, x.k, x.n2}, 1.0, g, x.right, 0.0, out.left);
  gemm(Op::none, Op::none, {x.n2, x.k, x.n1}, 1.0, g, x.left, 0.0, out.right);
}

}  // namespace

std::size_t dense_chunks(std::size_t m, std::size_t n1, std::size_t n2) {
  return std::max<std::size_t>(1, std::min({most_chunks, m * n1 * n2 / 65536, (m + 15) / 16}));
}

template <class T>
void measure_dense(const Dense<T>& by, const Factors& x, std::span<double> scratch,
                   std::span<double> out) {
  const std::size_t n = x.n1 * x.n2, chunks = dense_chunks(by.m, x.n1, x.n2);
  const auto product = scratch.first(n);
  form_product(x, product);
  parallel_for(chunks, 2 * by.m * n, [&](std::size_t c) {
    Panels<T>(by, n, chunk(c, chunks, by.m)).each([&](std::size_t i, const Panel<T>& panel) {
      panel_dots(panel, n, product.data(), out.data() + i);
    });
  });
}

template <class T>
void pullback_dense(const Dense<T>& by, std::span<const double> weights, const Factors& x,
                    std::span<double> scratch, const FactorsOut& out) {
  const std::size_t n = x.n1 * x.n2, chunks = dense_chunks(by.m, x.n1, x.n2);
  const auto parts = scratch.subspan(n, n * chunks);
  parallel_for(chunks, 2 * by.m * n, [&](std::size_t c) {
    double* const g = parts.data() + c * n;
    std::fill_n(g, n, 0.0);
    Panels<T>(by, n, chunk(c, chunks, by.m)).each([&](std::size_t i, const Panel<T>& panel) {
      panel_add(panel, n, weights.data() + i, g);
    });
  });
  finish_pullback(parts, chunks, x, out);
}

template <class T>
LossStats gradient_dense(const Dense<T>& by, const Factors& x, std::span<const double> y,
                         const Loss& loss, std::span<double> scratch, const FactorsOut& out) {
  const std::size_t n = x.n1 * x.n2, chunks = dense_chunks(by.m, x.n1, x.n2);
  const auto product = scratch.first(n), parts = scratch.subspan(n, n * chunks);
  form_product(x, product);
  std::array<LossSums, most_chunks> sums{};
  parallel_for(chunks, 4 * by.m * n, [&](std::size_t c) {
    double* const g = parts.data() + c * n;
    std::fill_n(g, n, 0.0);
    LossSums mine;
    Panels<T>(by, n, chunk(c, chunks, by.m)).each([&](std::size_t i, const Panel<T>& panel) {
      double w[most_panel_rows];
      panel_dots(panel, n, product.data(), w);
      for (std::size_t p = 0; p < panel.rows; ++p) {
        const double r = w[p] - y[i + p];
        mine.add(loss, r);
        w[p] = loss.derivative(r);
      }
      panel_add(panel, n, w, g);
    });
    sums[c] = mine;
  });
  finish_pullback(parts, chunks, x, out);
  LossSums total;
  for (std::size_t c = 0; c < chunks; ++c) total.add(sums[c]);
  return stats_of(total);
}

#define LOWRANK_INSTANTIATE(T)                                                                \
  template void measure_dense(const Dense<T>&, const Factors&, std::span<double>,             \
                              std::span<double>);                                             \
  template void pullback_dense(const Dense<T>&, std::span<const double>, const Factors&,      \
                               std::span<double>, const FactorsOut&);                         \
  template LossStats gradient_dense(const Dense<T>&, const Factors&, std::span<const double>, \
                                    const Loss&, std::span<double>, const FactorsOut&);
LOWRANK_INSTANTIATE(double)
LOWRANK_INSTANTIATE(float)
#undef LOWRANK_INSTANTIATE

}  // namespace lowrank
