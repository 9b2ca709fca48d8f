#include "walsh.hpp"

#include <algorithm>
#include <bit>

#include "pool.hpp"
#include "targets.hpp"

namespace lowrank {
namespace {

// Blocks of so many numbers are transformed within the first-level cache.
constexpr std::size_t block = 2048;

// The longest stage of n numbers, for [begin, end) of the first half.
LOWRANK_INLINE void halves(double* v, std::size_t n, std::size_t begin, std::size_t end) {
  double* const w = v + n / 2;
  for (std::size_t i = begin; i < end; ++i) {
    const double a = v[i], b = w[i];
    v[i] = a + b;
    w[i] = a - b;
  }
}

// The two longest stages of n numbers in one pass, for [begin, end) of the first quarter.
LOWRANK_INLINE void quarters(double* v, std::size_t n, std::size_t begin, std::size_t end) {
  const std::size_t h = n / 4;
  double *const v1 = v + h, *const v2 = v1 + h, *const v3 = v2 + h;
  for (std::size_t i = begin; i < end; ++i) {
    const double a = v[i] + v2[i], c = v[i] - v2[i], b = v1[i] + v3[i], d = v1[i] - v3[i];
    v[i] = a + b;
    v1[i] = a - b;
    v2[i] = c + d;
    v3[i] = c - d;
  }
}

LOWRANK_INLINE void transform_body(double* v, std::size_t n, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; at += n) {
    std::size_t length = n;
    if (std::bit_width(n) % 2 == 0) {  // an odd number of stages
      halves(v + at, n, 0, n / 2);
      length = n / 2;
    }
    for (; length >= 4; length /= 4) {
      for (std::size_t i = at; i < at + n; i += length) quarters(v + i, length, 0, length / 4);
    }
  }
}

LOWRANK_INLINE void pass_body(double* v, std::size_t n, std::size_t begin, std::size_t end) {
  quarters(v, n, begin, end);
}

LOWRANK_INLINE void signed_half_body(const double* v, std::size_t h, bool minus, double* out) {
  if (minus) {
    for (std::size_t i = 0; i < h; ++i) out[i] = v[i] - v[h + i];
  } else {
    for (std::size_t i = 0; i < h; ++i) out[i] = v[i] + v[h + i];
  }
}

LOWRANK_INLINE void add_body(const double* from, std::size_t n, double* to) {
  for (std::size_t i = 0; i < n; ++i) to[i] += from[i];
}

#define LOWRANK_PARAMETERS (double* v, std::size_t n, std::size_t begin, std::size_t end)
// Every block of n numbers from begin to end, whole.
LOWRANK_DISPATCH(transform_blocks, transform_body, LOWRANK_PARAMETERS, (v, n, begin, end))
LOWRANK_DISPATCH(quarters_pass, pass_body, LOWRANK_PARAMETERS, (v, n, begin, end))
#undef LOWRANK_PARAMETERS
LOWRANK_DISPATCH(signed_half, signed_half_body,
                 (const double* v, std::size_t h, bool minus, double* out), (v, h, minus, out))
LOWRANK_DISPATCH(add, add_body, (const double* from, std::size_t n, double* to), (from, n, to))

}  // namespace

void walsh_hadamard(double* v, std::size_t n) {
  std::size_t length = n;
  for (; length > 2 * block; length /= 4) {
    for (std::size_t at = 0; at < n; at += length) quarters_pass(v + at, length, 0, length / 4);
  }
  transform_blocks(v, length, 0, n);
}

void walsh_hadamard_on_pool(double* v, std::size_t n) {
  std::size_t length = n;
  for (; length > 2 * block; length /= 4) {
    const std::size_t quarter = length / 4, each = std::min(quarter, block);
    const std::size_t parts = quarter / each;
    parallel_for(n / length * parts, 2 * n, [&](std::size_t t) {
      const std::size_t begin = t % parts * each;
      quarters_pass(v + t / parts * length, length, begin, begin + each);
    });
  }
  parallel_for(n / length, 12 * n, [&](std::size_t t) {
    transform_blocks(v, length, t * length, (t + 1) * length);
  });
}

double walsh_coefficient(const double* v, std::size_t n, std::size_t z, double* work) {
  if (n == 1) return v[0];
  signed_half(v, n / 2, z & n / 2, work);
  for (std::size_t h = n / 4; h > 0; h /= 2) signed_half(work, h, z & h, work);
  return work[0];
}

void add_walsh_function(double w, std::size_t z, std::size_t n, double* work, double* v) {
  work[0] = w;
  for (std::size_t h = 1; h < n; h *= 2) {
    const double sign = z & h ? -1.0 : 1.0;
    for (std::size_t i = 0; i < h; ++i) work[h + i] = sign * work[i];
  }
  add(work, n, v);
}

}  // namespace lowrank
