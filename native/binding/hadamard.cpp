#include "../core/hadamard.hpp"

#include <bit>

#include "operator_verbs.hpp"

namespace lowrank::binding {
namespace {

Hadamard read_hadamard(Args& a) {
  Hadamard by{};
  by.m = a.size("m");
  by.n1 = a.size("n1");
  by.n2 = a.size("n2");
  by.size = a.size("size");
  const std::size_t least = a.product({by.n1, by.n2}, "size");
  if (!std::has_single_bit(by.size) || by.size < least) {
    a.fail_range("size", "must be a power of two, at least n1·n2");
  }
  by.row = a.indices(by.m, by.size, "row");
  by.signs = a.bits(least, "signs");
  by.scale = a.number("scale");
  return by;
}

constexpr Kernel kernels[] = {
    verb<read_measure<read_hadamard>>("measureHadamard"),
    verb<read_pullback<read_hadamard>>("pullbackHadamard"),
    verb<read_gradient<read_hadamard>>("gradientHadamard"),
};

}  // namespace

std::span<const Kernel> hadamard_kernels() { return kernels; }

}  // namespace lowrank::binding
