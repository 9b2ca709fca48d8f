#include "rank_one.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "pool.hpp"
#include "row_panel.hpp"

namespace lowrank {
namespace {

constexpr std::size_t most_chunks = 16;
constexpr std::size_t near = std::size_t{1} << 15;  // numbers that stay in the second-level cache
constexpr std::size_t rows_a_task = 2048;           // of packing and unpacking

// One factor, the vectors it meets, and what a pass keeps of them. A complex factor of n rows and k
// columns is a real one of n rows and 2k columns: Re u_0, Im u_0, Re u_1, …
struct Side {
  std::size_t n;          // numbers of a vector's part
  const double* vectors;  // of parts·n numbers each
  const double* factor;
  double* packed;    // n·width numbers
  double* sums;      // of every chunk n·width numbers
  double* products;  // of every chunk tallest_row_panel·width numbers
};

struct Sizes {
  std::size_t n1, n2, columns, width, chunks;

  Sizes(const RankOne& by, std::size_t k)
      : n1(by.n1 / by.parts),
        n2(by.n2 / by.parts),
        columns(by.parts * k),
        width(packed_width(columns)) {
    // A chunk of fewer measurements would spend its time on clearing and adding up its gradient.
    const std::size_t work = by.m * by.parts * (n1 + n2) * width >> 16;
    chunks = std::max<std::size_t>(1, std::min({most_chunks, work, by.m / (64 + 4 * k) + 1}));
  }
  std::size_t panel() const { return tallest_row_panel * width; }
};

// (p·Re u + s·Im u, p·Im u − s·Re u) = a*·u for a = p + i·s, in the row of p; and in that of s what
// multiplies s in a·(a*·u): (−Im, Re).
void combine(double* products, std::size_t rows, std::size_t columns, std::size_t width) {
  for (std::size_t i = 0; i < rows; i += 2) {
    double *const p = products + i * width, *const s = p + width;
    for (std::size_t q = 0; q < columns; q += 2) {
      const double re = p[q] + s[q + 1], im = p[q + 1] - s[q];
      p[q] = s[q + 1] = re;
      p[q + 1] = im;
      s[q] = -im;
    }
  }
}

class Pass {
 public:
  Pass(const RankOne& by, const Factors& x, std::span<double> scratch)
      : by_(by), x_(x), sizes_(by, x.k) {
    double* free = scratch.data();
    const auto take = [&free](std::size_t count) { return std::exchange(free, free + count); };
    const auto side = [&](std::size_t n, std::span<const double> vectors,
                          std::span<const double> factor) {
      const std::size_t size = n * sizes_.width;
      return Side{n,          vectors.data(),
                  factor.data(), take(size),
                  take(sizes_.chunks * size), take(sizes_.chunks * sizes_.panel())};
    };
    left_ = side(sizes_.n1, by.a, x.left);
    right_ = side(sizes_.n2, by.b, x.right);
    one_ = left_.vectors == right_.vectors && left_.factor == right_.factor && by.n1 == by.n2;
    pack(left_);
    if (!one_) pack(right_);
    if (by.centre != 0) {
      for (std::size_t at = 0; at < x.left.size(); ++at) inner_ += x.left[at] * x.right[at];
    }
  }

  std::size_t chunks() const { return sizes_.chunks; }

  // Calls visit(chunk, i, ⟨A_i, L·R*⟩) for every measurement. Where sums are wanted, what it gives
  // is the measurement's weight.
  template <bool sums, class Visit>
  void run(Visit visit) {
    const std::size_t work = by_.m * by_.parts * (sizes_.n1 + sizes_.n2) * sizes_.width;
    parallel_for(sizes_.chunks, (sums ? 4 : 2) * work, [&](std::size_t c) {
      const std::size_t end = (c + 1) * by_.m / sizes_.chunks, height = panel_height();
      if (sums) clear(left_, c);
      if (sums && !one_) clear(right_, c);
      for (std::size_t i = c * by_.m / sizes_.chunks; i < end; i += height) {
        panel<sums>(c, i, std::min(end, i + height), visit);
      }
    });
  }

  // out ← the sums of the chunks in order, less the centre.
  void finish(const FactorsOut& out) {
    double weights = 0;
    for (std::size_t c = 0; c < sizes_.chunks; ++c) weights += weights_[c];
    const double centre = by_.centre == 0 ? 0 : by_.scale * by_.centre * weights;
    unpack(left_, centre, right_.factor, out.left.data());
    if (one_) {
      std::ranges::copy(out.left, out.right.begin());
    } else {
      unpack(right_, centre, left_.factor, out.right.data());
    }
  }

 private:
  // Two panels, one of each side, stay in the cache.
  std::size_t panel_height() const {
    const std::size_t numbers = by_.parts * (sizes_.n1 + sizes_.n2);
    return std::clamp<std::size_t>(near / std::max<std::size_t>(1, numbers), 8, tallest_row_panel) /
           by_.parts;
  }

  RowPanel rows(const Side& side, std::size_t begin, std::size_t end) const {
    RowPanel panel;
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t at = by_.index.empty() ? i : static_cast<std::size_t>(by_.index[i]);
      for (std::size_t part = 0; part < by_.parts; ++part) {
        panel.row[panel.rows++] = side.vectors + (at * by_.parts + part) * side.n;
      }
    }
    return panel;
  }

  double* products(const Side& side, std::size_t chunk) const {
    return side.products + chunk * sizes_.panel();
  }

  void multiply(const Side& side, const RowPanel& panel, double* out) const {
    panel_products(panel, side.n, side.packed, sizes_.width, out);
    if (by_.parts == 2) combine(out, panel.rows, sizes_.columns, sizes_.width);
  }

  template <bool sums, class Visit>
  void panel(std::size_t c, std::size_t begin, std::size_t end, Visit& visit) {
    const std::size_t width = sizes_.width, each = by_.parts * width;
    const RowPanel a = rows(left_, begin, end), b = one_ ? a : rows(right_, begin, end);
    double* const of_left = products(left_, c);
    double* const of_right = one_ ? of_left : products(right_, c);
    multiply(left_, a, of_left);
    if (!one_) multiply(right_, b, of_right);
    double weights = 0;
    for (std::size_t i = begin; i < end; ++i) {
      double *const l = of_left + (i - begin) * each, *const r = of_right + (i - begin) * each;
      double sum = 0;
      for (std::size_t q = 0; q < sizes_.columns; ++q) sum += l[q] * r[q];
      const double value = by_.scale * (by_.centre == 0 ? sum : sum - by_.centre * inner_);
      if constexpr (sums) {
        const double weight = visit(c, i, value);
        weights += weight;
        for (std::size_t q = 0; q < each; ++q) l[q] *= by_.scale * weight;
        for (std::size_t q = 0; q < each && !one_; ++q) r[q] *= by_.scale * weight;
      } else {
        visit(c, i, value);
      }
    }
    if (!sums) return;
    weights_[c] += weights;
    panel_sums(a, left_.n, of_right, width, left_.sums + c * left_.n * width);
    if (!one_) panel_sums(b, right_.n, of_left, width, right_.sums + c * right_.n * width);
  }

  void clear(const Side& side, std::size_t c) const {
    std::fill_n(side.sums + c * side.n * sizes_.width, side.n * sizes_.width, 0.0);
  }

  template <class Rows>
  void each_part(const Side& side, std::size_t passes, Rows rows) const {
    const std::size_t parts = (side.n + rows_a_task - 1) / rows_a_task;
    parallel_for(parts, side.n * sizes_.width * passes, [&](std::size_t p) {
      rows(p * rows_a_task, std::min(side.n, (p + 1) * rows_a_task));
    });
  }

  void pack(const Side& side) const {
    each_part(side, 4, [&](std::size_t begin, std::size_t end) {
      pack_rows(side.factor, side.n, sizes_.columns, begin, end, side.packed);
    });
  }

  void unpack(const Side& side, double centre, const double* other, double* out) const {
    each_part(side, sizes_.chunks + 4, [&](std::size_t begin, std::size_t end) {
      const std::size_t width = sizes_.width, size = side.n * width;
      for (std::size_t c = 1; c < sizes_.chunks; ++c) {
        const double* const more = side.sums + c * size;
        for (std::size_t at = begin * width; at < end * width; ++at) side.sums[at] += more[at];
      }
      for (std::size_t q = 0; q < sizes_.columns; ++q) {
        double* const column = out + q * side.n;
        for (std::size_t p = begin; p < end; ++p) column[p] = side.sums[p * width + q];
        if (centre == 0) continue;
        for (std::size_t p = begin; p < end; ++p) column[p] -= centre * other[p + q * side.n];
      }
    });
  }

  const RankOne& by_;
  const Factors& x_;
  Sizes sizes_;
  Side left_, right_;
  bool one_;          // both sides are the same vectors and the same factor
  double inner_ = 0;  // ⟨L, R⟩
  std::array<double, most_chunks> weights_{};
};

}  // namespace

std::size_t RankOne::scratch(std::size_t k) const {
  const Sizes sizes(*this, k);
  return (sizes.n1 + sizes.n2) * sizes.width * (1 + sizes.chunks) +
         2 * sizes.chunks * sizes.panel();
}

void RankOne::measure(const Factors& x, std::span<double> scratch, std::span<double> out) const {
  Pass(*this, x, scratch).run<false>([&](std::size_t, std::size_t i, double value) {
    out[i] = value;
  });
}

void RankOne::pullback(std::span<const double> weights, const Factors& x, std::span<double> scratch,
                       const FactorsOut& out) const {
  Pass pass(*this, x, scratch);
  pass.run<true>([&](std::size_t, std::size_t i, double) { return weights[i]; });
  pass.finish(out);
}

LossStats RankOne::gradient(const Factors& x, std::span<const double> y, const Loss& loss,
                            std::span<double> scratch, const FactorsOut& out) const {
  Pass pass(*this, x, scratch);
  std::array<LossSums, most_chunks> sums{};
  pass.run<true>([&](std::size_t c, std::size_t i, double value) {
    sums[c].add(loss, value - y[i]);
    return loss.derivative(value - y[i]);
  });
  pass.finish(out);
  LossSums total;
  for (std::size_t c = 0; c < pass.chunks(); ++c) total.add(sums[c]);
  return stats_of(total);
}

}  // namespace lowrank
