#include "entry_rows.hpp"

#include <algorithm>

#include "targets.hpp"

namespace lowrank {
namespace {

// So many entries ahead of their use rows are fetched: the time of an access to memory.
constexpr std::size_t ahead = 12;

LOWRANK_INLINE const double* row_of(const RowMajor& a, std::int32_t i) {
  return a.data + static_cast<std::size_t>(i) * a.vectors * lanes;
}

LOWRANK_INLINE void fetch(const double* from, std::size_t vectors) {
  for (std::size_t v = 0; v < vectors; ++v) __builtin_prefetch(from + v * lanes);
}

LOWRANK_INLINE void copy_to_rows_body(const double* factor, std::size_t n, std::size_t k,
                                      std::size_t v, const RowMajor& to) {
  const std::size_t count = std::min(lanes, k - v * lanes), stride = to.vectors * lanes;
  const double* const column = factor + v * lanes * n;
  double* const row = to.data + v * lanes;
  for (std::size_t i = 0; i < n; ++i) {
    Lanes r = {};
    if (count == lanes) {
      for (std::size_t q = 0; q < lanes; ++q) r[q] = column[i + q * n];
    } else {
      for (std::size_t q = 0; q < count; ++q) r[q] = column[i + q * n];
    }
    store(r, row + i * stride);
  }
}

LOWRANK_INLINE void copy_to_columns_body(const double* tile, std::size_t vectors, std::size_t n,
                                         std::size_t k, std::size_t v, double* factor) {
  for (std::size_t u = 0; u < vectors; ++u) {
    const std::size_t first = (v + u) * lanes, count = std::min(lanes, k - first);
    double* const column = factor + first * n;
    for (std::size_t i = 0; i < n; ++i) {
      const double* const row = tile + (i * vectors + u) * lanes;
      if (count == lanes) {
        for (std::size_t q = 0; q < lanes; ++q) column[i + q * n] = row[q];
      } else {
        for (std::size_t q = 0; q < count; ++q) column[i + q * n] = row[q];
      }
    }
  }
}

template <std::size_t together>
LOWRANK_INLINE void dots_of(const Meetings& at, std::size_t e, const RowMajor& a, const RowMajor& b,
                            double* out) {
  const double *x[together], *y[together];
  Lanes sum[together] = {};
  for (std::size_t p = 0; p < together; ++p) {
    x[p] = row_of(a, at.to[e + p]);
    y[p] = row_of(b, at.from[e + p]);
  }
  const std::size_t width = a.vectors * lanes;
  for (std::size_t j = 0; j < width; j += lanes) {
    for (std::size_t p = 0; p < together; ++p) {
      Lanes xj, yj;
      load(x[p] + j, xj);
      load(y[p] + j, yj);
      sum[p] += xj * yj;
    }
  }
  for (std::size_t p = 0; p < together; ++p) out[e + p] = sum_of(sum[p]);
}

LOWRANK_INLINE void row_dots_body(const Meetings& at, const RowMajor& a, const RowMajor& b,
                                  double* out) {
  constexpr std::size_t together = 4;
  std::size_t e = at.begin;
  for (; e + together <= at.end; e += together) {
    for (std::size_t p = e + ahead; p < std::min(at.end, e + ahead + together); ++p) {
      if (a.fetch) fetch(row_of(a, at.to[p]), a.vectors);
      if (b.fetch) fetch(row_of(b, at.from[p]), b.vectors);
    }
    dots_of<together>(at, e, a, b, out);
  }
  for (; e < at.end; ++e) dots_of<1>(at, e, a, b, out);
}

// Entries of one row that follow each other are added in registers.
template <std::size_t vectors>
LOWRANK_INLINE void add_of(const Meetings& at, const double* w, const RowMajor& b, std::size_t v,
                           double* tile) {
  constexpr std::size_t width = vectors * lanes;
  for (std::size_t e = at.begin; e < at.end;) {
    const std::int32_t i = at.to[e];
    double* const g = tile + static_cast<std::size_t>(i) * width;
    Lanes sum[vectors];
    for (std::size_t u = 0; u < vectors; ++u) load(g + u * lanes, sum[u]);
    do {
      if (b.fetch && e + ahead < at.end) {
        fetch(row_of(b, at.from[e + ahead]) + v * lanes, vectors);
        fetch(tile + static_cast<std::size_t>(at.to[e + ahead]) * width, vectors);
      }
      const double* const r = row_of(b, at.from[e]) + v * lanes;
      for (std::size_t u = 0; u < vectors; ++u) {
        Lanes ru;
        load(r + u * lanes, ru);
        sum[u] += w[e] * ru;
      }
    } while (++e < at.end && at.to[e] == i);
    for (std::size_t u = 0; u < vectors; ++u) store(sum[u], g + u * lanes);
  }
}

LOWRANK_INLINE void add_rows_body(const Meetings& at, const double* w, const RowMajor& b,
                                  std::size_t v, std::size_t vectors, double* tile) {
  if (vectors == 1) return add_of<1>(at, w, b, v, tile);
  if (vectors == 2) return add_of<2>(at, w, b, v, tile);
  if (vectors == 3) return add_of<3>(at, w, b, v, tile);
  add_of<most_tile_vectors>(at, w, b, v, tile);
}

// The lanes of a block of entries stay in the first-level cache while the columns pass by.
LOWRANK_INLINE void column_dots_body(const Meetings& at, const double* a, std::size_t n1,
                                     const double* b, std::size_t n2, std::size_t k, double* out) {
  constexpr std::size_t block = 256;
  double sum[lanes][block];
  for (std::size_t from = at.begin; from < at.end; from += block) {
    const std::size_t count = std::min(block, at.end - from);
    for (std::size_t q = 0; q < lanes; ++q) std::fill_n(sum[q], count, 0.0);
    for (std::size_t q = 0; q < k; ++q) {
      const double *const x = a + q * n1, *const y = b + q * n2;
      double* const s = sum[q % lanes];
      for (std::size_t e = 0; e < count; ++e) s[e] += x[at.to[from + e]] * y[at.from[from + e]];
    }
    for (std::size_t e = 0; e < count; ++e) {
      Lanes all;
      for (std::size_t q = 0; q < lanes; ++q) all[q] = sum[q][e];
      out[from + e] = sum_of(all);
    }
  }
}

LOWRANK_INLINE void add_column_body(const Meetings& at, const double* w, const double* b,
                                    double* g) {
  for (std::size_t e = at.begin; e < at.end; ++e) g[at.to[e]] += w[e] * b[at.from[e]];
}

}  // namespace

LOWRANK_DISPATCH(copy_to_rows, copy_to_rows_body,
                 (const double* factor, std::size_t n, std::size_t k, std::size_t v,
                  const RowMajor& to),
                 (factor, n, k, v, to))
LOWRANK_DISPATCH(copy_to_columns, copy_to_columns_body,
                 (const double* tile, std::size_t vectors, std::size_t n, std::size_t k,
                  std::size_t v, double* factor),
                 (tile, vectors, n, k, v, factor))
LOWRANK_DISPATCH(row_dots, row_dots_body,
                 (const Meetings& at, const RowMajor& a, const RowMajor& b, double* out),
                 (at, a, b, out))
LOWRANK_DISPATCH(add_rows, add_rows_body,
                 (const Meetings& at, const double* w, const RowMajor& b, std::size_t v,
                  std::size_t vectors, double* tile),
                 (at, w, b, v, vectors, tile))
LOWRANK_DISPATCH(column_dots, column_dots_body,
                 (const Meetings& at, const double* a, std::size_t n1, const double* b,
                  std::size_t n2, std::size_t k, double* out),
                 (at, a, n1, b, n2, k, out))
LOWRANK_DISPATCH(add_column, add_column_body,
                 (const Meetings& at, const double* w, const double* b, double* g), (at, w, b, g))

}  // namespace lowrank
