#pragma once
// The inner loops of entry sampling, over factors whose rows are contiguous and over factors as
// they come, by columns. The two ways give the same bits: a measurement has one accumulator of 8
// lanes, column q goes to lane q mod 8, in order of q, and the lanes are added up at the end as
// ((0+4)+(2+6)) + ((1+5)+(3+7)); a gradient adds entries in their order.
#include <cstddef>
#include <cstdint>

#include "lanes.hpp"

namespace lowrank {

// A tile of so many vectors of 8 columns is added up in registers.
constexpr std::size_t most_tile_vectors = 4;

// A factor row by row: the k numbers of a row, and zeros up to `vectors` vectors of 8.
struct RowMajor {
  double* data;
  std::size_t vectors;
  bool fetch;  // rows are fetched into the cache ahead of their use
};

// The sampled entries e in [begin, end): row to[e] of one factor meets row from[e] of the other.
struct Meetings {
  std::size_t begin, end;
  const std::int32_t* to;
  const std::int32_t* from;
};

// Vector v of the rows of `to` ← columns 8v, 8v + 1, … of an n×k column-major factor.
void copy_to_rows(const double* factor, std::size_t n, std::size_t k, std::size_t v,
                  const RowMajor& to);

// Columns 8v, 8v + 1, … of an n×k column-major factor ← a tile of n rows of `vectors` vectors.
void copy_to_columns(const double* tile, std::size_t vectors, std::size_t n, std::size_t k,
                     std::size_t v, double* factor);

// out[e] ← ⟨row to[e] of a, row from[e] of b⟩
void row_dots(const Meetings& at, const RowMajor& a, const RowMajor& b, double* out);

// Row to[e] of the tile += w[e]·(vectors v, v + 1, … of row from[e] of b), `vectors` of them.
void add_rows(const Meetings& at, const double* w, const RowMajor& b, std::size_t v,
              std::size_t vectors, double* tile);

// out[e] ← Σ_q a[to[e] + q·n1]·b[from[e] + q·n2]
void column_dots(const Meetings& at, const double* a, std::size_t n1, const double* b,
                 std::size_t n2, std::size_t k, double* out);

// g[to[e]] += w[e]·b[from[e]], of one column.
void add_column(const Meetings& at, const double* w, const double* b, double* g);

}  // namespace lowrank
