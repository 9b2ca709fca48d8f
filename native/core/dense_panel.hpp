#pragma once
// The inner loops of dense measurements, over a panel of up to 8 rows A_i of n numbers each.
#include <cstddef>

namespace lowrank {

constexpr std::size_t most_panel_rows = 8;

// The rows of a panel, and those of the panel that comes next, which are fetched into the cache
// meanwhile. No next rows: nothing is fetched.
template <class T>
struct Panel {
  std::size_t rows, next_rows;
  const T* row[most_panel_rows];
  const T* next[most_panel_rows];
};

// out[p] ← ⟨row p, x⟩. Each product has one accumulator of 8 lanes: element j goes to lane j mod 8,
// in order of j, and the lanes are added up at the end as ((0+4)+(2+6)) + ((1+5)+(3+7)).
void panel_dots(const Panel<double>& panel, std::size_t n, const double* x, double* out);
void panel_dots(const Panel<float>& panel, std::size_t n, const double* x, double* out);

// g ← g + Σ_p w[p]·(row p), one row after the other.
void panel_add(const Panel<double>& panel, std::size_t n, const double* w, double* g);
void panel_add(const Panel<float>& panel, std::size_t n, const double* w, double* g);

}  // namespace lowrank
