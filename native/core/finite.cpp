#include "finite.hpp"

#include <algorithm>
#include <atomic>
#include <bit>

#include "pool.hpp"
#include "targets.hpp"

namespace lowrank {
namespace {

// The numbers of a block are tested together, without a branch for each.
constexpr std::size_t block = 512;

constexpr std::uint64_t exponent_of(double x) {
  return std::bit_cast<std::uint64_t>(x) & 0x7ff0000000000000;
}
constexpr std::uint32_t exponent_of(float x) {
  return std::bit_cast<std::uint32_t>(x) & 0x7f800000;
}
constexpr bool is_finite(double x) { return exponent_of(x) != 0x7ff0000000000000; }
constexpr bool is_finite(float x) { return exponent_of(x) != 0x7f800000; }

template <class T>
LOWRANK_INLINE void search(const T* a, std::size_t n, std::size_t& found) {
  std::size_t i = 0;
  for (; i + block <= n; i += block) {
    decltype(exponent_of(T{})) bad = 0;
    for (std::size_t j = 0; j < block; ++j) bad |= is_finite(a[i + j]) ? 0u : 1u;
    if (bad) break;
  }
  for (; i < n; ++i) {
    if (!is_finite(a[i])) break;
  }
  found = i;
}

LOWRANK_DISPATCH(search_doubles, search, (const double* a, std::size_t n, std::size_t& found),
                 (a, n, found))
LOWRANK_DISPATCH(search_floats, search, (const float* a, std::size_t n, std::size_t& found),
                 (a, n, found))

std::size_t first_bad(const double* a, std::size_t n) {
  std::size_t found;
  search_doubles(a, n, found);
  return found;
}

std::size_t first_bad(const float* a, std::size_t n) {
  std::size_t found;
  search_floats(a, n, found);
  return found;
}

template <class T>
std::int64_t first_in_parts(std::span<const T> a) {
  constexpr std::size_t part = std::size_t{1} << 18;
  const std::size_t n = a.size(), parts = (n + part - 1) / part;
  std::atomic<std::size_t> first{n};
  parallel_for(parts, n, [&](std::size_t p) {
    const std::size_t begin = p * part, size = std::min(part, n - begin);
    if (begin >= first.load(std::memory_order_relaxed)) return;
    const std::size_t at = first_bad(a.data() + begin, size);
    if (at == size) return;
    std::size_t known = first.load(std::memory_order_relaxed);
    while (begin + at < known && !first.compare_exchange_weak(known, begin + at)) {
    }
  });
  const std::size_t index = first.load();
  return index == n ? -1 : static_cast<std::int64_t>(index);
}

}  // namespace

std::int64_t first_non_finite(std::span<const double> a) { return first_in_parts(a); }
std::int64_t first_non_finite(std::span<const float> a) { return first_in_parts(a); }

}  // namespace lowrank
