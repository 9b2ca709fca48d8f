#pragma once
// The sampled entries in the order in which gradients add them.
//
// Rows and columns are each cut into 2^s strips with about as many entries in each, which makes
// tiles of the matrix; 2^s is a function of m alone. Tiles (I, J) with the same I ⊕ J have neither
// rows nor columns in common, so those of one such round may be answered at once. A row, and a
// column, is in one tile a round: its entries are added round after round, in order of I ⊕ J.
// A tile is cut into cells of so few columns that their rows of the factor stay in cache while the
// rows of the tile pass by: within a tile entries are sorted by cell, within a cell by row, and
// those of a row keep the caller's order.
//
// The numbers of a vector in the caller's order lie anywhere in memory for the entries of a cell.
// They are dealt to cells first, so that they are read and written one after the other, a few cells
// at a time.
//
// An entry takes 14 bytes.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace lowrank {

constexpr std::size_t most_strips = 16;

class EntryIndex {
 public:
  // Entry e is at row[e], col[e], with 0 ≤ row[e] < n1 and 0 ≤ col[e] < n2; positions may repeat.
  // Returns no_memory where there is none, and is then empty.
  int build(std::size_t n1, std::size_t n2, std::span<const std::int32_t> row,
            std::span<const std::int32_t> col);

  std::size_t count() const { return m_; }
  std::size_t rows() const { return n1_; }
  std::size_t cols() const { return n2_; }
  std::size_t bytes() const;

  std::size_t strips() const { return strips_; }
  // The entries of tile t = I·strips + J are those from begin(t) to begin(t + 1).
  std::size_t begin(std::size_t t) const { return begins_ ? begins_[t * cells_per_tile_] : 0; }
  // Where they are, and which number of a dealt vector is theirs.
  const std::int32_t* row() const { return row_.get(); }
  const std::int32_t* col() const { return col_.get(); }
  const std::int32_t* place() const { return place_.get(); }

  // The m numbers of y, dealt to the cells, in `room` or where they are.
  const double* deal(std::span<const double> y, std::span<double> room) const;
  // The dealt numbers of z, in the caller's order. Where deal() would leave them where they are, z
  // may be `out`.
  void collect(std::span<const double> z, std::span<double> out) const;
  bool dealt() const { return cells() > 1; }

 private:
  std::size_t cells() const { return strips_ * strips_ * cells_per_tile_; }
  std::size_t ranges() const;
  int assign_cells(std::span<const std::int32_t> row, std::span<const std::int32_t> col);
  int count_cells();
  int sort_cells(std::span<const std::int32_t> row, std::span<const std::int32_t> col);
  template <class Act>
  void for_ranges(Act act) const;
  template <class Act>
  void for_dealt(Act act) const;

  std::size_t m_ = 0, n1_ = 0, n2_ = 0, strips_ = 1, cells_per_tile_ = 1;
  std::unique_ptr<std::uint32_t[]> begins_;            // of every cell, and m
  std::unique_ptr<std::int32_t[]> row_, col_, place_;  // by cell, sorted
  std::unique_ptr<std::uint16_t[]> cell_;              // of each of the caller's entries
  std::unique_ptr<std::uint32_t[]> first_;  // of each range of the caller's entries in each cell
};

}  // namespace lowrank
