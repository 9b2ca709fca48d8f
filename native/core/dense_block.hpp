#pragma once
// The inner loops of dense measurements for several runs at once: rows A_i of n numbers meet the
// matrices x_q and g_q of every run q, `stride` numbers apart in x and g. In every sum the order is
// that of dense_panel.hpp, so that a run has the same bits with or without others.
//
// x and g begin at a cache line, and stride is a multiple of 8: rows may lie anywhere, and loads that
// straddle lines cost double, so that those of x and g must not.
#include <cstddef>

namespace lowrank {

constexpr std::size_t most_runs = 16;
constexpr std::size_t most_block_rows = 64;

// So many rows at once: what they take stays in the cache between the products and the sums.
std::size_t block_rows(std::size_t row_bytes);

template <class T>
struct Block {
  std::size_t rows, runs, n, stride;
  const T* const* row;
};

// out[p·runs + q] ← ⟨row p, x_q⟩, by way of 8·rows·runs numbers of `sums`.
void block_dots(const Block<double>& block, const double* x, double* sums, double* out);
void block_dots(const Block<float>& block, const double* x, double* sums, double* out);

// g_q ← g_q + Σ_p w[p·runs + q]·(row p), one row after the other.
void block_add(const Block<double>& block, const double* w, double* g);
void block_add(const Block<float>& block, const double* w, double* g);

}  // namespace lowrank
