#pragma once
// The discrete Fourier transform of real numbers, by KissFFT.
#include <complex>
#include <cstddef>
#include <span>

namespace lowrank {

// out[k] ← Σ_j v[j]·e^{−2πi·jk/n} for 0 < k < n/2, and out[0] ← the numbers of k = 0 and k = n/2,
// which are real. n = v.size() is even, at least 4, and out has n/2 numbers. The roots of unity of
// the last n (8n bytes) are kept; where there is no memory for them std::bad_alloc is thrown.
void real_fourier(std::span<const double> v, std::span<std::complex<double>> out);

}  // namespace lowrank
