#pragma once
// A few rows of n numbers against a factor whose own rows are contiguous: the inner loops of
// measurements by vectors. Every number is one sum in one order, so that its bits depend neither on
// the rows beside it nor on its place among them.
#include <cstddef>

namespace lowrank {

constexpr std::size_t tallest_row_panel = 32;

struct RowPanel {
  std::size_t rows = 0;
  const double* row[tallest_row_panel];
};

// Numbers of a packed row of k: whole vectors of 4.
constexpr std::size_t packed_width(std::size_t k) { return (k + 3) / 4 * 4; }

// packed[p·width + q] ← factor[p + q·n] for begin ≤ p < end and an n×k factor; zeros for q ≥ k.
void pack_rows(const double* factor, std::size_t n, std::size_t k, std::size_t begin,
               std::size_t end, double* packed);

// out[i·width + q] ← Σ_p row_i[p]·packed[p·width + q], in order of p.
void panel_products(const RowPanel& panel, std::size_t n, const double* packed, std::size_t width,
                    double* out);

// sums[p·width + q] += Σ_i row_i[p]·w[i·width + q], in order of i.
void panel_sums(const RowPanel& panel, std::size_t n, const double* w, std::size_t width,
                double* sums);

}  // namespace lowrank
