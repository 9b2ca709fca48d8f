#include "dense_panel.hpp"

#include <cstring>

#include "lanes.hpp"
#include "targets.hpp"

namespace lowrank {
namespace {

// The last, incomplete vector of a row, filled up with zeros.
template <class T>
LOWRANK_INLINE void load_part(const T* from, std::size_t count, Lanes& to) {
  T part[lanes] = {};
  std::memcpy(part, from, count * sizeof(T));
  load(part, to);
}

// Pointers to `count` rows, in registers: the compiler cannot know that sums are not written over
// the panel itself.
template <std::size_t count, class T>
struct Rows {
  const T* at[count == 0 ? 1 : count];

  LOWRANK_INLINE explicit Rows(const T* const* from) {
    for (std::size_t p = 0; p < count; ++p) at[p] = from[p];
  }
  LOWRANK_INLINE void fetch(std::size_t j) const {
    for (std::size_t p = 0; p < count; ++p) __builtin_prefetch(at[p] + j, 0, 2);
  }
};

template <std::size_t rows, std::size_t ahead, class T>
LOWRANK_INLINE void dots_of(const T* const* from, const T* const* next, std::size_t n,
                            const double* x, double* out) {
  const Rows<rows, T> row(from);
  const Rows<ahead, T> coming(next);
  Lanes sum[rows] = {};
  const std::size_t whole = n / lanes * lanes;
  for (std::size_t j = 0; j < whole; j += lanes) {
    Lanes xj;
    load(x + j, xj);
    coming.fetch(j);
    for (std::size_t p = 0; p < rows; ++p) {
      Lanes aj;
      load(row.at[p] + j, aj);
      sum[p] += aj * xj;
    }
  }
  if (whole < n) {
    Lanes xj;
    load_part(x + whole, n - whole, xj);
    for (std::size_t p = 0; p < rows; ++p) {
      Lanes aj;
      load_part(row.at[p] + whole, n - whole, aj);
      sum[p] += aj * xj;
    }
  }
  for (std::size_t p = 0; p < rows; ++p) out[p] = sum_of(sum[p]);
}

template <std::size_t rows, std::size_t ahead, class T>
LOWRANK_INLINE void add_of(const T* const* from, const T* const* next, std::size_t n,
                           const double* weights, double* g) {
  const Rows<rows, T> row(from);
  const Rows<ahead, T> coming(next);
  double w[rows];
  for (std::size_t p = 0; p < rows; ++p) w[p] = weights[p];
  const std::size_t whole = n / lanes * lanes;
  for (std::size_t j = 0; j < whole; j += lanes) {
    Lanes gj;
    load(g + j, gj);
    coming.fetch(j);
    for (std::size_t p = 0; p < rows; ++p) {
      Lanes aj;
      load(row.at[p] + j, aj);
      gj += w[p] * aj;
    }
    store(gj, g + j);
  }
  for (std::size_t j = whole; j < n; ++j) {
    for (std::size_t p = 0; p < rows; ++p) g[j] += w[p] * static_cast<double>(row.at[p][j]);
  }
}

// Of a whole panel the products fetch the first half of the next one, and the sums the second half.
template <class T>
LOWRANK_INLINE void dots_body(const Panel<T>& panel, std::size_t n, const double* x, double* out) {
  std::size_t p = 0;
  for (; p + 4 <= panel.rows; p += 4) {
    if (panel.next_rows == most_panel_rows) {
      dots_of<4, 2>(panel.row + p, panel.next + p / 2, n, x, out + p);
    } else {
      dots_of<4, 0>(panel.row + p, panel.next, n, x, out + p);
    }
  }
  for (; p < panel.rows; ++p) dots_of<1, 0>(panel.row + p, panel.next, n, x, out + p);
}

template <class T>
LOWRANK_INLINE void add_body(const Panel<T>& panel, std::size_t n, const double* w, double* g) {
  if (panel.rows == most_panel_rows) {
    if (panel.next_rows == most_panel_rows) {
      add_of<most_panel_rows, 4>(panel.row, panel.next + 4, n, w, g);
    } else {
      add_of<most_panel_rows, 0>(panel.row, panel.next, n, w, g);
    }
    return;
  }
  std::size_t p = 0;
  for (; p + 4 <= panel.rows; p += 4) add_of<4, 0>(panel.row + p, panel.next, n, w + p, g);
  for (; p < panel.rows; ++p) add_of<1, 0>(panel.row + p, panel.next, n, w + p, g);
}

#define LOWRANK_PARAMETERS(T) (const Panel<T>& panel, std::size_t n, const double* in, double* out)
LOWRANK_DISPATCH(dots_double, dots_body, LOWRANK_PARAMETERS(double), (panel, n, in, out))
LOWRANK_DISPATCH(dots_float, dots_body, LOWRANK_PARAMETERS(float), (panel, n, in, out))
LOWRANK_DISPATCH(add_double, add_body, LOWRANK_PARAMETERS(double), (panel, n, in, out))
LOWRANK_DISPATCH(add_float, add_body, LOWRANK_PARAMETERS(float), (panel, n, in, out))
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

}  // namespace lowrank
