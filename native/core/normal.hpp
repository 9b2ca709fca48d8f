#pragma once
// Standard normal numbers addressed by (seed, stream, index): Philox4x32-10 and Box-Muller.
//
// Salmon, Moraes, Dror, Shaw. Parallel random numbers: as easy as 1, 2, 3. SC 2011.
#include <array>
#include <cstdint>
#include <span>

namespace lowrank {

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key);

// One sequence z(0), z(1), … for each pair of a seed and a stream.
struct NormalStream {
  std::uint64_t seed;
  std::uint64_t stream;
};

// out[i] ← scale · z(first + i)
void normals(NormalStream from, std::uint64_t first, double scale, std::span<double> out);
void normals(NormalStream from, std::uint64_t first, double scale, std::span<float> out);

}  // namespace lowrank
