#include "../core/pauli.hpp"

#include <bit>

#include "operator_verbs.hpp"

namespace lowrank::binding {
namespace {

PauliWords read_words(Args& a) {
  const std::size_t m = a.size("m"), n = a.size("n");
  if (!std::has_single_bit(n)) a.fail_range("n", "must be a power of two");
  const auto x = a.indices(m, n, "x");
  const auto z = a.indices(m, n, "z");
  const auto order = a.indices(m, m, "order");
  return {m, 2 * n, 2 * n, x, z, order};
}

constexpr Kernel kernels[] = {
    verb<read_measure<read_words>>("measurePauli"),
    verb<read_pullback<read_words>>("pullbackPauli"),
    verb<read_gradient<read_words>>("gradientPauli"),
};

}  // namespace

std::span<const Kernel> pauli_kernels() { return kernels; }

}  // namespace lowrank::binding
