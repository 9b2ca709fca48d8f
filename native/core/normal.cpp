// The exact evaluation order, which src/kernels/portable/normal.ts repeats. All arithmetic is IEEE
// double, one rounding per written operation and no fused multiply-add (this file is compiled with
// -ffp-contract=off); unary minus is IEEE negation.
//
// clang-format off
//   z(j)     block b = ⌊j/4⌋, lane j mod 4; counter (b low, b high, stream low, stream high),
//            key (seed low, seed high). Lanes 0 and 1 come from (x0, x1), lanes 2 and 3 from
//            (x2, x3); call such a pair (a, c).
//   Radius   u = (a + 0.5) * 2^-32 = m·2^e with m in [1, 2)
//            if m >= 1.4142135623730951: m = m * 0.5, e = e + 1
//            s = (m - 1) / (m + 1);  z = s * s
//            p = 1.0/23, then p = p * z + 1.0/d for d = 21, 19, …, 3, then p = p * z + 1
//            ln = e * 0.6931471805599453 + (2 * s) * p
//            rho = sqrt(-2 * ln)
//   Angle    q = c >> 30;  t = c & 0x3fffffff
//            theta = (t * 2^-30 - 0.5) * 1.5707963267948966;  y = theta * theta
//            p = 1/17!, then p = p * y + f for f = -1/15!, 1/13!, …, -1/3!, then p = p * y + 1
//            sin = theta * p
//            p = 1/16!, then p = p * y + f for f = -1/14!, 1/12!, …, -1/2!, then p = p * y + 1
//            cos = p
//            (first, second) = (cos, sin), (-sin, cos), (-cos, -sin), (sin, -cos) for q = 0, 1, 2, 3
//   Result   scale * (rho * first) in even lanes, scale * (rho * second) in odd ones;
//            float32 rounds that once.
// clang-format on
#include "normal.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

#include "pool.hpp"
#include "targets.hpp"

namespace lowrank {
namespace {

using u32 = std::uint32_t;
using u64 = std::uint64_t;

// Blocks done side by side, so that the compiler's vectors are full.
constexpr std::size_t width = 16;
constexpr std::size_t batch = 4 * width;

struct Words {
  u32 x[4][width];
};

LOWRANK_INLINE void philox_rounds(Words& c, u32 k0, u32 k1) {
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < width; ++i) {
      const u64 p = u64{0xD2511F53} * c.x[0][i];
      const u64 q = u64{0xCD9E8D57} * c.x[2][i];
      const u32 c1 = c.x[1][i], c3 = c.x[3][i];
      c.x[0][i] = static_cast<u32>(q >> 32) ^ c1 ^ k0;
      c.x[1][i] = static_cast<u32>(q);
      c.x[2][i] = static_cast<u32>(p >> 32) ^ c3 ^ k1;
      c.x[3][i] = static_cast<u32>(p);
    }
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
}

LOWRANK_INLINE double minus_two_log(u32 a) {
  const double u = (static_cast<double>(a) + 0.5) * 0x1p-32;
  const u64 bits = std::bit_cast<u64>(u);
  double m = std::bit_cast<double>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  double e = static_cast<double>(static_cast<std::int32_t>(bits >> 52) - 1023);
  const bool high = m >= 1.4142135623730951;
  m = high ? m * 0.5 : m;
  e = high ? e + 1.0 : e;
  const double s = (m - 1.0) / (m + 1.0);
  const double z = s * s;
  double p = 1.0 / 23;
  p = p * z + 1.0 / 21;
  p = p * z + 1.0 / 19;
  p = p * z + 1.0 / 17;
  p = p * z + 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  p = p * z + 1.0;
  return -2.0 * (e * 0.6931471805599453 + (2.0 * s) * p);
}

LOWRANK_INLINE double sine(double theta, double y) {
  double p = 1.0 / 355687428096000;
  p = p * y + -1.0 / 1307674368000;
  p = p * y + 1.0 / 6227020800;
  p = p * y + -1.0 / 39916800;
  p = p * y + 1.0 / 362880;
  p = p * y + -1.0 / 5040;
  p = p * y + 1.0 / 120;
  p = p * y + -1.0 / 6;
  p = p * y + 1.0;
  return theta * p;
}

LOWRANK_INLINE double cosine(double y) {
  double p = 1.0 / 20922789888000;
  p = p * y + -1.0 / 87178291200;
  p = p * y + 1.0 / 479001600;
  p = p * y + -1.0 / 3628800;
  p = p * y + 1.0 / 40320;
  p = p * y + -1.0 / 720;
  p = p * y + 1.0 / 24;
  p = p * y + -1.0 / 2;
  p = p * y + 1.0;
  return p;
}

// Negates where bit 0 of `odd` is set.
LOWRANK_INLINE double signed_by(double x, u32 odd) {
  return std::bit_cast<double>(std::bit_cast<u64>(x) ^ (u64{odd & 1} << 63));
}

// Blocks block … block + width − 1 into out, four numbers each.
LOWRANK_INLINE void normal_batch_body(NormalStream from, u64 block, double scale, double* out) {
  Words c;
  for (std::size_t i = 0; i < width; ++i) {
    c.x[0][i] = static_cast<u32>(block + i);
    c.x[1][i] = static_cast<u32>((block + i) >> 32);
    c.x[2][i] = static_cast<u32>(from.stream);
    c.x[3][i] = static_cast<u32>(from.stream >> 32);
  }
  philox_rounds(c, static_cast<u32>(from.seed), static_cast<u32>(from.seed >> 32));
  double value[4][width];
  for (std::size_t half = 0; half < 4; half += 2) {
    for (std::size_t i = 0; i < width; ++i) {
      const double rho = std::sqrt(minus_two_log(c.x[half][i]));
      const u32 word = c.x[half + 1][i];
      const u32 q = word >> 30;
      const double t = static_cast<double>(static_cast<std::int32_t>(word & 0x3fffffff));
      const double theta = (t * 0x1p-30 - 0.5) * 1.5707963267948966;
      const double y = theta * theta;
      const double s = sine(theta, y);
      const double k = cosine(y);
      const double first = (q & 1) ? s : k;
      const double second = (q & 1) ? k : s;
      value[half][i] = scale * (rho * signed_by(first, q ^ (q >> 1)));
      value[half + 1][i] = scale * (rho * signed_by(second, q >> 1));
    }
  }
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t lane = 0; lane < 4; ++lane) out[4 * i + lane] = value[lane][i];
  }
}

LOWRANK_DISPATCH(normal_batch, normal_batch_body,
                 (NormalStream from, u64 block, double scale, double* out),
                 (from, block, scale, out))

template <class T>
void fill(NormalStream from, u64 first, double scale, std::span<T> out) {
  double buffer[batch];
  std::size_t done = 0;
  while (done < out.size()) {
    const u64 at = first + done;
    const std::size_t skip = at % 4;
    normal_batch(from, at / 4, scale, buffer);
    const std::size_t take = std::min(batch - skip, out.size() - done);
    for (std::size_t i = 0; i < take; ++i) out[done + i] = static_cast<T>(buffer[skip + i]);
    done += take;
  }
}

template <class T>
void fill_in_parts(NormalStream from, u64 first, double scale, std::span<T> out) {
  constexpr std::size_t part = std::size_t{1} << 16;
  const std::size_t parts = (out.size() + part - 1) / part;
  parallel_for(parts, out.size() * 64, [&](std::size_t p) {
    const std::size_t begin = p * part;
    fill(from, first + begin, scale, out.subspan(begin, std::min(part, out.size() - begin)));
  });
}

}  // namespace

std::array<u32, 4> philox4x32_10(std::array<u32, 4> counter, std::array<u32, 2> key) {
  Words c{};
  for (std::size_t word = 0; word < 4; ++word) c.x[word][0] = counter[word];
  philox_rounds(c, key[0], key[1]);
  return {c.x[0][0], c.x[1][0], c.x[2][0], c.x[3][0]};
}

void normals(NormalStream from, u64 first, double scale, std::span<double> out) {
  fill_in_parts(from, first, scale, out);
}

void normals(NormalStream from, u64 first, double scale, std::span<float> out) {
  fill_in_parts(from, first, scale, out);
}

}  // namespace lowrank
