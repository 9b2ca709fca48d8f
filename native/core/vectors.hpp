#pragma once
// Vectors of the width that an instruction set has, for always-inlined code only: passed between
// functions their layout would depend on the set. A compiler that is given wider ones than the
// machine has keeps them in memory.
#include <cstddef>
#include <cstring>

#include "targets.hpp"

namespace lowrank {

// Sums run over 8 lanes whatever the machine: element j goes to lane j mod 8, in order of j.
constexpr std::size_t lanes = 8;

// Doubles in a vector of a level.
template <Level level>
constexpr std::size_t width = level == Level::avx512 ? 8 : level == Level::avx2 ? 4 : 2;

// Vectors that the 8 lanes take.
template <Level level>
constexpr std::size_t parts = lanes / width<level>;

template <std::size_t count>
struct VectorOf {
  typedef double type __attribute__((vector_size(count * sizeof(double))));
};

template <Level level>
using Vector = typename VectorOf<width<level>>::type;

template <Level level>
LOWRANK_INLINE Vector<level> load(const double* from) {
  Vector<level> to;
  std::memcpy(&to, from, sizeof to);
  return to;
}

template <Level level>
LOWRANK_INLINE Vector<level> load(const float* from) {
  // Written out this is one instruction; GCC makes a conversion of the vector in two halves.
  if constexpr (width<level> == 8) {
    return Vector<level>{from[0], from[1], from[2], from[3], from[4], from[5], from[6], from[7]};
  } else if constexpr (width<level> == 4) {
    return Vector<level>{from[0], from[1], from[2], from[3]};
  } else {
    return Vector<level>{from[0], from[1]};
  }
}

template <Level level>
LOWRANK_INLINE void store(const Vector<level>& from, double* to) {
  std::memcpy(to, &from, sizeof from);
}

// The one order in which lanes are added up.
LOWRANK_INLINE double sum_of_lanes(const double* s) {
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

}  // namespace lowrank
