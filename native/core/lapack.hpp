#pragma once
// What every LAPACK kernel needs: return codes, workspace, and sizes as LAPACK's 32-bit integers.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>

namespace lowrank {

// As in src/kernels/contract.ts. Above zero: LAPACK's info.
constexpr int done = 0;
constexpr int non_finite = -1;
constexpr int too_large = -2;
constexpr int no_memory = -3;

// Null where there is no memory; uninitialized.
template <class T>
std::unique_ptr<T[]> workspace(std::size_t n) {
  return std::unique_ptr<T[]>(new (std::nothrow) T[n]);
}

constexpr std::size_t lapack_max = std::numeric_limits<std::int32_t>::max();

inline int lapack_int(std::size_t n) { return static_cast<int>(n); }

// Leading dimensions must be at least 1 even where there are no rows.
inline int leading(std::size_t rows) { return lapack_int(rows > 0 ? rows : 1); }

// A negative info names a bad argument; ours are sound, so only a size can have been refused.
inline int code_of(int info) { return info < 0 ? too_large : info; }

}  // namespace lowrank
