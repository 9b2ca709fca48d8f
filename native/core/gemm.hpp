#pragma once
// Matrix products. Matrices are column-major and tight.
#include <cstddef>
#include <span>

namespace lowrank {

enum class Op : bool { none, transpose };

struct ProductShape {
  std::size_t m, n, k;
};

// C ← α·op(A)·op(B) + β·C, with C m×n, op(A) m×k and op(B) k×n. β = 0 overwrites C whatever it
// held; α = 0 or k = 0 never reads A or B.
void gemm(Op op_a, Op op_b, ProductShape shape, double alpha, std::span<const double> a,
          std::span<const double> b, double beta, std::span<double> c);

}  // namespace lowrank
