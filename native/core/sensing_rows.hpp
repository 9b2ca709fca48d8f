#pragma once
// Where the sensing matrices of a dense operator come from: memory, bits, or a seed. Each is a row of
// n numbers: the n1·n2 entries of A_i, row-major, or the ½n1(n1 + 1) of the upper triangle of a
// symmetric one, row after row.
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "normal.hpp"

namespace lowrank {

// ±scale, the sign of entry j of row i being bit j of that row: byte j/8, lowest bit first; 1 is
// minus. A row begins at a multiple of 4 bytes.
struct Signs {
  std::span<const std::uint8_t> bits;
  double scale;
};

// Row i is scale times the normal numbers of stream `first.stream` + i·2³²; where the matrices are
// symmetric it is ½(B + Bᵀ) of the square matrix B with those numbers.
struct Drawn {
  NormalStream first;
  double scale;
};

struct SensingRows {
  std::size_t m, n1, n2;
  bool packed;  // upper triangles of symmetric matrices
  std::variant<std::span<const double>, std::span<const float>, Signs, Drawn> from;
  std::span<const std::int32_t> index;  // measurement i has row i, or row index[i] where there is one

  std::size_t n() const { return packed ? n1 * (n1 + 1) / 2 : n1 * n2; }
  std::size_t at(std::size_t i) const {
    return index.empty() ? i : static_cast<std::size_t>(index[i]);
  }
};

constexpr std::size_t sign_row_bytes(std::size_t n) { return (n + 31) / 32 * 4; }

// Numbers of room that making one chunk's rows takes: those made at a time, and a square matrix
// where one has to be drawn to be made symmetric.
std::size_t rows_made(std::size_t n, bool together);
std::size_t room_for_rows(const SensingRows& by, bool together);

void unpack_signs(const Signs& signs, std::size_t row, std::span<double> out);
// Draws row `row`; `square` has n1·n1 numbers where the matrices are symmetric.
void draw_row(const Drawn& drawn, std::size_t row, std::size_t n1, bool packed, double* square,
              std::span<double> out);

// out ← the upper triangle of ½(B + Bᵀ), or where `sum` is set of B + Bᵀ with B's own diagonal.
void pack_symmetric(const double* b, std::size_t n1, bool sum, double* out);

// The rows of `by` as pointers to numbers of one type.
template <class T>
struct StoredRows {
  using Number = T;
  static constexpr bool stored = true;
  const SensingRows& by;
  std::span<const T> a;

  const T* row(std::size_t i, std::size_t, double*) const { return a.data() + by.at(i) * by.n(); }
};

// Rows that are made where they are needed, in place p of the room.
template <class From>
struct MadeRows {
  using Number = double;
  static constexpr bool stored = false;
  const SensingRows& by;
  const From& from;
  bool together;

  const double* row(std::size_t i, std::size_t p, double* room) const {
    const std::size_t n = by.n();
    const std::span<double> out{room + p * n, n};
    if constexpr (requires { from.bits; }) {
      unpack_signs(from, by.at(i), out);
    } else {
      draw_row(from, by.at(i), by.n1, by.packed, room + rows_made(n, together) * n, out);
    }
    return out.data();
  }
};

// Calls `then` with the rows as they are had.
template <class Then>
void with_rows(const SensingRows& by, bool together, Then then) {
  std::visit(
      [&](const auto& from) {
        using From = std::remove_cvref_t<decltype(from)>;
        if constexpr (std::is_same_v<From, Signs> || std::is_same_v<From, Drawn>) {
          then(MadeRows<From>{by, from, together});
        } else {
          then(StoredRows<std::remove_const_t<typename From::element_type>>{by, from});
        }
      },
      by.from);
}

}  // namespace lowrank
