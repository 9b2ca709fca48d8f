#pragma once
// The Walsh-Hadamard transform, unnormalized, of n = 2^q numbers:
// v[z] ← Σ_b (−1)^{popcount(b & z)}·v[b].
//
// Every number is one tree of sums and differences, the halves of all n numbers first and
// neighbours last, so that a single coefficient, computed alone, has the bits of the whole
// transform.
#include <cstddef>
#include <cstdint>

namespace lowrank {

// In place, on the calling thread.
void walsh_hadamard(double* v, std::size_t n);

// In place, on the pool.
void walsh_hadamard_on_pool(double* v, std::size_t n);

// Coefficient z of the transform of v, which is left as it was. `work` has n/2 numbers.
double walsh_coefficient(const double* v, std::size_t n, std::size_t z, double* work);

// v[b] += w·(−1)^{popcount(b & z)}. `work` has n numbers.
void add_walsh_function(double w, std::size_t z, std::size_t n, double* work, double* v);

}  // namespace lowrank
