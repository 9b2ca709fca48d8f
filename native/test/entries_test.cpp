// Entry sampling against its definition; its two ways through memory and its threads against each
// other, bit for bit.
#include "../core/entries.hpp"

#include "../core/entry_rows.hpp"
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
  Entries at() const { return {row, col}; }
};

void check_entries(std::size_t m, std::size_t n1, std::size_t n2, std::size_t k) {
  const Pair x(n1, n2, k, 20);
  const Positions positions(m, n1, n2);
  Explicit by{m, Numbers(m * n1 * n2)};
  for (std::size_t e = 0; e < m; ++e) {
    by.matrices[e * n1 * n2 + static_cast<std::size_t>(positions.row[e]) +
                static_cast<std::size_t>(positions.col[e]) * n1] = 1;
  }
  Numbers residual(m), out(m);
  for (const Loss& loss : losses) {
    check_gradient(by, x, loss, [&](const Numbers& y, Pair& to) {
      return gradient_entries(positions.at(), x.in(), y, loss, residual, to.out());
    });
  }
  measure_entries(positions.at(), x.in(), out);
  CHECK(largest_difference(out, by.measure(x)) <= 1e-12 * static_cast<double>(k + 1));
}

}  // namespace

TEST_CASE("entry sampling, with positions that repeat, by rows and by columns") {
  for (const std::size_t m : {0, 1, 14, 15, 40}) {
    for (const std::size_t k : {0, 1, 3, 8, 9}) check_entries(m, 6, 9, k);
  }
  check_entries(0, 0, 0, 2);
  check_entries(70, 20, 30, 75);
}

TEST_CASE(
    "entry sampling gives the same bits by rows and by columns, and with any number of threads") {
  const std::size_t m = 9000, n1 = 37, n2 = 21;
  for (const std::size_t k : {1, 7, 8, 16, 21, 41, 67, 100}) {
    const Pair x(n1, n2, k, 5);
    const Positions positions(m, n1, n2);
    const Numbers y = random_numbers(m, 6);
    Numbers by_rows(m), by_columns(m), w(m);
    measure_entries(positions.at(), x.in(), by_rows);
    const Meetings all{0, m, positions.row.data(), positions.col.data()};
    column_dots(all, x.left.data(), n1, x.right.data(), n2, k, by_columns.data());
    CHECK(by_rows == by_columns);

    Pair alone = x, together = x;
    gradient_entries(positions.at(), x.in(), y, losses[0], w, alone.out());
    {
      const ThreadLimit limit(3);
      gradient_entries(positions.at(), x.in(), y, losses[0], by_rows, together.out());
    }
    CHECK(alone.left == together.left);
    CHECK(alone.right == together.right);

    Numbers column(n1);
    add_column(all, w.data(), x.right.data() + (k - 1) * n2, column.data());
    CHECK(std::ranges::equal(column, std::span(alone.left).last(n1)));
  }
}
