#include "entries.hpp"

#include <algorithm>
#include <memory>

#include "entry_rows.hpp"
#include "pool.hpp"

namespace lowrank {
namespace {

// Copies up to this size are near enough for the processor to reach without being told ahead.
constexpr std::size_t near = std::size_t{1} << 18;
// Rows of a factor copied by one task.
constexpr std::size_t rows_per_task = 4096;
// Entries are taken in blocks whose rows stay in the first-level cache.
constexpr std::size_t most_block = 128;
constexpr std::size_t block_numbers = 1024;

// Both factors row by row, at the end of the scratch.
class Copies {
 public:
  enum class For { measuring, gradients };

  Copies(const Factors& x, For use, std::span<double> room) {
    const std::size_t width = (x.k + 3) / 4 * 4;
    const std::size_t stride = use == For::gradients ? 2 * width : width;
    const std::size_t bytes = (x.n1 + x.n2) * stride * sizeof(double);
    void* start = room.data();
    std::size_t space = room.size_bytes();
    auto* const first = static_cast<double*>(std::align(64, bytes, start, space));
    left = {first, width, stride};
    right = {first + x.n1 * stride, width, stride};
    far = bytes > near;
    for_rows(x, [&](bool of_left, std::size_t begin, std::size_t end) {
      if (of_left) copy_to_rows(x.left.data(), x.n1, x.k, begin, end, left);
      if (!of_left) copy_to_rows(x.right.data(), x.n2, x.k, begin, end, right);
    });
  }

  void write(const FactorsOut& out) const {
    for_rows(out, [&](bool of_left, std::size_t begin, std::size_t end) {
      if (of_left) copy_gradient(left, begin, end, out.n1, out.k, out.left.data());
      if (!of_left) copy_gradient(right, begin, end, out.n2, out.k, out.right.data());
    });
  }

  RowMajor left{}, right{};
  bool far;

 private:
  template <class Pair, class Act>
  static void for_rows(const Pair& x, Act act) {
    const std::size_t lefts = (x.n1 + rows_per_task - 1) / rows_per_task;
    const std::size_t rights = (x.n2 + rows_per_task - 1) / rows_per_task;
    parallel_for(lefts + rights, 8 * (x.n1 + x.n2) * x.k, [&](std::size_t t) {
      const bool of_left = t < lefts;
      const std::size_t begin = (of_left ? t : t - lefts) * rows_per_task;
      act(of_left, begin, std::min(of_left ? x.n1 : x.n2, begin + rows_per_task));
    });
  }
};

// Calls act(entries, their places) for a tile, block by block.
template <class Act>
void for_blocks(const EntryIndex& at, std::size_t tile, const Copies& copies, Act act) {
  const std::size_t width = std::max<std::size_t>(copies.left.width, 1);
  const std::size_t block = std::clamp<std::size_t>(block_numbers / width, 8, most_block);
  const std::size_t end = at.begin(tile + 1);
  for (std::size_t e = at.begin(tile); e < end; e += block) {
    const std::size_t fetched = copies.far ? end - e : 0;
    act(Meetings{std::min(block, end - e), fetched, at.row() + e, at.col() + e}, at.place() + e);
  }
}

// Calls act(t) for every tile t, round after round. Every other round goes backwards, for the rows
// that were used last are those still in the cache.
template <class Act>
void for_rounds(const EntryIndex& at, std::size_t k, Act act) {
  const std::size_t strips = at.strips();
  for (std::size_t round = 0; round < strips; ++round) {
    parallel_for(strips, 8 * at.count() * k / strips, [&](std::size_t p) {
      const std::size_t strip = round % 2 == 0 ? p : strips - 1 - p;
      act(strip * strips + (strip ^ round));
    });
  }
}

void take(const double* from, const std::int32_t* place, std::size_t count, double* to) {
  for (std::size_t e = 0; e < count; ++e) to[e] = from[static_cast<std::size_t>(place[e])];
}

// Fewer entries than rows and columns.
bool few(const EntryIndex& at) { return at.count() < at.rows() + at.cols(); }

// Calls act(part, first entry of the block, dots of the block) for all entries, block by block.
constexpr std::size_t most_parts = 16;
template <class Act>
void for_dots(const EntryIndex& at, const Factors& x, Act act) {
  const std::size_t m = at.count();
  const std::size_t parts = std::clamp<std::size_t>(m / 4096, 1, most_parts);
  parallel_for(parts, 4 * m * x.k, [&](std::size_t part) {
    const std::size_t end = (part + 1) * m / parts;
    for (std::size_t e = part * m / parts; e < end; e += most_block) {
      const Meetings block{std::min(most_block, end - e), 0, at.row() + e, at.col() + e};
      double z[most_block];
      column_dots(block, x.left.data(), x.n1, x.right.data(), x.n2, x.k, z);
      act(part, e, std::span{z, block.count});
    }
  });
}

void pull_few(const EntryIndex& at, const double* dealt, const Factors& x, const FactorsOut& out) {
  const Meetings all{at.count(), 0, at.row(), at.col()};
  parallel_for(x.k, 8 * at.count() * x.k, [&](std::size_t q) {
    double *const to_left = out.left.data() + q * x.n1, *const to_right =
                                                            out.right.data() + q * x.n2;
    std::fill_n(to_left, x.n1, 0.0);
    std::fill_n(to_right, x.n2, 0.0);
    add_column(all, at.place(), dealt, x.left.data() + q * x.n1, x.right.data() + q * x.n2, to_left,
               to_right);
  });
}

LossStats gradient_few(const EntryIndex& at, const Factors& x, std::span<const double> y,
                       const Loss& loss, std::span<double> scratch, const FactorsOut& out) {
  const double* const dealt = at.deal(y, scratch);
  LossSums sums[most_parts];
  for_dots(at, x, [&](std::size_t part, std::size_t begin, std::span<const double> z) {
    for (std::size_t e = 0; e < z.size(); ++e) {
      const auto place = static_cast<std::size_t>(at.place()[begin + e]);
      const double r = z[e] - dealt[place];
      sums[part].add(loss, r);
      scratch[place] = loss.derivative(r);
    }
  });
  pull_few(at, scratch.data(), x, out);
  LossSums total;
  for (const LossSums& part : sums) total.add(part);
  return stats_of(total);
}

}  // namespace

void measure_entries(const EntryIndex& at, const Factors& x, std::span<double> scratch,
                     std::span<double> out) {
  const std::span<double> dealt = at.dealt() ? scratch.first(at.count()) : out;
  if (few(at)) {
    for_dots(at, x, [&](std::size_t, std::size_t begin, std::span<const double> z) {
      for (std::size_t e = 0; e < z.size(); ++e) {
        dealt[static_cast<std::size_t>(at.place()[begin + e])] = z[e];
      }
    });
    return at.collect(dealt, out);
  }
  const Copies copies(x, Copies::For::measuring, scratch.subspan(at.count()));
  parallel_for(at.strips() * at.strips(), 4 * at.count() * x.k, [&](std::size_t tile) {
    for_blocks(at, tile, copies, [&](const Meetings& entries, const std::int32_t* place) {
      double z[most_block];
      row_dots(entries, copies.left, copies.right, z);
      for (std::size_t e = 0; e < entries.count; ++e) {
        dealt[static_cast<std::size_t>(place[e])] = z[e];
      }
    });
  });
  at.collect(dealt, out);
}

void pullback_entries(const EntryIndex& at, std::span<const double> weights, const Factors& x,
                      std::span<double> scratch, const FactorsOut& out) {
  if (few(at)) return pull_few(at, at.deal(weights, scratch), x, out);
  const Copies copies(x, Copies::For::gradients, scratch.subspan(at.count()));
  const double* const dealt = at.deal(weights, scratch.first(at.count()));
  for_rounds(at, x.k, [&](std::size_t tile) {
    for_blocks(at, tile, copies, [&](const Meetings& entries, const std::int32_t* place) {
      double w[most_block];
      take(dealt, place, entries.count, w);
      add_both(entries, w, copies.left, copies.right);
    });
  });
  copies.write(out);
}

LossStats gradient_entries(const EntryIndex& at, const Factors& x, std::span<const double> y,
                           const Loss& loss, std::span<double> scratch, const FactorsOut& out) {
  if (few(at)) return gradient_few(at, x, y, loss, scratch, out);
  const Copies copies(x, Copies::For::gradients, scratch.subspan(at.count()));
  const double* const dealt = at.deal(y, scratch.first(at.count()));
  LossSums sums[most_strips * most_strips];
  for_rounds(at, x.k, [&](std::size_t tile) {
    LossSums mine[4];
    for_blocks(at, tile, copies, [&](const Meetings& entries, const std::int32_t* place) {
      double w[most_block], yw[most_block];
      take(dealt, place, entries.count, yw);
      row_dots(entries, copies.left, copies.right, w);
      for (std::size_t e = 0; e < entries.count; ++e) {
        const double r = w[e] - yw[e];
        mine[e % 4].add(loss, r);
        w[e] = loss.derivative(r);
      }
      add_both({entries.count, 0, entries.row, entries.col}, w, copies.left, copies.right);
    });
    for (const LossSums& part : mine) sums[tile].add(part);
  });
  LossSums total;
  for (const LossSums& part : sums) total.add(part);
  copies.write(out);
  return stats_of(total);
}

}  // namespace lowrank
