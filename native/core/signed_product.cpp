#include "signed_product.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "gemm.hpp"
#include "pool.hpp"

namespace lowrank {
namespace {

constexpr std::size_t part = std::size_t{1} << 14;  // a multiple of 32

void change_signs(Signs signs, std::span<double> v) {
  parallel_for((v.size() + part - 1) / part, v.size(), [&](std::size_t p) {
    const std::size_t end = std::min(v.size(), (p + 1) * part);
    for (std::size_t j = p * part; j < end; ++j) {
      const auto word = static_cast<std::uint32_t>(signs[j / 32]);
      const std::uint64_t minus = word >> j % 32 & 1;
      v[j] = std::bit_cast<double>(std::bit_cast<std::uint64_t>(v[j]) ^ minus << 63);
    }
  });
}

}  // namespace

void form_signed_product(const Factors& x, Signs signs, std::span<double> v) {
  const std::size_t size = x.n1 * x.n2;
  gemm(Op::none, Op::transpose, {x.n2, x.n1, x.k}, 1.0, x.right, x.left, 0.0, v.first(size));
  change_signs(signs, v.first(size));
  std::ranges::fill(v.subspan(size), 0.0);
}

void pull_signed(std::span<double> v, Signs signs, double scale, const Factors& x,
                 const FactorsOut& out) {
  const auto g = v.first(x.n1 * x.n2);
  change_signs(signs, g);
  gemm(Op::transpose, Op::none, {x.n1, x.k, x.n2}, scale, g, x.right, 0.0, out.left);
  gemm(Op::none, Op::none, {x.n2, x.k, x.n1}, scale, g, x.left, 0.0, out.right);
}

void pick_rows(std::span<const double> v, std::span<const std::int32_t> row, double scale,
               std::span<double> out) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    out[i] = scale * v[static_cast<std::size_t>(row[i])];
  }
}

void place_rows(std::span<const double> w, std::span<const std::int32_t> row,
                std::span<double> v) {
  std::ranges::fill(v, 0.0);
  for (std::size_t i = 0; i < row.size(); ++i) v[static_cast<std::size_t>(row[i])] += w[i];
}

}  // namespace lowrank
