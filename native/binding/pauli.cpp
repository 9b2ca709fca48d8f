#include "../core/pauli.hpp"

#include <bit>

#include "factor_args.hpp"
#include "kernel.hpp"

namespace lowrank::binding {
namespace {

struct Operator {
  std::size_t m, n, k;
  PauliWords words;
};

Operator read_operator(Args& a) {
  const std::size_t m = a.size("m"), n = a.size("n"), k = a.size("k");
  if (!std::has_single_bit(n)) a.fail_range("n", "must be a power of two");
  const auto x = a.indices(m, n, "x");
  const auto z = a.indices(m, n, "z");
  return {m, n, k, {x, z}};
}

auto read_measure(Args& a) {
  const Operator by = read_operator(a);
  const Factors f = read_factors(a, 2 * by.n, 2 * by.n, by.k);
  const auto out = a.doubles(by.m, "out");
  return [=] { measure_pauli(by.words, f, out); };
}

auto read_pullback(Args& a) {
  const Operator by = read_operator(a);
  const auto weights = a.doubles(by.m, "weights");
  const Factors f = read_factors(a, 2 * by.n, 2 * by.n, by.k);
  const FactorsOut out = read_out(a, f);
  return [=] { pullback_pauli(by.words, weights, f, out); };
}

auto read_gradient(Args& a) {
  const Operator by = read_operator(a);
  const Factors f = read_factors(a, 2 * by.n, 2 * by.n, by.k);
  const auto y = a.doubles(by.m, "y");
  const Loss loss = read_loss(a);
  const auto residual = a.doubles(by.m, "residual");
  const FactorsOut out = read_out(a, f);
  const auto stats = a.doubles(2, "stats");
  return [=] { write(gradient_pauli(by.words, f, y, loss, residual, out), stats); };
}

constexpr Kernel kernels[] = {
    verb<read_measure>("measurePauli"),
    verb<read_pullback>("pullbackPauli"),
    verb<read_gradient>("gradientPauli"),
};

}  // namespace

std::span<const Kernel> pauli_kernels() { return kernels; }

}  // namespace lowrank::binding
