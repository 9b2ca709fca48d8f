#include "../core/rank_one.hpp"

#include "operator_verbs.hpp"

namespace lowrank::binding {
namespace {

RankOne read_rank_one(Args& a) {
  RankOne by{};
  by.m = a.size("m");
  by.n1 = a.size("n1");
  by.n2 = a.size("n2");
  const std::size_t count = a.size("count");
  by.a = a.doubles(a.product({count, by.n1}, "a"), "a");
  by.b = a.doubles(a.product({count, by.n2}, "b"), "b");
  by.index = a.indices(count, "index");
  if (by.index.empty() ? by.m != count : by.m != by.index.size()) {
    a.fail_range("index", "must have m numbers, or none where m is the number of vectors");
  }
  by.parts = a.flag("complex") ? 2 : 1;
  if (by.n1 % by.parts != 0 || by.n2 % by.parts != 0) {
    a.fail_range("complex", "must be false for an odd number of rows");
  }
  by.scale = a.number("scale");
  by.centre = a.number("centre");
  if (by.centre != 0 && by.n1 != by.n2) a.fail_range("centre", "must be 0 unless n1 is n2");
  return by;
}

constexpr Kernel kernels[] = {
    verb<read_measure<read_rank_one>>("measureRankOne"),
    verb<read_pullback<read_rank_one>>("pullbackRankOne"),
    verb<read_gradient<read_rank_one>>("gradientRankOne"),
};

}  // namespace

std::span<const Kernel> rank_one_kernels() { return kernels; }

}  // namespace lowrank::binding
