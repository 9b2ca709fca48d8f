#include "../core/entries.hpp"

#include "factor_args.hpp"
#include "kernel.hpp"

namespace lowrank::binding {
namespace {

struct Operator {
  std::size_t m, n1, n2, k;
  Entries at;
};

Operator read_operator(Args& a) {
  const std::size_t m = a.size("m"), n1 = a.size("n1"), n2 = a.size("n2"), k = a.size("k");
  const auto row = a.indices(m, n1, "row");
  const auto col = a.indices(m, n2, "col");
  return {m, n1, n2, k, {row, col}};
}

auto read_measure(Args& a) {
  const Operator by = read_operator(a);
  const Factors x = read_factors(a, by.n1, by.n2, by.k);
  const auto out = a.doubles(by.m, "out");
  return [=] { measure_entries(by.at, x, out); };
}

auto read_pullback(Args& a) {
  const Operator by = read_operator(a);
  const auto weights = a.doubles(by.m, "weights");
  const Factors x = read_factors(a, by.n1, by.n2, by.k);
  const FactorsOut out = read_out(a, x);
  return [=] { pullback_entries(by.at, weights, x, out); };
}

auto read_gradient(Args& a) {
  const Operator by = read_operator(a);
  const Factors x = read_factors(a, by.n1, by.n2, by.k);
  const auto y = a.doubles(by.m, "y");
  const Loss loss = read_loss(a);
  const auto residual = a.doubles(by.m, "residual");
  const FactorsOut out = read_out(a, x);
  const auto stats = a.doubles(2, "stats");
  return [=] { write(gradient_entries(by.at, x, y, loss, residual, out), stats); };
}

constexpr Kernel kernels[] = {
    verb<read_measure>("measureEntries"),
    verb<read_pullback>("pullbackEntries"),
    verb<read_gradient>("gradientEntries"),
};

}  // namespace

std::span<const Kernel> entries_kernels() { return kernels; }

}  // namespace lowrank::binding
