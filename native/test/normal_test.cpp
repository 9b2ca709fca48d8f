#include "../core/normal.hpp"

#include <doctest/doctest.h>

#include <bit>

#include "numbers.hpp"

using namespace lowrank;
using namespace lowrank::test;

namespace {

// FNV-1a over the bits of each number.
template <class Bits, class T>
std::uint64_t hash(const std::vector<T>& all) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const T x : all) h = (h ^ std::bit_cast<Bits>(x)) * 0x100000001b3;
  return h;
}

}  // namespace

// The known answers that come with Random123.
TEST_CASE("Philox gives its known answers") {
  using Block = std::array<std::uint32_t, 4>;
  CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) ==
        Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

// Any other compiler, flag or instruction set has to give these: every stored seed depends on it.
TEST_CASE("normal numbers are the same bits everywhere") {
  std::vector<double> doubles(1 << 20);
  std::vector<float> floats(1 << 20);
  normals({12345, 7}, 0, 1.0, doubles);
  normals({12345, 7}, 0, 1.0, floats);
  CHECK(hash<std::uint64_t>(doubles) == 7980850165800119763u);
  CHECK(hash<std::uint32_t>(floats) == 8537038005823312517u);
}

TEST_CASE("normal numbers are addressed by index") {
  const NormalStream from{std::uint64_t{1} << 63 | 5, std::uint64_t{9} << 32 | 3};
  const std::uint64_t start = (std::uint64_t{1} << 34) - 40;  // the block's number passes 2³²
  Numbers all(300);
  normals(from, start, 2.0, all);
  for (std::size_t skip = 0; skip < 70; ++skip) {
    Numbers part(5 + skip);
    normals(from, start + skip, 2.0, part);
    CHECK(std::equal(part.begin(), part.end(), all.begin() + static_cast<std::ptrdiff_t>(skip)));
  }
}

TEST_CASE("normal numbers are normal") {
  const std::size_t n = 1 << 20;
  const Numbers z = random_numbers(n, 42);
  double moment[5] = {};
  for (const double x : z) {
    for (int p = 1; p <= 4; ++p) moment[p] += std::pow(x, p) / static_cast<double>(n);
  }
  const double sigma = 1 / std::sqrt(static_cast<double>(n));
  CHECK(std::fabs(moment[1]) < 4 * sigma);
  CHECK(std::fabs(moment[2] - 1) < 4 * std::sqrt(2.0) * sigma);
  CHECK(std::fabs(moment[3]) < 4 * std::sqrt(15.0) * sigma);
  CHECK(std::fabs(moment[4] - 3) < 4 * std::sqrt(96.0) * sigma);
}
