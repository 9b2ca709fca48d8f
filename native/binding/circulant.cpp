#include "../core/circulant.hpp"

#include <algorithm>
#include <bit>

#include "operator_verbs.hpp"

namespace lowrank::binding {
namespace {

Circulant read_circulant(Args& a) {
  Circulant by{};
  by.m = a.size("m");
  by.n1 = a.size("n1");
  by.n2 = a.size("n2");
  by.size = a.size("size");
  const std::size_t least = a.product({by.n1, by.n2}, "size");
  if (!std::has_single_bit(by.size) || by.size < std::max<std::size_t>(4, least)) {
    a.fail_range("size", "must be a power of two, at least n1·n2 and 4");
  }
  by.row = a.indices(by.m, by.size, "row");
  by.signs = a.bits(least, "signs");
  by.eigenvalues = a.doubles(by.size, "eigenvalues");
  by.scale = a.number("scale");
  return by;
}

constexpr Kernel kernels[] = {
    verb<read_measure<read_circulant>>("measureCirculant"),
    verb<read_pullback<read_circulant>>("pullbackCirculant"),
    verb<read_gradient<read_circulant>>("gradientCirculant"),
};

}  // namespace

std::span<const Kernel> circulant_kernels() { return kernels; }

}  // namespace lowrank::binding
