#pragma once
// Finding NaN and infinities by their bits: norms and maxima of BLAS may lose them.
#include <cstddef>
#include <cstdint>
#include <span>

namespace lowrank {

// Index of the first NaN or infinity, or −1.
std::int64_t first_non_finite(std::span<const double> a);
std::int64_t first_non_finite(std::span<const float> a);

inline bool all_finite(std::span<const double> a) { return first_non_finite(a) < 0; }

}  // namespace lowrank
