// Entry sampling against its definition; its index against what is promised of it; its threads
// against each other, bit for bit.
#include "../core/entries.hpp"

#include "../core/pool.hpp"
#include "definition.hpp"

using namespace lowrank;
using namespace lowrank::test;

namespace {

// Positions that repeat, some of them in a row.
struct Positions {
  std::vector<std::int32_t> row, col;

  Positions(std::size_t m, std::size_t n1, std::size_t n2) {
    for (std::size_t e = 0; e < m; ++e) {
      row.push_back(static_cast<std::int32_t>(e * e / 3 % n1));
      col.push_back(static_cast<std::int32_t>(e * 7 / 2 % n2));
    }
  }
  EntryIndex at(std::size_t n1, std::size_t n2) const {
    EntryIndex index;
    REQUIRE(index.build(n1, n2, row, col) == 0);
    return index;
  }
};

void check_entries(std::size_t m, std::size_t n1, std::size_t n2, std::size_t k) {
  const Pair x(n1, n2, k, 20);
  const Positions positions(m, n1, n2);
  Explicit by{m, Numbers(m * n1 * n2)};
  for (std::size_t e = 0; e < m; ++e) {
    by.matrices[e * n1 * n2 + static_cast<std::size_t>(positions.row[e]) +
                static_cast<std::size_t>(positions.col[e]) * n1] = 1;
  }
  const EntryIndex at = positions.at(n1, n2);
  Numbers scratch(entries_scratch(m, n1, n2, k)), out(m);
  for (const Loss& loss : losses) {
    check_gradient(by, x, loss, [&](const Numbers& y, Pair& to) {
      return gradient_entries(at, x.in(), y, loss, scratch, to.out());
    });
  }
  measure_entries(at, x.in(), scratch, out);
  CHECK(largest_difference(out, by.measure(x)) <= 1e-12 * static_cast<double>(k + 1));
}

}  // namespace

TEST_CASE("entry sampling, with positions that repeat") {
  for (const std::size_t m : {0, 1, 14, 15, 40}) {
    for (const std::size_t k : {0, 1, 3, 4, 8, 9, 13}) check_entries(m, 6, 9, k);
  }
  check_entries(0, 0, 0, 2);
  check_entries(70, 20, 30, 75);
  check_entries(2500, 20, 30, 5);
}

// Columns go up from one sorted run of a tile to the next.
TEST_CASE("the index holds every entry once, by tiles and cells, by row, in the caller's order") {
  for (const auto [m, n2] : {std::pair<std::size_t, std::size_t>{0, 221}, {1, 221}, {2047, 221},
                             {2048, 221}, {9000, 221}, {40000, 221}, {700000, 221},
                             {700000, 90001}}) {
    const std::size_t n1 = 437;
    const Positions positions(m, n1, n2);
    const EntryIndex at = positions.at(n1, n2);
    const std::size_t strips = at.strips();
    REQUIRE(at.begin(strips * strips) == m);
    Numbers numbers(m), room(m);
    for (std::size_t e = 0; e < m; ++e) numbers[e] = static_cast<double>(e);
    const double* const from = at.deal(numbers, room);
    std::vector<bool> seen(m);
    std::vector<std::size_t> strip_of_row(n1, strips), strip_of_col(n2, strips);
    bool right = true;
    std::size_t runs = 0;
    for (std::size_t t = 0; t < strips * strips; ++t) {
      std::int32_t most = -1, most_before = -1;
      for (std::size_t e = at.begin(t); e < at.begin(t + 1); ++e) {
        const auto original = static_cast<std::size_t>(from[at.place()[e]]);
        const auto i = static_cast<std::size_t>(at.row()[e]);
        const auto j = static_cast<std::size_t>(at.col()[e]);
        right &= !seen[original] && at.row()[e] == positions.row[original] &&
                 at.col()[e] == positions.col[original];
        seen[original] = true;
        if (strip_of_row[i] == strips) strip_of_row[i] = t / strips;
        if (strip_of_col[j] == strips) strip_of_col[j] = t % strips;
        right &= strip_of_row[i] == t / strips && strip_of_col[j] == t % strips;
        bool sorted = e > at.begin(t) && at.row()[e - 1] <= at.row()[e];
        if (sorted && at.row()[e - 1] == at.row()[e]) {
          sorted = static_cast<std::size_t>(from[at.place()[e - 1]]) < original;
        }
        if (!sorted) {
          most_before = most;
          ++runs;
        }
        right &= at.col()[e] > most_before;
        most = std::max(most, at.col()[e]);
      }
    }
    CHECK(right);
    CHECK(at.bytes() <= 14 * m + m / 2 + 1024);
    CHECK((n2 < 1000 ? runs <= strips * strips : runs == strips * strips * (n2 / (strips * 2048))));
    if (at.dealt()) {
      Numbers back(m);
      at.collect(room, back);
      CHECK(back == numbers);
    }
  }
}

TEST_CASE("entry sampling gives the same bits with any number of threads") {
  const std::size_t n1 = 370, n2 = 210;
  for (const std::size_t m : {9000, 300000}) {
    const Positions positions(m, n1, n2);
    const Numbers y = random_numbers(m, 6);
    for (const std::size_t k : {1, 7, 8, 21, 100}) {
      const Pair x(n1, n2, k, 5);
      Numbers scratch(entries_scratch(m, n1, n2, k)), out[2] = {Numbers(m), Numbers(m)};
      Pair gradient[2] = {x, x};
      LossStats stats[2];
      for (unsigned threads = 1; threads <= 2; ++threads) {
        const ThreadLimit limit(2 * threads - 1);
        const EntryIndex at = positions.at(n1, n2);
        measure_entries(at, x.in(), scratch, out[threads - 1]);
        stats[threads - 1] = gradient_entries(at, x.in(), y, losses[0], scratch,
                                              gradient[threads - 1].out());
      }
      CHECK(out[0] == out[1]);
      CHECK(gradient[0].left == gradient[1].left);
      CHECK(gradient[0].right == gradient[1].right);
      CHECK(stats[0].value == stats[1].value);
    }
  }
}
