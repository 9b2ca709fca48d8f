#include "sensing_rows.hpp"

#include <algorithm>
#include <bit>

#include "dense_block.hpp"
#include "dense_panel.hpp"
#include "targets.hpp"

namespace lowrank {
namespace {

// Bytes of made rows that stay in the second-level cache until they are added up.
constexpr std::size_t near = std::size_t{1} << 18;

LOWRANK_INLINE void signs_body(const std::uint8_t* bits, std::size_t n, double scale, double* out) {
  const auto magnitude = std::bit_cast<std::uint64_t>(scale);
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  const std::size_t whole = n / 8 * 8;
  for (std::size_t j = 0; j < whole; j += 8) {
    const std::uint64_t byte = bits[j / 8];
    for (std::size_t b = 0; b < 8; ++b) {
      out[j + b] = std::bit_cast<double>(magnitude ^ ((byte << (63 - b)) & sign));
    }
  }
  for (std::size_t j = whole; j < n; ++j) {
    const std::uint64_t bit = (bits[j / 8] >> (j % 8)) & 1u;
    out[j] = std::bit_cast<double>(magnitude ^ (bit << 63));
  }
}

LOWRANK_DISPATCH(signs_of, signs_body,
                 (const std::uint8_t* bits, std::size_t n, double scale, double* out),
                 (bits, n, scale, out))

}  // namespace

std::size_t rows_made(std::size_t n, bool together) {
  const std::size_t bytes = std::max<std::size_t>(1, n * sizeof(double));
  const std::size_t most = together ? most_block_rows : most_panel_rows;
  return std::clamp<std::size_t>((together ? 4 * near : near) / bytes, 1, most);
}

std::size_t room_for_rows(const SensingRows& by, bool together) {
  const bool drawn = std::holds_alternative<Drawn>(by.from);
  if (!drawn && !std::holds_alternative<Signs>(by.from)) return 0;
  return rows_made(by.n(), together) * by.n() + (drawn && by.packed ? by.n1 * by.n1 : 0);
}

void unpack_signs(const Signs& signs, std::size_t row, std::span<double> out) {
  const std::size_t n = out.size();
  signs_of(signs.bits.data() + row * sign_row_bytes(n), n, signs.scale, out.data());
}

void draw_row(const Drawn& drawn, std::size_t row, std::size_t n1, bool packed, double* square,
              std::span<double> out) {
  const NormalStream stream{drawn.first.seed,
                            drawn.first.stream + (static_cast<std::uint64_t>(row) << 32)};
  if (!packed) return normals(stream, 0, drawn.scale, out);
  normals(stream, 0, drawn.scale, std::span<double>{square, n1 * n1});
  pack_symmetric(square, n1, false, out.data());
}

void pack_symmetric(const double* b, std::size_t n1, bool sum, double* out) {
  for (std::size_t i = 0; i < n1; ++i) {
    *out++ = b[i * n1 + i];
    for (std::size_t j = i + 1; j < n1; ++j) {
      const double both = b[i * n1 + j] + b[j * n1 + i];
      *out++ = sum ? both : 0.5 * both;
    }
  }
}

}  // namespace lowrank
