#include "fourier.hpp"

#include <kissfft/kissfft.hh>

#include <memory>
#include <mutex>

namespace lowrank {
namespace {

using Plan = kissfft<double>;

struct Kept {
  std::mutex mutex;
  std::size_t n = 0;
  std::shared_ptr<const Plan> plan;
};

// Never destroyed: threads may outlive static destructors.
Kept& kept() {
  static Kept* const leaked = new Kept;
  return *leaked;
}

// Making roots of unity takes about as long as a transform.
std::shared_ptr<const Plan> plan_for(std::size_t n) {
  Kept& last = kept();
  const std::lock_guard lock(last.mutex);
  if (last.n != n) {
    last.n = 0;
    last.plan.reset();
    last.plan = std::make_shared<const Plan>(n / 2, false);
    last.n = n;
  }
  return last.plan;
}

}  // namespace

void real_fourier(std::span<const double> v, std::span<std::complex<double>> out) {
  plan_for(v.size())->transform_real(v.data(), out.data());
}

}  // namespace lowrank
