#pragma once
// The thin singular value decomposition.
#include <cstddef>
#include <span>

namespace lowrank {

// A = U·diag(s)·Vᵀ, thin: A m×n is destroyed, p = min(m, n), u m×p, s p values descending ≥ 0, vt
// p×n.
int svd(std::size_t m, std::size_t n, std::span<double> a, std::span<double> u, std::span<double> s,
        std::span<double> vt);

}  // namespace lowrank
