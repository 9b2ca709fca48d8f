#include "dense_panel.hpp"

#include "vectors.hpp"

namespace lowrank {
namespace {

// How far ahead of their use rows are fetched into the cache.
constexpr std::size_t ahead_bytes = 512;

// Pointers to `count` rows, in registers: the compiler cannot know that sums are not written over
// the panel itself.
template <std::size_t count, class T>
struct Rows {
  const T* at[count];

  LOWRANK_INLINE explicit Rows(const Panel<T>& panel, std::size_t first = 0) {
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < count; ++p) at[p] = panel.row[first + p];
  }
  // A line of every row: at every step of 8 doubles, and every other one of floats.
  LOWRANK_INLINE void fetch(std::size_t j) const {
    if (j * sizeof(T) % 64 != 0) return;
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < count; ++p) {
      __builtin_prefetch(reinterpret_cast<const char*>(at[p] + j) + ahead_bytes);
    }
  }
};

// The lanes of `count` products.
template <Level level, std::size_t count>
struct Sums {
  Vector<level> at[count][parts<level>] = {};

  template <class T>
  LOWRANK_INLINE void add(const Rows<count, T>& row, const double* x, std::size_t j,
                          std::size_t part) {
    const std::size_t begin = j + part * width<level>;
    const Vector<level> xj = load<level>(x + begin);
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < count; ++p) at[p][part] += load<level>(row.at[p] + begin) * xj;
  }

  template <class T>
  LOWRANK_INLINE void finish(const Rows<count, T>& row, const double* x, std::size_t whole,
                             std::size_t n, double* out) const {
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < count; ++p) {
      double lane[lanes];
      LOWRANK_UNROLL
      for (std::size_t v = 0; v < parts<level>; ++v) store<level>(at[p][v], lane + v * width<level>);
      for (std::size_t j = whole; j < n; ++j) lane[j - whole] += row.at[p][j] * x[j];
      out[p] = sum_of_lanes(lane);
    }
  }
};

template <Level level, std::size_t count>
struct Weights {
  double at[count];

  LOWRANK_INLINE explicit Weights(const double* from) {
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < count; ++p) at[p] = from[p];
  }
  template <class T>
  LOWRANK_INLINE void add(const Rows<count, T>& row, double* g, std::size_t begin) const {
    Vector<level> gj = load<level>(g + begin);
    LOWRANK_UNROLL
    for (std::size_t p = 0; p < count; ++p) gj += at[p] * load<level>(row.at[p] + begin);
    store<level>(gj, g + begin);
  }
  template <class T>
  LOWRANK_INLINE void add_tail(const Rows<count, T>& row, double* g, std::size_t whole,
                               std::size_t n) const {
    for (std::size_t j = whole; j < n; ++j) {
      LOWRANK_UNROLL
      for (std::size_t p = 0; p < count; ++p) g[j] += at[p] * static_cast<double>(row.at[p][j]);
    }
  }
};

template <Level level, std::size_t count, class T>
LOWRANK_INLINE void dots_of(const Panel<T>& panel, std::size_t first, std::size_t n,
                            const double* x, double* out) {
  const Rows<count, T> row(panel, first);
  Sums<level, count> sum;
  const std::size_t whole = n / lanes * lanes;
  for (std::size_t j = 0; j < whole; j += lanes) {
    LOWRANK_UNROLL
    for (std::size_t part = 0; part < parts<level>; ++part) sum.add(row, x, j, part);
    row.fetch(j);
  }
  sum.finish(row, x, whole, n, out + first);
}

template <Level level, std::size_t count, class T>
LOWRANK_INLINE void add_of(const Panel<T>& panel, std::size_t first, std::size_t n,
                           const double* weights, double* g) {
  const Rows<count, T> row(panel, first);
  const Weights<level, count> w(weights + first);
  const std::size_t whole = n / lanes * lanes;
  for (std::size_t j = 0; j < whole; j += lanes) {
    LOWRANK_UNROLL
    for (std::size_t part = 0; part < parts<level>; ++part) w.add(row, g, j + part * width<level>);
    row.fetch(j);
  }
  w.add_tail(row, g, whole, n);
}

template <Level level, class T>
LOWRANK_INLINE void dots_body(const Panel<T>& panel, std::size_t n, const double* x, double* out) {
  if (panel.rows == most_panel_rows) return dots_of<level, most_panel_rows>(panel, 0, n, x, out);
  for (std::size_t p = 0; p < panel.rows; ++p) dots_of<level, 1>(panel, p, n, x, out);
}

template <Level level, class T>
LOWRANK_INLINE void add_body(const Panel<T>& panel, std::size_t n, const double* w, double* g) {
  if (panel.rows == most_panel_rows) return add_of<level, most_panel_rows>(panel, 0, n, w, g);
  for (std::size_t p = 0; p < panel.rows; ++p) add_of<level, 1>(panel, p, n, w, g);
}

template <Level level, class T>
LOWRANK_INLINE void both_body(const Panel<T>& last, const double* weights, double* g,
                              const Panel<T>& next, const double* x, double* out, std::size_t n) {
  const Rows<most_panel_rows, T> old(last), row(next);
  const Weights<level, most_panel_rows> w(weights);
  Sums<level, most_panel_rows> sum;
  const std::size_t whole = n / lanes * lanes;
  for (std::size_t j = 0; j < whole; j += lanes) {
    LOWRANK_UNROLL
    for (std::size_t part = 0; part < parts<level>; ++part) {
      sum.add(row, x, j, part);
      w.add(old, g, j + part * width<level>);
    }
    row.fetch(j);
  }
  sum.finish(row, x, whole, n, out);
  w.add_tail(old, g, whole, n);
}

#define LOWRANK_PARAMETERS(T) (const Panel<T>& panel, std::size_t n, const double* in, double* out)
LOWRANK_DISPATCH_LEVELS(dots_double, dots_body, LOWRANK_PARAMETERS(double), (panel, n, in, out))
LOWRANK_DISPATCH_LEVELS(dots_float, dots_body, LOWRANK_PARAMETERS(float), (panel, n, in, out))
LOWRANK_DISPATCH_LEVELS(add_double, add_body, LOWRANK_PARAMETERS(double), (panel, n, in, out))
LOWRANK_DISPATCH_LEVELS(add_float, add_body, LOWRANK_PARAMETERS(float), (panel, n, in, out))
#undef LOWRANK_PARAMETERS
#define LOWRANK_PARAMETERS(T)                                                                \
  (const Panel<T>& last, const double* w, double* g, const Panel<T>& next, const double* x, \
   double* out, std::size_t n)
LOWRANK_DISPATCH_LEVELS(both_double, both_body, LOWRANK_PARAMETERS(double),
                        (last, w, g, next, x, out, n))
LOWRANK_DISPATCH_LEVELS(both_float, both_body, LOWRANK_PARAMETERS(float),
                        (last, w, g, next, x, out, n))
#undef LOWRANK_PARAMETERS

}  // namespace

void panel_dots(const Panel<double>& panel, std::size_t n, const double* x, double* out) {
  dots_double(panel, n, x, out);
}
void panel_dots(const Panel<float>& panel, std::size_t n, const double* x, double* out) {
  dots_float(panel, n, x, out);
}
void panel_add(const Panel<double>& panel, std::size_t n, const double* w, double* g) {
  add_double(panel, n, w, g);
}
void panel_add(const Panel<float>& panel, std::size_t n, const double* w, double* g) {
  add_float(panel, n, w, g);
}
void panel_add_and_dots(const Panel<double>& last, const double* w, double* g,
                        const Panel<double>& next, const double* x, double* out, std::size_t n) {
  both_double(last, w, g, next, x, out, n);
}
void panel_add_and_dots(const Panel<float>& last, const double* w, double* g,
                        const Panel<float>& next, const double* x, double* out, std::size_t n) {
  both_float(last, w, g, next, x, out, n);
}

}  // namespace lowrank
