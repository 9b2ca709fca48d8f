#include "../core/entries.hpp"

#include "../core/lapack.hpp"
#include "factor_args.hpp"
#include "kernel.hpp"

namespace lowrank::binding {

template <>
const napi_type_tag tag_of<EntryIndex> = {0x6c6f7772616e6b00, 0x656e747269657301};

namespace {

using Index = std::shared_ptr<const EntryIndex>;

auto read_index(Args& a) {
  const std::size_t m = a.size("m"), n1 = a.size("n1"), n2 = a.size("n2");
  const auto row = a.indices(m, n1, "row");
  const auto col = a.indices(m, n2, "col");
  return [=] {
    auto index = std::make_shared<EntryIndex>();
    if (index->build(n1, n2, row, col) != done) throw std::bad_alloc();
    return Index(std::move(index));
  };
}

Index read_operator(Args& a) { return a.made_by<EntryIndex>("indexEntries", "index"); }

Factors read_factors(Args& a, const EntryIndex& at, std::size_t k) {
  return read_factors(a, at.rows(), at.cols(), k);
}

std::span<double> read_scratch(Args& a, const EntryIndex& at, std::size_t k) {
  a.product({2 * (at.rows() + at.cols()), k + 3}, "scratch");
  return a.doubles_at_least(entries_scratch(at.count(), at.rows(), at.cols(), k), "scratch");
}

auto read_measure(Args& a) {
  const Index at = read_operator(a);
  const std::size_t k = a.size("k");
  const Factors x = read_factors(a, *at, k);
  const auto scratch = read_scratch(a, *at, k);
  const auto out = a.doubles(at->count(), "out");
  return [=] { measure_entries(*at, x, scratch, out); };
}

auto read_pullback(Args& a) {
  const Index at = read_operator(a);
  const std::size_t k = a.size("k");
  const auto weights = a.doubles(at->count(), "weights");
  const Factors x = read_factors(a, *at, k);
  const auto scratch = read_scratch(a, *at, k);
  const FactorsOut out = read_out(a, x);
  return [=] { pullback_entries(*at, weights, x, scratch, out); };
}

auto read_gradient(Args& a) {
  const Index at = read_operator(a);
  const std::size_t k = a.size("k");
  const Factors x = read_factors(a, *at, k);
  const auto y = a.doubles(at->count(), "y");
  const Loss loss = read_loss(a);
  const auto scratch = read_scratch(a, *at, k);
  const FactorsOut out = read_out(a, x);
  const auto stats = a.doubles(2, "stats");
  return [=] { write(gradient_entries(*at, x, y, loss, scratch, out), stats); };
}

constexpr Kernel kernels[] = {
    kernel<read_index>("indexEntries"),
    verb<read_measure>("measureEntries"),
    verb<read_pullback>("pullbackEntries"),
    verb<read_gradient>("gradientEntries"),
};

}  // namespace

std::span<const Kernel> entries_kernels() { return kernels; }

}  // namespace lowrank::binding
