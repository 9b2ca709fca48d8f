#include "../core/normal.hpp"
#include "kernel.hpp"

namespace lowrank::binding {
namespace {

std::uint64_t read_halves(Args& a, const char* low_name, const char* high_name) {
  const std::uint64_t low = a.word(low_name), high = a.word(high_name);
  return high << 32 | low;
}

auto read_normals(Args& a) {
  const std::uint64_t seed = read_halves(a, "seedLow", "seedHigh");
  const std::uint64_t stream = read_halves(a, "streamLow", "streamHigh");
  const std::uint64_t first = a.integer("first", (std::uint64_t{1} << 53) - 1);
  const double scale = a.number("scale");
  const Floats out = a.floats("out");
  return [=] { std::visit([&](auto to) { normals({seed, stream}, first, scale, to); }, out); };
}

constexpr Kernel kernels[] = {kernel<read_normals>("normals")};

}  // namespace

std::span<const Kernel> random_kernels() { return kernels; }

}  // namespace lowrank::binding
