#pragma once
// The three verbs of an operator whose core functions all take what it is made of, the factors, and
// scratch of as many numbers as it says.
//
// Such an operator has `m`, `n1` and `n2` (the rows of its factors) and the functions `scratch`,
// `measure`, `pullback` and `gradient`; `read` reads its own arguments, which come before k.
#include "factor_args.hpp"
#include "kernel.hpp"

namespace lowrank::binding {

inline std::span<double> read_scratch(Args& a, std::size_t length) {
  return a.doubles_at_least(length, "scratch");
}

template <auto read>
auto read_measure(Args& a) {
  const auto by = read(a);
  const std::size_t k = a.size("k");
  const Factors x = read_factors(a, by.n1, by.n2, k);
  const auto scratch = read_scratch(a, by.scratch(k));
  const auto out = a.doubles(by.m, "out");
  return [=] { by.measure(x, scratch, out); };
}

template <auto read>
auto read_pullback(Args& a) {
  const auto by = read(a);
  const std::size_t k = a.size("k");
  const auto weights = a.doubles(by.m, "weights");
  const Factors x = read_factors(a, by.n1, by.n2, k);
  const auto scratch = read_scratch(a, by.scratch(k));
  const FactorsOut out = read_out(a, x);
  return [=] { by.pullback(weights, x, scratch, out); };
}

template <auto read>
auto read_gradient(Args& a) {
  const auto by = read(a);
  const std::size_t k = a.size("k");
  const Factors x = read_factors(a, by.n1, by.n2, k);
  const auto y = a.doubles(by.m, "y");
  const Loss loss = read_loss(a);
  const auto scratch = read_scratch(a, by.scratch(k));
  const FactorsOut out = read_out(a, x);
  const auto stats = a.doubles(2, "stats");
  return [=] { write(by.gradient(x, y, loss, scratch, out), stats); };
}

}  // namespace lowrank::binding
