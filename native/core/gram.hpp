#pragma once
// Gram matrices.
#include <cstddef>
#include <span>

namespace lowrank {

// out ← AᵀA (k×k, both triangles, exactly symmetric) for A n×k. Returns 0, or no_memory for the
// partial sums of a tall A.
int gram(std::size_t n, std::size_t k, std::span<const double> a, std::span<double> out);

}  // namespace lowrank
