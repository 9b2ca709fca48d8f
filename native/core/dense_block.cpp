#include "dense_block.hpp"

#include <algorithm>

#include "vectors.hpp"

namespace lowrank {
namespace {

constexpr std::size_t tall = 4;       // rows of a product's register block
constexpr std::size_t group = 8;      // rows that are added to g before it is stored
constexpr std::size_t most_sums = 6;  // runs of a sum's register block

// Columns of a tile: with its share of x, or of g, it stays in the first-level cache.
constexpr std::size_t dots_width = 192;
constexpr std::size_t add_width = 128;

// Runs of a product's register block: tall·wide accumulators, and the rest of the registers.
template <Level level>
constexpr std::size_t wide = level == Level::avx512 ? 6 : 3;

// Runs of the next block: none of one where two of two will do.
template <Level level>
LOWRANK_INLINE std::size_t next_width(std::size_t left) {
  if (left == wide<level> + 1) return wide<level> - 1;
  return std::min(left, wide<level>);
}

// Columns [begin, end) of x or g for every run.
template <class T>
struct Columns {
  T* at;
  std::size_t runs, stride, count;
};

// A tile of the rows that come next, fetched a few lines at a time between the blocks of work on the
// one before: a processor has some two dozen lines on their way at once, and loads wait behind more.
template <std::size_t most, class T>
struct Coming {
  const T* row[most];
  std::size_t rows, count;

  LOWRANK_INLINE void fetch(std::size_t part, std::size_t parts) const {
    constexpr std::size_t line = 64 / sizeof(T);
    const std::size_t lines = (count + line - 1) / line;
    const std::size_t begin = part * lines / parts * line, end = (part + 1) * lines / parts * line;
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t j = begin; j < end; j += line) __builtin_prefetch(row[r] + j);
    }
  }
};

// Of the columns that come next the share of row p, one of `rows`.
template <class T>
LOWRANK_INLINE void fetch_share(Columns<T> next, std::size_t p, std::size_t step, std::size_t rows) {
  const std::size_t end = std::min(rows, p + step) * next.runs / rows;
  for (std::size_t q = p * next.runs / rows; q < end; ++q) {
    for (std::size_t j = 0; j < next.count; j += lanes) {
      __builtin_prefetch(next.at + q * next.stride + j, 0, 2);
    }
  }
}

// sums of rows × runs += the products of a tile of rows with runs q, q + 1, ….
template <Level level, std::size_t rows, std::size_t runs, class T>
LOWRANK_INLINE void tile_dots(const T* const* a, Columns<const double> x, std::size_t q,
                              double* sums) {
  const double* const from = x.at + q * x.stride;
  const T* row[rows];
  LOWRANK_UNROLL
  for (std::size_t p = 0; p < rows; ++p) row[p] = a[p];
  LOWRANK_UNROLL
  for (std::size_t part = 0; part < parts<level>; ++part) {
    const std::size_t lane = part * width<level>;
    Vector<level> sum[rows][runs];
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < rows; ++p) {
      LOWRANK_UNROLL
      for (std::size_t s = 0; s < runs; ++s) {
        sum[p][s] = load<level>(sums + (p * x.runs + q + s) * lanes + lane);
      }
    }
    for (std::size_t j = lane; j < x.count; j += lanes) {
      Vector<level> xj[runs];
      LOWRANK_UNROLL
      for (std::size_t s = 0; s < runs; ++s) xj[s] = load<level>(from + s * x.stride + j);
      LOWRANK_UNROLL
      for (std::size_t p = 0; p < rows; ++p) {
        const Vector<level> aj = load<level>(row[p] + j);
        LOWRANK_UNROLL
        for (std::size_t s = 0; s < runs; ++s) sum[p][s] += aj * xj[s];
      }
    }
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < rows; ++p) {
      LOWRANK_UNROLL
      for (std::size_t s = 0; s < runs; ++s) {
        store<level>(sum[p][s], sums + (p * x.runs + q + s) * lanes + lane);
      }
    }
  }
}

// The products of a tile with every run, block after block.
template <Level level, std::size_t rows, class T>
LOWRANK_INLINE void tile_row_dots(const T* const* a, Columns<const double> x, double* sums,
                                  const Coming<tall, T>& next) {
  const std::size_t blocks = (x.runs + wide<level> - 1) / wide<level>;
  for (std::size_t q = 0, b = 0, runs; q < x.runs; q += runs, ++b) {
    next.fetch(b, blocks);
    runs = next_width<level>(x.runs - q);
    if (runs == 1) tile_dots<level, rows, 1>(a, x, q, sums);
    if (runs == 2) tile_dots<level, rows, 2>(a, x, q, sums);
    if (runs == 3) tile_dots<level, rows, 3>(a, x, q, sums);
    if constexpr (wide<level> > 3) {
      if (runs == 4) tile_dots<level, rows, 4>(a, x, q, sums);
      if (runs == 5) tile_dots<level, rows, 5>(a, x, q, sums);
      if (runs == 6) tile_dots<level, rows, 6>(a, x, q, sums);
    }
  }
}

template <Level level, class T>
LOWRANK_INLINE void dots_body(const Block<T>& block, const double* x, double* sums, double* out) {
  const std::size_t whole = block.n / lanes * lanes;
  std::fill_n(sums, block.rows * block.runs * lanes, 0.0);
  for (std::size_t begin = 0; begin < whole; begin += dots_width) {
    const std::size_t count = std::min(dots_width, whole - begin), end = begin + count;
    const std::size_t coming = std::min(dots_width, whole - end);
    const Columns<const double> here{x + begin, block.runs, block.stride, count};
    for (std::size_t p = 0; p < block.rows; p += tall) {
      const std::size_t rows = std::min(tall, block.rows - p);
      const T* row[tall];
      for (std::size_t r = 0; r < rows; ++r) row[r] = block.row[p + r] + begin;
      // The next rows of this tile, or the first ones of the next tile.
      const bool last = p + tall >= block.rows;
      const std::size_t from = last ? 0 : p + tall;
      Coming<tall, T> next{{}, std::min(tall, block.rows - from), last ? coming : count};
      for (std::size_t r = 0; r < next.rows; ++r) next.row[r] = block.row[from + r] + (last ? end : begin);
      fetch_share<const double>({x + end, block.runs, block.stride, coming}, p, tall, block.rows);
      double* const to = sums + p * block.runs * lanes;
      if (rows == tall) {
        tile_row_dots<level, tall>(row, here, to, next);
      } else {
        for (std::size_t r = 0; r < rows; ++r) {
          tile_row_dots<level, 1>(row + r, here, to + r * block.runs * lanes, next);
        }
      }
    }
  }
  for (std::size_t p = 0; p < block.rows; ++p) {
    for (std::size_t q = 0; q < block.runs; ++q) {
      double* const lane = sums + (p * block.runs + q) * lanes;
      const double* const xq = x + q * block.stride;
      for (std::size_t j = whole; j < block.n; ++j) lane[j - whole] += block.row[p][j] * xq[j];
      out[p * block.runs + q] = sum_of_lanes(lane);
    }
  }
}

// Columns of g_q, g_{q+1}, … += Σ_p w[p]·(row p of a tile), two vectors at a time.
template <Level level, std::size_t runs, class T>
LOWRANK_INLINE void tile_add(const T* const* row, std::size_t rows, const double* w, std::size_t q,
                             Columns<double> g) {
  constexpr std::size_t both = 2 * width<level>;
  double* const to = g.at + q * g.stride;
  for (std::size_t j = 0; j < g.count; j += both) {
    Vector<level> sum[runs][2];
    LOWRANK_UNROLL
    for (std::size_t s = 0; s < runs; ++s) {
      LOWRANK_UNROLL
      for (std::size_t v = 0; v < 2; ++v) {
        sum[s][v] = load<level>(to + s * g.stride + j + v * width<level>);
      }
    }
    const double* weight = w + q;
    for (std::size_t p = 0; p < rows; ++p, weight += g.runs) {
      const T* const from = row[p] + j;
      const Vector<level> a0 = load<level>(from), a1 = load<level>(from + width<level>);
      LOWRANK_UNROLL
      for (std::size_t s = 0; s < runs; ++s) {
        sum[s][0] += weight[s] * a0;
        sum[s][1] += weight[s] * a1;
      }
    }
    LOWRANK_UNROLL
    for (std::size_t s = 0; s < runs; ++s) {
      LOWRANK_UNROLL
      for (std::size_t v = 0; v < 2; ++v) {
        store<level>(sum[s][v], to + s * g.stride + j + v * width<level>);
      }
    }
  }
}

template <Level level, class T>
LOWRANK_INLINE void tile_add_all(const T* const* row, std::size_t rows, const double* w,
                                 Columns<double> g, const Coming<group, T>& next) {
  const std::size_t blocks = (g.runs + most_sums - 1) / most_sums;
  for (std::size_t b = 0; b < blocks; ++b) {
    next.fetch(b, blocks);
    const std::size_t q = b * g.runs / blocks, runs = (b + 1) * g.runs / blocks - q;
    if (runs == 1) tile_add<level, 1>(row, rows, w, q, g);
    if (runs == 2) tile_add<level, 2>(row, rows, w, q, g);
    if (runs == 3) tile_add<level, 3>(row, rows, w, q, g);
    if (runs == 4) tile_add<level, 4>(row, rows, w, q, g);
    if (runs == 5) tile_add<level, 5>(row, rows, w, q, g);
    if (runs == 6) tile_add<level, 6>(row, rows, w, q, g);
  }
}

template <Level level, class T>
LOWRANK_INLINE void add_body(const Block<T>& block, const double* w, double* g) {
  constexpr std::size_t both = 2 * width<level>;
  const std::size_t whole = block.n / both * both;
  for (std::size_t begin = 0; begin < whole; begin += add_width) {
    const std::size_t count = std::min(add_width, whole - begin), end = begin + count;
    for (std::size_t p = 0; p < block.rows; p += group) {
      const std::size_t rows = std::min(group, block.rows - p);
      const T* row[group];
      for (std::size_t r = 0; r < rows; ++r) row[r] = block.row[p + r] + begin;
      const std::size_t coming = std::min(add_width, whole - end);
      const bool last = p + group >= block.rows;
      const std::size_t from = last ? 0 : p + group;
      Coming<group, T> next{{}, std::min(group, block.rows - from), last ? coming : count};
      for (std::size_t r = 0; r < next.rows; ++r) next.row[r] = block.row[from + r] + (last ? end : begin);
      fetch_share<double>({g + end, block.runs, block.stride, coming}, p, group, block.rows);
      tile_add_all<level>(row, rows, w + p * block.runs,
                          {g + begin, block.runs, block.stride, count}, next);
    }
  }
  for (std::size_t p = 0; p < block.rows; ++p) {
    for (std::size_t q = 0; q < block.runs; ++q) {
      const double weight = w[p * block.runs + q];
      double* const gq = g + q * block.stride;
      for (std::size_t j = whole; j < block.n; ++j) {
        gq[j] += weight * static_cast<double>(block.row[p][j]);
      }
    }
  }
}

#define LOWRANK_PARAMETERS(T) (const Block<T>& block, const double* x, double* sums, double* out)
LOWRANK_DISPATCH_LEVELS(dots_double, dots_body, LOWRANK_PARAMETERS(double), (block, x, sums, out))
LOWRANK_DISPATCH_LEVELS(dots_float, dots_body, LOWRANK_PARAMETERS(float), (block, x, sums, out))
#undef LOWRANK_PARAMETERS
#define LOWRANK_PARAMETERS(T) (const Block<T>& block, const double* w, double* g)
LOWRANK_DISPATCH_LEVELS(add_double, add_body, LOWRANK_PARAMETERS(double), (block, w, g))
LOWRANK_DISPATCH_LEVELS(add_float, add_body, LOWRANK_PARAMETERS(float), (block, w, g))
#undef LOWRANK_PARAMETERS

}  // namespace

std::size_t block_rows(std::size_t row_bytes) {
  const std::size_t fitting = (std::size_t{8} << 20) / std::max<std::size_t>(1, row_bytes);
  return std::clamp(fitting / group * group, group, most_block_rows);
}

void block_dots(const Block<double>& block, const double* x, double* sums, double* out) {
  dots_double(block, x, sums, out);
}
void block_dots(const Block<float>& block, const double* x, double* sums, double* out) {
  dots_float(block, x, sums, out);
}
void block_add(const Block<double>& block, const double* w, double* g) {
  add_double(block, w, g);
}
void block_add(const Block<float>& block, const double* w, double* g) { add_float(block, w, g); }

}  // namespace lowrank
