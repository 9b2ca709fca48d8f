#include "entries.hpp"

#include <algorithm>
#include <cstddef>

#include "entry_rows.hpp"
#include "lapack.hpp"
#include "pool.hpp"
#include "residuals.hpp"

namespace lowrank {
namespace {

// Copies up to this size are near enough for the processor to reach without being told ahead.
constexpr std::size_t near = std::size_t{4} << 20;

// Both factors copied row by row, so that an entry reads whole cache lines, and a gradient of the
// same layout. Not there where fewer entries than rows make copying the larger part of the work, or
// where there is no memory.
class Copies {
 public:
  enum class For { measuring, gradients };

  Copies(std::size_t m, const Factors& x, For use) : vectors_((x.k + lanes - 1) / lanes) {
    const std::size_t rows = x.n1 + x.n2, each = rows * vectors_ * lanes;
    if (m < rows || x.k == 0) return;
    // A cache line more than needed, to start at one.
    memory_ = workspace<double>(each * (use == For::gradients ? 2 : 1) + lanes);
    if (!memory_) return;
    void* start = memory_.get();
    std::size_t space = (each + lanes) * sizeof(double);
    left_ = static_cast<double*>(
        std::align(lanes * sizeof(double), each * sizeof(double), start, space));
    right_ = left_ + x.n1 * vectors_ * lanes;
    tiles_ = left_ + each;
    fetch_ = each * sizeof(double) > near;
    parallel_for(2 * vectors_, 8 * rows * x.k, [&](std::size_t t) {
      const std::size_t v = t / 2;
      if (t % 2 == 0) copy_to_rows(x.left.data(), x.n1, x.k, v, left());
      if (t % 2 == 1) copy_to_rows(x.right.data(), x.n2, x.k, v, right());
    });
  }

  explicit operator bool() const { return left_ != nullptr; }
  std::size_t vectors() const { return vectors_; }
  RowMajor left() const { return {left_, vectors_, fetch_}; }
  RowMajor right() const { return {right_, vectors_, fetch_}; }
  // Room for vectors v, v + 1, … of the gradient of L, and of R.
  double* left_tile(std::size_t n1, std::size_t v) const { return tiles_ + n1 * v * lanes; }
  double* right_tile(std::size_t n2, std::size_t v) const {
    return tiles_ + (right_ - left_) + n2 * v * lanes;
  }

 private:
  std::size_t vectors_;
  std::unique_ptr<double[]> memory_;
  double *left_ = nullptr, *right_ = nullptr, *tiles_ = nullptr;
  bool fetch_ = false;
};

void measure(const Entries& at, const Factors& x, const Copies& copies, std::span<double> out) {
  const std::size_t m = out.size(), parts = residual_parts(m);
  parallel_for(parts, 4 * m * x.k, [&](std::size_t p) {
    const Meetings part{p * m / parts, (p + 1) * m / parts, at.row.data(), at.col.data()};
    if (copies) {
      row_dots(part, copies.left(), copies.right(), out.data());
    } else {
      column_dots(part, x.left.data(), x.n1, x.right.data(), x.n2, x.k, out.data());
    }
  });
}

// outLeft and outRight tile by tile: no two tasks write to the same numbers, and within one the
// entries are added in their order.
void pull_rows(const Entries& at, const double* w, const Factors& x, const Copies& copies,
               const FactorsOut& out) {
  const std::size_t m = at.row.size(), vectors = copies.vectors();
  const std::size_t tiles = (vectors + most_tile_vectors - 1) / most_tile_vectors;
  parallel_for(2 * tiles, 8 * m * x.k, [&](std::size_t t) {
    const std::size_t v = t / 2 * vectors / tiles, count = (t / 2 + 1) * vectors / tiles - v;
    const bool left = t % 2 == 0;
    const std::size_t n = left ? x.n1 : x.n2;
    double* const tile = left ? copies.left_tile(n, v) : copies.right_tile(n, v);
    std::fill_n(tile, n * count * lanes, 0.0);
    const Meetings all = left ? Meetings{0, m, at.row.data(), at.col.data()}
                              : Meetings{0, m, at.col.data(), at.row.data()};
    add_rows(all, w, left ? copies.right() : copies.left(), v, count, tile);
    copy_to_columns(tile, count, n, x.k, v, (left ? out.left : out.right).data());
  });
}

// The same column by column.
void pull_columns(const Entries& at, const double* w, const Factors& x, const FactorsOut& out) {
  const std::size_t m = at.row.size();
  parallel_for(x.k, 8 * m * x.k, [&](std::size_t q) {
    double* const to_left = out.left.data() + q * x.n1;
    double* const to_right = out.right.data() + q * x.n2;
    std::fill_n(to_left, x.n1, 0.0);
    std::fill_n(to_right, x.n2, 0.0);
    add_column({0, m, at.row.data(), at.col.data()}, w, x.right.data() + q * x.n2, to_left);
    add_column({0, m, at.col.data(), at.row.data()}, w, x.left.data() + q * x.n1, to_right);
  });
}

void pullback(const Entries& at, const double* w, const Factors& x, const Copies& copies,
              const FactorsOut& out) {
  if (copies) return pull_rows(at, w, x, copies, out);
  pull_columns(at, w, x, out);
}

}  // namespace

void measure_entries(const Entries& at, const Factors& x, std::span<double> out) {
  measure(at, x, Copies(out.size(), x, Copies::For::measuring), out);
}

void pullback_entries(const Entries& at, std::span<const double> weights, const Factors& x,
                      const FactorsOut& out) {
  pullback(at, weights.data(), x, Copies(weights.size(), x, Copies::For::gradients), out);
}

LossStats gradient_entries(const Entries& at, const Factors& x, std::span<const double> y,
                           const Loss& loss, std::span<double> residual, const FactorsOut& out) {
  const Copies copies(residual.size(), x, Copies::For::gradients);
  measure(at, x, copies, residual);
  const LossStats stats = weigh_residuals(y, loss, residual);
  pullback(at, residual.data(), x, copies, out);
  return stats;
}

}  // namespace lowrank
