#include "../core/dense.hpp"
#include "../core/dense_block.hpp"

#include "factor_args.hpp"
#include "kernel.hpp"

namespace lowrank::binding {
namespace {

struct Operator {
  std::size_t k;
  SensingRows rows;
};

// m·n numbers, or as many rows of n as the largest index needs.
void check_rows(const Args& a, std::size_t length, std::size_t row, const SensingRows& by,
                const char* what) {
  if (by.index.empty() && by.m > 0 && length != by.m * row) a.fail_range("a", what);
}

SensingRows read_rows(Args& a) {
  SensingRows by{a.size("m"), a.size("n1"), a.size("n2"), a.flag("packed"), {}, {}};
  if (by.packed && by.n1 != by.n2) a.fail_range("packed", "needs n1 = n2");
  a.product({by.m, a.product({by.n1, by.n2}, "a")}, "a");
  const double scale = a.number("scale");
  const Numbers all = a.numbers("a");
  const std::size_t n = by.n(), none = std::size_t{1} << 31;
  std::size_t below = none;
  if (const auto* bits = std::get_if<std::span<const std::uint8_t>>(&all)) {
    by.from = Signs{*bits, scale};
    below = n == 0 ? none : bits->size() / sign_row_bytes(n);
  } else if (const auto* words = std::get_if<std::span<const std::uint32_t>>(&all)) {
    if (words->size() != 3) a.fail_range("a", "must have 3 words: a seed's two and a stream");
    by.from = Drawn{{(*words)[0] | std::uint64_t{(*words)[1]} << 32, (*words)[2]}, scale};
  } else if (const auto* single = std::get_if<std::span<float>>(&all)) {
    by.from = std::span<const float>(*single);
    below = n == 0 ? none : single->size() / n;
  } else {
    const auto numbers = std::get<std::span<double>>(all);
    by.from = std::span<const double>(numbers);
    below = n == 0 ? none : numbers.size() / n;
  }
  by.index = a.indices(below, "index");
  if (by.index.empty()) {
    if (const auto* signs = std::get_if<Signs>(&by.from)) {
      check_rows(a, signs->bits.size(), sign_row_bytes(n), by, "must have m rows of signs");
    } else if (!std::holds_alternative<Drawn>(by.from)) {
      const std::size_t length = std::holds_alternative<std::span<const float>>(by.from)
                                     ? std::get<std::span<const float>>(by.from).size()
                                     : std::get<std::span<const double>>(by.from).size();
      check_rows(a, length, n, by, "must have m rows of numbers");
    }
  } else if (by.index.size() != by.m) {
    a.fail_range("index", "must have m numbers, or none");
  }
  return by;
}

Operator read_operator(Args& a) {
  SensingRows rows = read_rows(a);
  return {a.size("k"), rows};
}

std::span<double> read_scratch(Args& a, const SensingRows& by, std::size_t runs) {
  return a.doubles_at_least(dense_scratch(by, runs), "scratch");
}

auto read_measure(Args& a) {
  const auto [k, by] = read_operator(a);
  const Factors x = read_factors(a, by.n1, by.n2, k);
  const auto scratch = read_scratch(a, by, 1);
  const auto out = a.doubles(by.m, "out");
  return [=] { measure_dense(by, x, scratch, out); };
}

auto read_pullback(Args& a) {
  const auto [k, by] = read_operator(a);
  const auto weights = a.doubles(by.m, "weights");
  const Factors x = read_factors(a, by.n1, by.n2, k);
  const auto scratch = read_scratch(a, by, 1);
  const FactorsOut out = read_out(a, x);
  return [=] { pullback_dense(by, weights, x, scratch, out); };
}

auto read_gradient(Args& a) {
  const auto [k, by] = read_operator(a);
  const Factors x = read_factors(a, by.n1, by.n2, k);
  const auto y = a.doubles(by.m, "y");
  const Loss loss = read_loss(a);
  const auto scratch = read_scratch(a, by, 1);
  const FactorsOut out = read_out(a, x);
  const auto stats = a.doubles(2, "stats");
  return [=] { write(gradient_dense(by, x, y, loss, scratch, out), stats); };
}

// What several runs give one after the other, cut up: the columns of their factors, their y, their
// losses as pairs of a code and δ, and pairs of statistics.
auto read_gradients(Args& a) {
  const SensingRows by = read_rows(a);
  const auto ranks = a.indices(std::size_t{1} << 31, "ranks");
  const std::size_t runs = ranks.size();
  if (runs > most_runs) a.fail_range("ranks", "must be at most 16");
  std::size_t k = 0;
  for (const std::int32_t rank : ranks) k += static_cast<std::size_t>(rank);
  const Factors x = read_factors(a, by.n1, by.n2, k);
  const auto y = a.doubles(a.product({runs, by.m}, "y"), "y");
  const auto losses = a.doubles(2 * runs, "losses");
  const auto scratch = read_scratch(a, by, runs);
  const FactorsOut out = read_out(a, x);
  const auto stats = a.doubles(2 * runs, "stats");
  std::vector<GradientQuestion> questions;
  for (std::size_t q = 0, column = 0; q < runs; ++q) {
    const auto rank = static_cast<std::size_t>(ranks[q]);
    const std::size_t left = column * by.n1, right = column * by.n2;
    const double code = losses[2 * q];
    if (!(code == 0 || code == 1 || code == 2)) a.fail_range("losses", "has a code beyond 0, 1, 2");
    questions.push_back(
        {{by.n1, by.n2, rank, x.left.subspan(left, rank * by.n1), x.right.subspan(right, rank * by.n2)},
         y.subspan(q * by.m, by.m),
         {static_cast<LossKind>(static_cast<int>(code)), losses[2 * q + 1]},
         {by.n1, by.n2, rank, out.left.subspan(left, rank * by.n1),
          out.right.subspan(right, rank * by.n2)},
         {}});
    column += rank;
  }
  return [=]() mutable {
    gradients_dense(by, questions, scratch);
    for (std::size_t q = 0; q < runs; ++q) write(questions[q].stats, stats.subspan(2 * q, 2));
  };
}

constexpr Kernel kernels[] = {
    verb<read_measure>("measureDense"),
    verb<read_pullback>("pullbackDense"),
    verb<read_gradient>("gradientDense"),
    verb<read_gradients>("gradientsDense"),
};

}  // namespace

std::span<const Kernel> dense_kernels() { return kernels; }

}  // namespace lowrank::binding
