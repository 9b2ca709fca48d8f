#include "eigen.hpp"

#include "blas.hpp"
#include "finite.hpp"
#include "lapack.hpp"

namespace lowrank {

int eigen(std::size_t n, std::span<double> a, std::span<double> w) {
  if (n == 0) return done;
  if (!all_finite(a)) return non_finite;
  const std::size_t doubles = 1 + 6 * n + 2 * n * n, ints = 3 + 5 * n;
  if (doubles > lapack_max || ints > lapack_max) return too_large;

  const auto work = workspace<double>(doubles);
  const auto iwork = workspace<int>(ints);
  if (!work || !iwork) return no_memory;
  const int order = lapack_int(n), lwork = lapack_int(doubles), liwork = lapack_int(ints);
  int info = 0;
  dsyevd_("V", "L", &order, a.data(), &order, w.data(), work.get(), &lwork, iwork.get(), &liwork,
          &info, 1, 1);
  return code_of(info);
}

}  // namespace lowrank
