#pragma once
// Vectors of 8 doubles, for always-inlined code only: passed between functions their layout would
// depend on the instruction set.
#include <cstddef>
#include <cstring>

#include "targets.hpp"

namespace lowrank {

constexpr std::size_t lanes = 8;

using Lanes = double __attribute__((vector_size(64)));

LOWRANK_INLINE void load(const double* from, Lanes& to) { std::memcpy(&to, from, sizeof to); }
// Written out, this is one instruction where there are vectors of 8 doubles; GCC converts a vector
// of floats in two halves.
LOWRANK_INLINE void load(const float* from, Lanes& to) {
  to = Lanes{from[0], from[1], from[2], from[3], from[4], from[5], from[6], from[7]};
}

LOWRANK_INLINE void store(const Lanes& from, double* to) { std::memcpy(to, &from, sizeof from); }

// The one order in which lanes are added up.
LOWRANK_INLINE double sum_of(const Lanes& s) {
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

}  // namespace lowrank
