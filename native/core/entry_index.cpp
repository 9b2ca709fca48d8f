#include "entry_index.hpp"

#include <algorithm>
#include <atomic>

#include "lapack.hpp"
#include "pool.hpp"

namespace lowrank {
namespace {

using Positions = std::span<const std::int32_t>;

// Tiles and cells smaller than this are not worth the while.
constexpr std::size_t least_entries = 512;
// Every round passes over both factors, so there are no more of them than threads are common …
constexpr std::size_t usual_strips = 8;
// … unless a tile would have more entries than this.
constexpr std::size_t most_tile = std::size_t{1} << 20;
// So many rows of a factor of rank 10 and their gradient take three quarters of a second-level
// cache of 512 KB.
constexpr std::size_t usual_columns = 2048;
// A line for each of so many cells fits there too.
constexpr std::size_t most_cells = 4096;

std::size_t strip_count(std::size_t m) {
  std::size_t strips = 1;
  while (strips < usual_strips && m / (4 * strips * strips) >= least_entries) strips *= 2;
  while (strips < most_strips && m / (strips * strips) > most_tile) strips *= 2;
  return strips;
}

std::size_t cells_of_tile(std::size_t m, std::size_t n2, std::size_t strips) {
  const std::size_t tiles = strips * strips;
  const std::size_t most = std::min(most_cells / tiles, m / (tiles * least_entries));
  return std::max<std::size_t>(std::min(n2 / (strips * usual_columns), most), 1);
}

// Which of `pieces` each of n rows or columns belongs to: pieces follow each other, with about as
// many entries in each.
std::unique_ptr<std::uint16_t[]> cut(std::size_t n, Positions positions, std::size_t pieces) {
  auto piece = workspace<std::uint16_t>(n);
  const auto counts = workspace<std::uint32_t>(n);
  if (!piece || !counts) return nullptr;
  std::fill_n(counts.get(), n, 0u);
  for (const std::int32_t i : positions) ++counts[static_cast<std::size_t>(i)];
  std::size_t before = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t at = before * pieces / std::max<std::size_t>(positions.size(), 1);
    piece[i] = static_cast<std::uint16_t>(std::min(at, pieces - 1));
    before += counts[i];
  }
  return piece;
}

}  // namespace

// The caller's entries are dealt in ranges, as many as depend on m alone.
std::size_t EntryIndex::ranges() const { return std::clamp<std::size_t>(m_ / 65536, 1, 16); }

template <class Act>
void EntryIndex::for_ranges(Act act) const {
  const std::size_t count = ranges();
  parallel_for(count, 8 * m_, [&](std::size_t p) {
    act(p, p * m_ / count, (p + 1) * m_ / count);
  });
}

std::size_t EntryIndex::bytes() const {
  return m_ * (3 * sizeof(std::int32_t) + sizeof(std::uint16_t)) +
         (ranges() + 1) * cells() * sizeof(std::uint32_t);
}

int EntryIndex::build(std::size_t n1, std::size_t n2, Positions row, Positions col) {
  m_ = row.size();
  n1_ = n1;
  n2_ = n2;
  strips_ = strip_count(m_);
  cells_per_tile_ = cells_of_tile(m_, n2, strips_);
  row_ = workspace<std::int32_t>(m_);
  col_ = workspace<std::int32_t>(m_);
  place_ = workspace<std::int32_t>(m_);
  const bool had = row_ && col_ && place_ && assign_cells(row, col) == done &&
                   count_cells() == done && sort_cells(row, col) == done;
  if (!had) *this = EntryIndex();
  return had ? done : no_memory;
}

// Cell (I, J, b) has number (I·strips + J)·cells_per_tile + b, where columns are cut into pieces
// J·cells_per_tile + b.
int EntryIndex::assign_cells(Positions row, Positions col) {
  const std::size_t pieces = strips_ * cells_per_tile_;
  cell_ = workspace<std::uint16_t>(m_);
  if (!cell_) return no_memory;
  if (pieces == 1) {
    std::fill_n(cell_.get(), m_, std::uint16_t{0});
    return done;
  }
  const auto of_row = cut(n1_, row, strips_), of_col = cut(n2_, col, pieces);
  if (!of_row || !of_col) return no_memory;
  for (std::size_t i = 0; i < n1_; ++i) {
    of_row[i] = static_cast<std::uint16_t>(of_row[i] * pieces);
  }
  for_ranges([&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t e = begin; e < end; ++e) {
      const auto i = static_cast<std::size_t>(row[e]), j = static_cast<std::size_t>(col[e]);
      cell_[e] = static_cast<std::uint16_t>(of_row[i] + of_col[j]);
    }
  });
  return done;
}

int EntryIndex::count_cells() {
  begins_ = workspace<std::uint32_t>(cells() + 1);
  first_ = workspace<std::uint32_t>(ranges() * cells());
  if (!begins_ || !first_) return no_memory;
  std::fill_n(first_.get(), ranges() * cells(), 0u);
  for_ranges([&](std::size_t p, std::size_t begin, std::size_t end) {
    std::uint32_t* const counts = first_.get() + p * cells();
    for (std::size_t e = begin; e < end; ++e) ++counts[cell_[e]];
  });
  std::uint32_t at = 0;
  for (std::size_t c = 0; c < cells(); ++c) {
    begins_[c] = at;
    for (std::size_t p = 0; p < ranges(); ++p) {
      const std::uint32_t count = first_[p * cells() + c];
      first_[p * cells() + c] = at;
      at += count;
    }
  }
  begins_[cells()] = at;
  return done;
}

// Calls act(e, place) for each of the caller's entries e, whose place is among those of its cell.
template <class Act>
void EntryIndex::for_dealt(Act act) const {
  for_ranges([&](std::size_t p, std::size_t begin, std::size_t end) {
    std::uint32_t next[most_cells];
    std::copy_n(first_.get() + p * cells(), cells(), next);
    const std::uint16_t* const cell = cell_.get();
    for (std::size_t e = begin; e < end; ++e) act(e, next[cell[e]]++);
  });
}

// By row, stably.
int EntryIndex::sort_cells(Positions row, Positions col) {
  for_dealt([&](std::size_t e, std::size_t place) {
    row_[place] = row[e];
    col_[place] = col[e];
  });
  std::atomic<bool> lacking{false};
  parallel_for(cells(), 8 * m_, [&](std::size_t c) {
    const std::size_t begin = begins_[c], size = begins_[c + 1] - begin;
    if (size == 0) return;
    const auto [least, most] = std::minmax_element(row_.get() + begin, row_.get() + begin + size);
    const auto first = *least;
    const auto n = static_cast<std::size_t>(*most - first) + 1;
    const auto next = workspace<std::uint32_t>(n + 1);
    const auto copy = workspace<std::int32_t>(2 * size);
    if (!next || !copy) {
      lacking = true;
      return;
    }
    std::fill_n(next.get(), n + 1, 0u);
    std::copy_n(row_.get() + begin, size, copy.get());
    std::copy_n(col_.get() + begin, size, copy.get() + size);
    for (std::size_t e = 0; e < size; ++e) ++next[static_cast<std::size_t>(copy[e] - first) + 1];
    for (std::size_t i = 0; i < n; ++i) next[i + 1] += next[i];
    for (std::size_t e = 0; e < size; ++e) {
      const std::size_t to = begin + next[static_cast<std::size_t>(copy[e] - first)]++;
      row_[to] = copy[e];
      col_[to] = copy[size + e];
      place_[to] = static_cast<std::int32_t>(begin + e);
    }
  });
  return lacking ? no_memory : done;
}

const double* EntryIndex::deal(std::span<const double> y, std::span<double> room) const {
  if (!dealt()) return y.data();
  for_dealt([&](std::size_t e, std::size_t place) { room[place] = y[e]; });
  return room.data();
}

void EntryIndex::collect(std::span<const double> z, std::span<double> out) const {
  if (dealt()) for_dealt([&](std::size_t e, std::size_t place) { out[e] = z[place]; });
}

}  // namespace lowrank
