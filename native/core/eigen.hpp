#pragma once
// Eigenvalues and vectors of symmetric matrices.
#include <cstddef>
#include <span>

namespace lowrank {

// A = Z·diag(w)·Zᵀ for symmetric A (both triangles given): A becomes Z, w ascending.
int eigen(std::size_t n, std::span<double> a, std::span<double> w);

}  // namespace lowrank
