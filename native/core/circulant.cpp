#include "circulant.hpp"

#include "fourier.hpp"
#include "residuals.hpp"

namespace lowrank {
namespace {

// Numbers j and N − j of a Hartley transform, Re − Im of the Fourier transform, for all j.
void hartley_from_fourier(std::span<const Complex> f, std::span<double> h) {
  const std::size_t half = f.size(), n = 2 * half;
  h[0] = f[0].real();
  h[half] = f[0].imag();
  for (std::size_t j = 1; j < half; ++j) {
    h[j] = f[j].real() - f[j].imag();
    h[n - j] = f[j].real() + f[j].imag();
  }
}

// v ← N·C·v, or N·Cᵀ·v. The way back from the spectrum is a Hartley transform, which is its own
// inverse but for a factor of N, so that both ways are the same real transform.
void multiply(const Circulant& by, bool transposed, std::span<double> v, std::span<double> free) {
  const std::span spectrum{reinterpret_cast<Complex*>(free.data()), v.size() / 2};
  const auto work = free.subspan(v.size());
  const RealFourier fourier(v.size());
  fourier.transform(v, spectrum, work);
  const double* const e = by.eigenvalues.data();
  spectrum[0] = {spectrum[0].real() * e[0], spectrum[0].imag() * e[1]};
  const double sign = transposed ? -1.0 : 1.0;
  for (std::size_t k = 1; k < spectrum.size(); ++k) {
    const double a = e[2 * k], b = sign * e[2 * k + 1];
    const double re = spectrum[k].real(), im = spectrum[k].imag();
    spectrum[k] = {re * a - im * b, re * b + im * a};
  }
  hartley_from_fourier(spectrum, v);
  fourier.transform(v, spectrum, work);
  hartley_from_fourier(spectrum, v);
}

}  // namespace

std::size_t Circulant::scratch(std::size_t) const { return 3 * size + m; }

void Circulant::measure(const Factors& x, std::span<double> scratch, std::span<double> out) const {
  const auto v = scratch.first(size), work = scratch.subspan(size, 2 * size);
  form_signed_product(x, signs, v);
  multiply(*this, false, v, work);
  pick_rows(v, row, scale / static_cast<double>(size), out);
}

void Circulant::pullback(std::span<const double> weights, const Factors& x,
                         std::span<double> scratch, const FactorsOut& out) const {
  const auto v = scratch.first(size), work = scratch.subspan(size, 2 * size);
  place_rows(weights, row, v);
  multiply(*this, true, v, work);
  pull_signed(v, signs, scale / static_cast<double>(size), x, out);
}

LossStats Circulant::gradient(const Factors& x, std::span<const double> y, const Loss& loss,
                              std::span<double> scratch, const FactorsOut& out) const {
  const auto residual = scratch.subspan(3 * size, m);
  measure(x, scratch, residual);
  const LossStats stats = weigh_residuals(y, loss, residual);
  pullback(residual, x, scratch, out);
  return stats;
}

}  // namespace lowrank
