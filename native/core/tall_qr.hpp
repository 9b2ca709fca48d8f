#pragma once
// QR of matrices with far more rows than columns, block of rows after block of rows (TSQR: Demmel,
// Grigori, Hoemmen, Langou, SIAM J. Sci. Comput. 34, 2012).
#include <cstddef>
#include <span>

namespace lowrank {

// Whether n×k has enough rows that blocks of them pay.
bool is_tall(std::size_t n, std::size_t k);

// As qr, for finite A with is_tall(n, k).
int tall_qr(std::size_t n, std::size_t k, std::span<double> a, std::span<double> r);

// A ← A·B for A n×k and B k×k, by blocks of rows.
int multiply_rows(std::size_t n, std::size_t k, std::span<double> a, std::span<const double> b);

}  // namespace lowrank
