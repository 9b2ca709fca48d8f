#pragma once
// The inner loops of dense measurements, over a panel of up to 4 rows A_i of n numbers each: as many
// streams from memory as one core keeps busy.
#include <cstddef>

namespace lowrank {

constexpr std::size_t most_panel_rows = 4;

template <class T>
struct Panel {
  std::size_t rows = 0;
  const T* row[most_panel_rows] = {};
};

// out[p] ← ⟨row p, x⟩. Each product has one accumulator of 8 lanes: element j goes to lane j mod 8,
// in order of j, and the lanes are added up at the end as ((0+4)+(2+6)) + ((1+5)+(3+7)).
void panel_dots(const Panel<double>& panel, std::size_t n, const double* x, double* out);
void panel_dots(const Panel<float>& panel, std::size_t n, const double* x, double* out);

// g ← g + Σ_p w[p]·(row p), one row after the other.
void panel_add(const Panel<double>& panel, std::size_t n, const double* w, double* g);
void panel_add(const Panel<float>& panel, std::size_t n, const double* w, double* g);

// Both, of two whole panels: the sum over `last` and the products of `next` share a loop, so that
// rows come from memory all the time while the earlier ones are still in the cache.
void panel_add_and_dots(const Panel<double>& last, const double* w, double* g,
                        const Panel<double>& next, const double* x, double* out, std::size_t n);
void panel_add_and_dots(const Panel<float>& last, const double* w, double* g,
                        const Panel<float>& next, const double* x, double* out, std::size_t n);

}  // namespace lowrank
