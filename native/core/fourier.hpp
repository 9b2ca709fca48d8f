#pragma once
// The discrete Fourier transform of real numbers: KissFFT on rows and columns that fit the cache.
#include <complex>
#include <cstddef>
#include <kissfft/kissfft.hh>
#include <span>
#include <vector>

namespace lowrank {

using Complex = std::complex<double>;

// Of n numbers, a power of two ≥ 4. Making one takes O(√n) time and memory, without which it throws
// std::bad_alloc.
class RealFourier {
 public:
  explicit RealFourier(std::size_t n);

  // out[k] ← Σ_j v[j]·e^{−2πi·jk/n} for 0 < k < n/2, and out[0] ← the numbers of k = 0 and k = n/2,
  // which are real. `out` has n/2 numbers, work n; v and work are overwritten.
  void transform(std::span<double> v, std::span<Complex> out, std::span<double> work) const;

 private:
  Complex root(std::size_t t) const;  // e^{−2πi·t/n}
  void columns(Complex* z, Complex* work) const;
  void rows(const Complex* z, Complex* out, Complex* work) const;
  void split(std::span<Complex> out) const;

  // n/2 complex numbers as p rows of q.
  std::size_t p_, q_;
  kissfft<double> of_columns_, of_rows_;
  std::vector<Complex> coarse_, fine_;  // roots of unity
};

}  // namespace lowrank
