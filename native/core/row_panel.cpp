#include "row_panel.hpp"

#include <algorithm>
#include <cstring>

#include "targets.hpp"

namespace lowrank {
namespace {

using Four = double __attribute__((vector_size(32)));

LOWRANK_INLINE Four load(const double* from) {
  Four to;
  std::memcpy(&to, from, sizeof to);
  return to;
}
LOWRANK_INLINE void store(const Four& from, double* to) { std::memcpy(to, &from, sizeof from); }

// So many rows of a packed factor stay in the first- or second-level cache for a whole panel.
constexpr std::size_t strip = 1024;

// out[j][v] += Σ_p row_j[p]·packed[p][v], over p in [begin, end), in registers.
template <std::size_t rows, std::size_t vectors>
LOWRANK_INLINE void products_of(const double* const* row, std::size_t begin, std::size_t end,
                                const double* packed, std::size_t width, double* out) {
  Four sum[rows][vectors];
  for (std::size_t j = 0; j < rows; ++j) {
    for (std::size_t v = 0; v < vectors; ++v) sum[j][v] = load(out + j * width + 4 * v);
  }
  for (std::size_t p = begin; p < end; ++p) {
    Four x[vectors];
    for (std::size_t v = 0; v < vectors; ++v) x[v] = load(packed + p * width + 4 * v);
    for (std::size_t j = 0; j < rows; ++j) {
      const double a = row[j][p];
      for (std::size_t v = 0; v < vectors; ++v) sum[j][v] += a * x[v];
    }
  }
  for (std::size_t j = 0; j < rows; ++j) {
    for (std::size_t v = 0; v < vectors; ++v) store(sum[j][v], out + j * width + 4 * v);
  }
}

// sums[p + j][v] += Σ_i row_i[p + j]·w[i][v], over all rows, in registers.
template <std::size_t columns, std::size_t vectors>
LOWRANK_INLINE void sums_of(const RowPanel& panel, std::size_t p, const double* w,
                            std::size_t width, double* sums) {
  Four sum[columns][vectors];
  double* const to = sums + p * width;
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t v = 0; v < vectors; ++v) sum[j][v] = load(to + j * width + 4 * v);
  }
  for (std::size_t i = 0; i < panel.rows; ++i) {
    const double* const a = panel.row[i] + p;
    Four x[vectors];
    for (std::size_t v = 0; v < vectors; ++v) x[v] = load(w + i * width + 4 * v);
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::size_t v = 0; v < vectors; ++v) sum[j][v] += a[j] * x[v];
    }
  }
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t v = 0; v < vectors; ++v) store(sum[j][v], to + j * width + 4 * v);
  }
}

// Tiles of at most 12 vectors of sums, which fit the registers of every instruction set but the
// oldest.
constexpr std::size_t tile_height(std::size_t vectors) { return vectors == 1 ? 8 : 4; }

template <std::size_t vectors>
LOWRANK_INLINE void all_products(const RowPanel& panel, std::size_t begin, std::size_t end,
                                 const double* packed, std::size_t width, double* out) {
  constexpr std::size_t tile = tile_height(vectors);
  std::size_t i = 0;
  for (; i + tile <= panel.rows; i += tile) {
    products_of<tile, vectors>(panel.row + i, begin, end, packed, width, out + i * width);
  }
  for (; i < panel.rows; ++i) {
    products_of<1, vectors>(panel.row + i, begin, end, packed, width, out + i * width);
  }
}

template <std::size_t vectors>
LOWRANK_INLINE void all_sums(const RowPanel& panel, std::size_t n, const double* w,
                             std::size_t width, double* sums) {
  constexpr std::size_t tile = tile_height(vectors);
  std::size_t p = 0;
  for (; p + tile <= n; p += tile) sums_of<tile, vectors>(panel, p, w, width, sums);
  for (; p < n; ++p) sums_of<1, vectors>(panel, p, w, width, sums);
}

LOWRANK_INLINE void products_body(const RowPanel& panel, std::size_t n, const double* packed,
                                  std::size_t width, double* out) {
  std::fill_n(out, panel.rows * width, 0.0);
  for (std::size_t begin = 0; begin < n; begin += strip) {
    const std::size_t end = std::min(n, begin + strip);
    std::size_t q = 0;
    for (; q + 12 <= width; q += 12) all_products<3>(panel, begin, end, packed + q, width, out + q);
    if (width - q == 8) all_products<2>(panel, begin, end, packed + q, width, out + q);
    if (width - q == 4) all_products<1>(panel, begin, end, packed + q, width, out + q);
  }
}

LOWRANK_INLINE void sums_body(const RowPanel& panel, std::size_t n, const double* w,
                              std::size_t width, double* sums) {
  std::size_t q = 0;
  for (; q + 12 <= width; q += 12) all_sums<3>(panel, n, w + q, width, sums + q);
  if (width - q == 8) all_sums<2>(panel, n, w + q, width, sums + q);
  if (width - q == 4) all_sums<1>(panel, n, w + q, width, sums + q);
}

#define LOWRANK_PARAMETERS \
  (const RowPanel& panel, std::size_t n, const double* in, std::size_t width, double* out)
LOWRANK_DISPATCH(products, products_body, LOWRANK_PARAMETERS, (panel, n, in, width, out))
LOWRANK_DISPATCH(sums, sums_body, LOWRANK_PARAMETERS, (panel, n, in, width, out))
#undef LOWRANK_PARAMETERS

}  // namespace

void pack_rows(const double* factor, std::size_t n, std::size_t k, std::size_t begin,
               std::size_t end, double* packed) {
  const std::size_t width = packed_width(k);
  for (std::size_t p = begin; p < end; ++p) {
    for (std::size_t q = 0; q < k; ++q) packed[p * width + q] = factor[p + q * n];
    for (std::size_t q = k; q < width; ++q) packed[p * width + q] = 0;
  }
}

void panel_products(const RowPanel& panel, std::size_t n, const double* packed, std::size_t width,
                    double* out) {
  products(panel, n, packed, width, out);
}

void panel_sums(const RowPanel& panel, std::size_t n, const double* w, std::size_t width,
                double* to) {
  sums(panel, n, w, width, to);
}

}  // namespace lowrank
