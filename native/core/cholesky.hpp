#pragma once
// Solving with symmetric positive definite matrices.
#include <cstddef>
#include <span>

namespace lowrank {

// B ← B·A⁻¹ for A k×k symmetric positive definite and B n×k. A becomes its lower Cholesky factor,
// zeros above the diagonal. Returns the order of the first leading minor that is not positive (B
// untouched), or a code.
int solve_right(std::size_t n, std::size_t k, std::span<double> a, std::span<double> b);

}  // namespace lowrank
