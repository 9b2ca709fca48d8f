#include "entry_rows.hpp"

#include <algorithm>
#include <cstring>

#include "vectors.hpp"

namespace lowrank {
namespace {

// So many entries ahead of their use rows are fetched: the time of an access to memory.
constexpr std::size_t ahead = 16;

// Rows of a factor that are copied while their columns stay in the first-level cache.
constexpr std::size_t together_copied = 64;

// Rows of b for entries e + ahead, …, `together` of them.
LOWRANK_INLINE void fetch(const Meetings& at, std::size_t e, std::size_t together,
                          const RowMajor& b) {
  for (std::size_t p = e + ahead; p < std::min(at.fetched, e + ahead + together); ++p) {
    const double* const row = b.row(at.col[p]);
    for (std::size_t j = 0; j < b.stride; j += lanes) __builtin_prefetch(row + j);
  }
}

LOWRANK_INLINE void copy_to_rows_body(const double* factor, std::size_t n, std::size_t k,
                                      std::size_t begin, std::size_t end, const RowMajor& to) {
  for (std::size_t from = begin; from < end; from += together_copied) {
    const std::size_t until = std::min(end, from + together_copied);
    for (std::size_t i = from; i < until; ++i) {
      double* const row = to.data + i * to.stride;
      for (std::size_t q = 0; q < k; ++q) row[q] = factor[i + q * n];
      for (std::size_t q = k; q < to.stride; ++q) row[q] = 0;
    }
  }
}

LOWRANK_INLINE void copy_gradient_body(const RowMajor& from, std::size_t begin, std::size_t end,
                                       std::size_t n, std::size_t k, double* gradient) {
  for (std::size_t at = begin; at < end; at += together_copied) {
    const std::size_t until = std::min(end, at + together_copied);
    for (std::size_t q = 0; q < k; ++q) {
      for (std::size_t i = at; i < until; ++i) {
        gradient[i + q * n] = from.data[i * from.stride + from.width + q];
      }
    }
  }
}

using FourLanes = VectorOf<4>::type;

LOWRANK_INLINE FourLanes load_four(const double* from) {
  FourLanes to;
  std::memcpy(&to, from, sizeof to);
  return to;
}

// The 8 lanes, added up in the one order.
template <Level level>
LOWRANK_INLINE double sum_of(const Vector<level> (&s)[parts<level>]) {
  if constexpr (parts<level> == 4) {
    const Vector<level> sum = (s[0] + s[2]) + (s[1] + s[3]);
    return sum[0] + sum[1];
  } else {
    FourLanes four;
    if constexpr (parts<level> == 2) {
      four = s[0] + s[1];
    } else {
      four = FourLanes{s[0][0], s[0][1], s[0][2], s[0][3]} +
             FourLanes{s[0][4], s[0][5], s[0][6], s[0][7]};
    }
    return (four[0] + four[2]) + (four[1] + four[3]);
  }
}

// The products of 4 columns that are left, to lanes 0 to 3.
template <Level level>
LOWRANK_INLINE void add_four(const double* x, const double* y, Vector<level> (&sum)[parts<level>]) {
  if constexpr (parts<level> == 1) {
    const FourLanes xj = load_four(x), yj = load_four(y);
    FourLanes low{sum[0][0], sum[0][1], sum[0][2], sum[0][3]};
    low += xj * yj;
    for (std::size_t q = 0; q < 4; ++q) sum[0][q] = low[q];
  } else {
    LOWRANK_UNROLL
    for (std::size_t h = 0; h < parts<level> / 2; ++h) {
      const std::size_t at = h * width<level>;
      sum[h] += load<level>(x + at) * load<level>(y + at);
    }
  }
}

template <Level level, std::size_t together>
LOWRANK_INLINE void dots_of(const double* const* x, const double* const* y, std::size_t count,
                            double* out) {
  Vector<level> sum[together][parts<level>] = {};
  std::size_t j = 0;
  for (; j + lanes <= count; j += lanes) {
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < together; ++p) {
      LOWRANK_UNROLL
      for (std::size_t h = 0; h < parts<level>; ++h) {
        const std::size_t at = j + h * width<level>;
        sum[p][h] += load<level>(x[p] + at) * load<level>(y[p] + at);
      }
    }
  }
  if (j < count) {
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < together; ++p) add_four<level>(x[p] + j, y[p] + j, sum[p]);
  }
  LOWRANK_UNROLL
  for (std::size_t p = 0; p < together; ++p) out[p] = sum_of<level>(sum[p]);
}

template <Level level, std::size_t together>
LOWRANK_INLINE void dots_at(const Meetings& at, std::size_t e, const RowMajor& a, const RowMajor& b,
                            double* out) {
  const double *x[together], *y[together];
  for (std::size_t p = 0; p < together; ++p) {
    x[p] = a.row(at.row[e + p]);
    y[p] = b.row(at.col[e + p]);
  }
  dots_of<level, together>(x, y, a.width, out + e);
}

// Entries and factors are passed by value: for all the compiler knows, what is stored could be
// theirs, and they would be read again each time.
template <Level level>
LOWRANK_INLINE void row_dots_body(Meetings at, RowMajor a, RowMajor b, double* out) {
  constexpr std::size_t together = 4;
  std::size_t e = 0;
  for (; e + together <= at.count; e += together) {
    fetch(at, e, together, b);
    dots_at<level, together>(at, e, a, b, out);
  }
  for (; e < at.count; ++e) dots_at<level, 1>(at, e, a, b, out);
}

// Columns j, j + 1, … of `together` entries of one row, a vector of them.
template <class Wide, std::size_t together>
LOWRANK_INLINE void add_columns(double* x, double* const* y, const double* w, std::size_t width,
                                std::size_t j) {
  Wide xj, sum;
  std::memcpy(&xj, x + j, sizeof xj);
  std::memcpy(&sum, x + width + j, sizeof sum);
  LOWRANK_UNROLL
  for (std::size_t p = 0; p < together; ++p) {
    Wide yj, other;
    std::memcpy(&yj, y[p] + j, sizeof yj);
    std::memcpy(&other, y[p] + width + j, sizeof other);
    sum += w[p] * yj;
    other += w[p] * xj;
    std::memcpy(y[p] + width + j, &other, sizeof other);
  }
  std::memcpy(x + width + j, &sum, sizeof sum);
}

template <Level level, std::size_t together>
LOWRANK_INLINE void add_at(const Meetings& at, std::size_t e, const double* w, const RowMajor& a,
                           const RowMajor& b) {
  double *const x = a.row(at.row[e]), *y[together], mine[together];
  for (std::size_t p = 0; p < together; ++p) {
    y[p] = b.row(at.col[e + p]);
    mine[p] = w[e + p];
  }
  std::size_t j = 0;
  for (; j + width<level> <= a.width; j += width<level>) {
    add_columns<Vector<level>, together>(x, y, mine, a.width, j);
  }
  if (j < a.width) add_columns<FourLanes, together>(x, y, mine, a.width, j);
}

template <Level level>
LOWRANK_INLINE void add_both_body(Meetings at, const double* w, RowMajor a, RowMajor b) {
  constexpr std::size_t together = 4;
  for (std::size_t e = 0; e < at.count;) {
    // Entries are sorted by row.
    if (e + together <= at.count && at.row[e] == at.row[e + together - 1]) {
      fetch(at, e, together, b);
      add_at<level, together>(at, e, w, a, b);
      e += together;
    } else {
      fetch(at, e, 1, b);
      add_at<level, 1>(at, e, w, a, b);
      ++e;
    }
  }
}

LOWRANK_INLINE void column_dots_body(const Meetings& at, const double* a, std::size_t n1,
                                     const double* b, std::size_t n2, std::size_t k, double* out) {
  for (std::size_t e = 0; e < at.count; ++e) {
    const double *const x = a + at.row[e], *const y = b + at.col[e];
    double sum[lanes] = {};
    for (std::size_t q = 0; q < k; ++q) sum[q % lanes] += x[q * n1] * y[q * n2];
    out[e] = sum_of_lanes(sum);
  }
}

LOWRANK_INLINE void add_column_body(const Meetings& at, const std::int32_t* place, const double* w,
                                    const double* a, const double* b, double* to_a, double* to_b) {
  for (std::size_t e = 0; e < at.count; ++e) {
    to_a[at.row[e]] += w[place[e]] * b[at.col[e]];
    to_b[at.col[e]] += w[place[e]] * a[at.row[e]];
  }
}

}  // namespace

LOWRANK_DISPATCH(copy_to_rows, copy_to_rows_body,
                 (const double* factor, std::size_t n, std::size_t k, std::size_t begin,
                  std::size_t end, const RowMajor& to),
                 (factor, n, k, begin, end, to))
LOWRANK_DISPATCH(copy_gradient, copy_gradient_body,
                 (const RowMajor& from, std::size_t begin, std::size_t end, std::size_t n,
                  std::size_t k, double* gradient),
                 (from, begin, end, n, k, gradient))
LOWRANK_DISPATCH_LEVELS(row_dots, row_dots_body,
                        (const Meetings& at, const RowMajor& a, const RowMajor& b, double* out),
                        (at, a, b, out))
LOWRANK_DISPATCH_LEVELS(add_both, add_both_body,
                        (const Meetings& at, const double* w, const RowMajor& a, const RowMajor& b),
                        (at, w, a, b))

LOWRANK_DISPATCH(column_dots, column_dots_body,
                 (const Meetings& at, const double* a, std::size_t n1, const double* b,
                  std::size_t n2, std::size_t k, double* out),
                 (at, a, n1, b, n2, k, out))
LOWRANK_DISPATCH(add_column, add_column_body,
                 (const Meetings& at, const std::int32_t* place, const double* w, const double* a,
                  const double* b, double* to_a, double* to_b),
                 (at, place, w, a, b, to_a, to_b))

}  // namespace lowrank
