#include "../core/dense.hpp"

#include "factor_args.hpp"
#include "kernel.hpp"

namespace lowrank::binding {
namespace {

struct Operator {
  std::size_t m, n1, n2, k;
  Floats a;
  std::span<const std::int32_t> index;

  // Calls `then` with the sensing matrices in their precision.
  template <class Then>
  void with_precision(Then then) const {
    std::visit(
        [&](auto numbers) {
          using T = typename decltype(numbers)::value_type;
          then(Dense<T>{m, numbers, index});
        },
        a);
  }
};

Operator read_operator(Args& a) {
  Operator by{a.size("m"), a.size("n1"), a.size("n2"), a.size("k"), {}, {}};
  const std::size_t n = a.product({by.n1, by.n2}, "a"), all = a.product({by.m, n}, "a");
  by.a = a.floats("a");
  const std::size_t length = std::visit([](auto x) { return x.size(); }, by.a);
  const std::size_t below = n == 0 ? std::size_t{1} << 31 : length / n;
  by.index = a.indices(below, "index");
  if (by.index.empty()) {
    if (length != all && by.m > 0) a.fail_range("a", "must have m·n1·n2 numbers");
  } else if (by.index.size() != by.m) {
    a.fail_range("index", "must have m numbers, or none");
  }
  return by;
}

std::span<double> read_scratch(Args& a, const Operator& by) {
  const std::size_t chunks = dense_chunks(by.m, by.n1, by.n2);
  return a.doubles_at_least(a.product({by.n1, by.n2, 1 + chunks}, "scratch"), "scratch");
}

auto read_measure(Args& a) {
  const Operator by = read_operator(a);
  const Factors x = read_factors(a, by.n1, by.n2, by.k);
  const auto scratch = read_scratch(a, by);
  const auto out = a.doubles(by.m, "out");
  return
      [=] { by.with_precision([&](const auto& dense) { measure_dense(dense, x, scratch, out); }); };
}

auto read_pullback(Args& a) {
  const Operator by = read_operator(a);
  const auto weights = a.doubles(by.m, "weights");
  const Factors x = read_factors(a, by.n1, by.n2, by.k);
  const auto scratch = read_scratch(a, by);
  const FactorsOut out = read_out(a, x);
  return [=] {
    by.with_precision([&](const auto& dense) { pullback_dense(dense, weights, x, scratch, out); });
  };
}

auto read_gradient(Args& a) {
  const Operator by = read_operator(a);
  const Factors x = read_factors(a, by.n1, by.n2, by.k);
  const auto y = a.doubles(by.m, "y");
  const Loss loss = read_loss(a);
  const auto scratch = read_scratch(a, by);
  const FactorsOut out = read_out(a, x);
  const auto stats = a.doubles(2, "stats");
  return [=] {
    by.with_precision(
        [&](const auto& dense) { write(gradient_dense(dense, x, y, loss, scratch, out), stats); });
  };
}

constexpr Kernel kernels[] = {
    verb<read_measure>("measureDense"),
    verb<read_pullback>("pullbackDense"),
    verb<read_gradient>("gradientDense"),
};

}  // namespace

std::span<const Kernel> dense_kernels() { return kernels; }

}  // namespace lowrank::binding
