#pragma once
// What transforms of vec(X) with random signs have in common: X = L·Rᵀ row-major, each entry with
// the sign of its bit (bit j mod 32 of word ⌊j/32⌋: 1 is minus), followed by zeros.
#include <cstdint>
#include <span>

#include "factors.hpp"

namespace lowrank {

using Signs = std::span<const std::int32_t>;

// v ← (±X, 0)
void form_signed_product(const Factors& x, Signs signs, std::span<double> v);

// out ← scale·(G·R, Gᵀ·L), where ±G are the first n1·n2 numbers of v. They are overwritten.
void pull_signed(std::span<double> v, Signs signs, double scale, const Factors& x,
                 const FactorsOut& out);

// out[i] ← scale·v[row[i]]
void pick_rows(std::span<const double> v, std::span<const std::int32_t> row, double scale,
               std::span<double> out);

// v ← Σ_i w_i·e_{row[i]}
void place_rows(std::span<const double> w, std::span<const std::int32_t> row, std::span<double> v);

}  // namespace lowrank
