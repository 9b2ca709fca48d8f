#pragma once
// The inner loops of entry sampling, over factors whose rows are contiguous or, where entries are
// few, as they are.
//
// A measurement has one accumulator of 8 lanes: column q goes to lane q mod 8, in order of q, and
// the lanes are added up at the end as ((0+4)+(2+6)) + ((1+5)+(3+7)). Gradients add entries in the
// order in which they are given.
#include <cstddef>
#include <cstdint>

namespace lowrank {

// A factor row by row, and beside each row, where there is a gradient to be made, the gradient's.
// `width` is k rounded up to a multiple of 4; the numbers beyond k are zero.
struct RowMajor {
  double* data;
  std::size_t width;
  std::size_t stride;  // 2·width with gradients, else width

  double* row(std::int32_t i) const { return data + static_cast<std::size_t>(i) * stride; }
};

// Entries that follow each other: row[e] of one factor meets row col[e] of the other. While they
// are worked on, rows of the other that entries before number `fetched` will need, which may lie
// beyond these, are fetched into the cache.
struct Meetings {
  std::size_t count, fetched;
  const std::int32_t* row;
  const std::int32_t* col;
};

// Rows [begin, end) of an n×k column-major factor, and zeros for their gradient.
void copy_to_rows(const double* factor, std::size_t n, std::size_t k, std::size_t begin,
                  std::size_t end, const RowMajor& to);

// The gradients beside rows [begin, end), into an n×k column-major matrix.
void copy_gradient(const RowMajor& from, std::size_t begin, std::size_t end, std::size_t n,
                   std::size_t k, double* gradient);

// out[e] ← ⟨row[e] of a, row col[e] of b⟩
void row_dots(const Meetings& at, const RowMajor& a, const RowMajor& b, double* out);

// Gradient of row[e] of a += w[e]·(row col[e] of b), and the same with a and b exchanged.
void add_both(const Meetings& at, const double* w, const RowMajor& a, const RowMajor& b);

// The same dots, of rows of column-major n1×k and n2×k factors.
void column_dots(const Meetings& at, const double* a, std::size_t n1, const double* b,
                 std::size_t n2, std::size_t k, double* out);

// One column of both gradients: to_a[row[e]] += w[place[e]]·b[col[e]] and the same with a and b
// exchanged.
void add_column(const Meetings& at, const std::int32_t* place, const double* w, const double* a,
                const double* b, double* to_a, double* to_b);

}  // namespace lowrank
