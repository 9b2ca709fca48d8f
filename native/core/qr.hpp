#pragma once
// The thin QR factorization.
#include <cstddef>
#include <span>

namespace lowrank {

// A = Q·R with A n×k, n ≥ k: A becomes Q (QᵀQ = I), r (k×k) the upper triangle with diagonal ≥ 0
// and zeros below.
int qr(std::size_t n, std::size_t k, std::span<double> a, std::span<double> r);

}  // namespace lowrank
