#include "dense.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "dense_block.hpp"
#include "dense_panel.hpp"
#include "gemm.hpp"
#include "pool.hpp"

namespace lowrank {
namespace {

constexpr std::size_t most_chunks = 16;

constexpr bool many(std::size_t runs) { return runs >= 4; }

struct Range {
  std::size_t begin, end;
};

Range chunk(std::size_t c, std::size_t chunks, std::size_t m) {
  return {c * m / chunks, (c + 1) * m / chunks};
}

constexpr std::size_t line = 8;  // doubles of a cache line

// Matrices of n numbers lie so far apart that each begins at a cache line, an odd number of lines
// after the one before: those of several runs do not compete for the same places in a cache.
std::size_t stride_of(std::size_t n) { return ((n + line - 1) / line | 1) * line; }

// The parts of a call's scratch: X of every run, the chunks' adjoints of every run, the chunks' room
// for rows that are made, and a square matrix where only its upper triangle is kept.
struct Scratch {
  std::size_t n, runs, chunks, room, stride;
  double* all;

  Scratch(const SensingRows& by, std::size_t for_runs, std::span<double> given)
      : n(by.n()),
        runs(for_runs),
        chunks(dense_chunks(by.m, n)),
        room(room_for_rows(by, many(for_runs))),
        stride(stride_of(n)) {
    void* start = given.data();
    std::size_t space = given.size_bytes();
    all = static_cast<double*>(
        std::align(line * sizeof(double), space - (line - 1) * sizeof(double), start, space));
  }
  std::span<double> product(std::size_t q) const { return {all + q * stride, n}; }
  // The part of chunk c for run q.
  std::span<double> part(std::size_t c, std::size_t q) const {
    return {all + ((1 + c) * runs + q) * stride, n};
  }
  double* made(std::size_t c) const { return all + (1 + chunks) * runs * stride + c * room; }
  double* square() const { return made(chunks); }
};

// out ← L·Rᵀ, row-major: the column-major n2×n1 matrix R·Lᵀ; of a packed one X + Xᵀ above the
// diagonal, so that ⟨A, X⟩ is the inner product of the upper triangles.
void form_product(const SensingRows& by, const Factors& x, double* square, std::span<double> out) {
  const std::span<double> whole = by.packed ? std::span{square, by.n1 * by.n1} : out;
  gemm(Op::none, Op::transpose, {x.n2, x.n1, x.k}, 1.0, x.right, x.left, 0.0, whole);
  if (by.packed) pack_symmetric(square, by.n1, true, out.data());
}

// The sum of the chunks' parts, in order of chunk, into the first.
void add_parts(const Scratch& scratch) {
  const std::size_t size = scratch.runs * scratch.stride, chunks = scratch.chunks;
  constexpr std::size_t width = 8192;
  double* const parts = scratch.part(0, 0).data();
  parallel_for((size + width - 1) / width, size * (chunks - 1), [&](std::size_t p) {
    const std::size_t begin = p * width, end = std::min(size, begin + width);
    for (std::size_t c = 1; c < chunks; ++c) {
      for (std::size_t j = begin; j < end; ++j) parts[j] += parts[c * size + j];
    }
  });
}

void unpack_symmetric(const double* packed, std::size_t n, double* out) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) out[i * n + j] = out[j * n + i] = *packed++;
  }
}

// out ← (G·R, Gᵀ·L) for row-major G.
void pull_to_factors(const SensingRows& by, std::span<const double> g, double* square,
                     const Factors& x, const FactorsOut& out) {
  if (by.packed) {
    unpack_symmetric(g.data(), by.n1, square);
    g = {square, by.n1 * by.n1};
  }
  gemm(Op::transpose, Op::none, {x.n1, x.k, x.n2}, 1.0, g, x.right, 0.0, out.left);
  gemm(Op::none, Op::none, {x.n2, x.k, x.n1}, 1.0, g, x.left, 0.0, out.right);
}

// Rows [begin, …) of a range, up to a panel.
template <class Rows>
Panel<typename Rows::Number> panel_of(const Rows& rows, std::size_t begin, std::size_t end,
                                      std::size_t height, double* room) {
  Panel<typename Rows::Number> panel{std::min(height, end - begin), {}};
  for (std::size_t p = 0; p < panel.rows; ++p) panel.row[p] = rows.row(begin + p, p, room);
  return panel;
}

template <class Rows>
std::size_t height_of(const Rows& rows) {
  return Rows::stored ? most_panel_rows : rows_made(rows.by.n(), false);
}

// w ← φ′(w − y), added to the sums.
void weigh(const Loss& loss, const double* y, std::size_t count, double* w, LossSums& sums) {
  for (std::size_t p = 0; p < count; ++p) {
    const double r = w[p] - y[p];
    sums.add(loss, r);
    w[p] = loss.derivative(r);
  }
}

// The chunk's part of the adjoint, and its sums: a panel is added while the next one is measured.
template <class Rows>
LossSums gradient_of_chunk(const Rows& rows, Range range, const double* x, const double* y,
                           const Loss& loss, double* room, double* g) {
  const std::size_t n = rows.by.n(), height = height_of(rows);
  LossSums sums;
  std::fill_n(g, n, 0.0);
  if (range.begin == range.end) return sums;
  double w[most_panel_rows], coming[most_panel_rows];
  std::size_t i = range.begin;
  auto last = panel_of(rows, i, range.end, height, room);
  panel_dots(last, n, x, w);
  for (;;) {
    weigh(loss, y + i, last.rows, w, sums);
    i += last.rows;
    const bool both = Rows::stored && i + most_panel_rows <= range.end;
    if (!both) panel_add(last, n, w, g);
    if (i == range.end) return sums;
    const auto next = panel_of(rows, i, range.end, height, room);
    if (both) {
      panel_add_and_dots(last, w, g, next, x, coming, n);
    } else {
      panel_dots(next, n, x, coming);
    }
    std::copy_n(coming, next.rows, w);
    last = next;
  }
}

// The same of a few runs, whose register blocks would be too small: panel after panel, which the
// second run finds in the cache.
template <class Rows>
void gradients_by_panels(const Rows& rows, Range range, std::span<GradientQuestion> questions,
                         const Scratch& scratch, std::size_t c, LossSums* sums) {
  const std::size_t n = scratch.n, height = height_of(rows);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    std::ranges::fill(scratch.part(c, q), 0.0);
  }
  for (std::size_t i = range.begin; i < range.end; i += height) {
    const auto panel = panel_of(rows, i, range.end, height, scratch.made(c));
    for (std::size_t q = 0; q < questions.size(); ++q) {
      double w[most_panel_rows];
      panel_dots(panel, n, scratch.product(q).data(), w);
      weigh(questions[q].loss, questions[q].y.data() + i, panel.rows, w, sums[q]);
      panel_add(panel, n, w, scratch.part(c, q).data());
    }
  }
}

// The same of many runs: block after block of rows, each measured and then added.
template <class Rows>
void gradients_by_blocks(const Rows& rows, Range range, std::span<GradientQuestion> questions,
                        const Scratch& scratch, std::size_t c, LossSums* sums) {
  using T = typename Rows::Number;
  const std::size_t n = scratch.n, runs = questions.size();
  const double* const x = scratch.product(0).data();
  double *const g = scratch.part(c, 0).data(), *const room = scratch.made(c);
  const std::size_t height = Rows::stored ? block_rows(n * sizeof(T)) : rows_made(n, true);
  std::fill_n(g, runs * scratch.stride, 0.0);
  const T* row[most_block_rows];
  alignas(64) double lane[most_block_rows * most_runs * 8];
  double w[most_block_rows * most_runs];
  for (std::size_t i = range.begin; i < range.end; i += height) {
    const std::size_t count = std::min(height, range.end - i);
    for (std::size_t p = 0; p < count; ++p) row[p] = rows.row(i + p, p, room);
    const Block<T> block{count, runs, n, scratch.stride, row};
    block_dots(block, x, lane, w);
    for (std::size_t p = 0; p < count; ++p) {
      for (std::size_t q = 0; q < runs; ++q) {
        weigh(questions[q].loss, questions[q].y.data() + i + p, 1, w + p * runs + q, sums[q]);
      }
    }
    block_add(block, w, g);
  }
}

}  // namespace

std::size_t dense_chunks(std::size_t m, std::size_t n) {
  return std::max<std::size_t>(1, std::min({most_chunks, m * n / 65536, (m + 15) / 16}));
}

std::size_t dense_scratch(const SensingRows& by, std::size_t runs) {
  const std::size_t n = by.n(), chunks = dense_chunks(by.m, n);
  return line - 1 + (1 + chunks) * runs * stride_of(n) + chunks * room_for_rows(by, many(runs)) +
         (by.packed ? by.n1 * by.n1 : 0);
}

void measure_dense(const SensingRows& by, const Factors& x, std::span<double> given,
                   std::span<double> out) {
  const Scratch scratch(by, 1, given);
  const double* const product = scratch.product(0).data();
  form_product(by, x, scratch.square(), scratch.product(0));
  with_rows(by, false, [&](const auto& rows) {
    parallel_for(scratch.chunks, 2 * by.m * scratch.n, [&](std::size_t c) {
      const auto [begin, end] = chunk(c, scratch.chunks, by.m);
      for (std::size_t i = begin, height = height_of(rows); i < end; i += height) {
        const auto panel = panel_of(rows, i, end, height, scratch.made(c));
        panel_dots(panel, scratch.n, product, out.data() + i);
      }
    });
  });
}

void pullback_dense(const SensingRows& by, std::span<const double> weights, const Factors& x,
                    std::span<double> given, const FactorsOut& out) {
  const Scratch scratch(by, 1, given);
  with_rows(by, false, [&](const auto& rows) {
    parallel_for(scratch.chunks, 2 * by.m * scratch.n, [&](std::size_t c) {
      double* const g = scratch.part(c, 0).data();
      std::fill_n(g, scratch.n, 0.0);
      const auto [begin, end] = chunk(c, scratch.chunks, by.m);
      for (std::size_t i = begin, height = height_of(rows); i < end; i += height) {
        const auto panel = panel_of(rows, i, end, height, scratch.made(c));
        panel_add(panel, scratch.n, weights.data() + i, g);
      }
    });
  });
  add_parts(scratch);
  pull_to_factors(by, scratch.part(0, 0), scratch.square(), x, out);
}

LossStats gradient_dense(const SensingRows& by, const Factors& x, std::span<const double> y,
                         const Loss& loss, std::span<double> given, const FactorsOut& out) {
  const Scratch scratch(by, 1, given);
  form_product(by, x, scratch.square(), scratch.product(0));
  std::array<LossSums, most_chunks> sums{};
  with_rows(by, false, [&](const auto& rows) {
    parallel_for(scratch.chunks, 4 * by.m * scratch.n, [&](std::size_t c) {
      sums[c] = gradient_of_chunk(rows, chunk(c, scratch.chunks, by.m), scratch.product(0).data(),
                                  y.data(), loss, scratch.made(c), scratch.part(c, 0).data());
    });
  });
  add_parts(scratch);
  pull_to_factors(by, scratch.part(0, 0), scratch.square(), x, out);
  LossSums total;
  for (std::size_t c = 0; c < scratch.chunks; ++c) total.add(sums[c]);
  return stats_of(total);
}

void gradients_dense(const SensingRows& by, std::span<GradientQuestion> questions,
                     std::span<double> given) {
  const std::size_t runs = questions.size();
  const Scratch scratch(by, runs, given);
  for (std::size_t q = 0; q < runs; ++q) {
    form_product(by, questions[q].x, scratch.square(), scratch.product(q));
  }
  std::array<std::array<LossSums, most_runs>, most_chunks> sums{};
  with_rows(by, many(runs), [&](const auto& rows) {
    parallel_for(scratch.chunks, 4 * by.m * scratch.n * runs, [&](std::size_t c) {
      const Range range = chunk(c, scratch.chunks, by.m);
      if (many(runs)) {
        gradients_by_blocks(rows, range, questions, scratch, c, sums[c].data());
      } else {
        gradients_by_panels(rows, range, questions, scratch, c, sums[c].data());
      }
    });
  });
  add_parts(scratch);
  for (std::size_t q = 0; q < runs; ++q) {
    auto& question = questions[q];
    pull_to_factors(by, scratch.part(0, q), scratch.square(),
                    question.x, question.out);
    LossSums total;
    for (std::size_t c = 0; c < scratch.chunks; ++c) total.add(sums[c][q]);
    question.stats = stats_of(total);
  }
}

}  // namespace lowrank
