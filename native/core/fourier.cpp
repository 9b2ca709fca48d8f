// With j = j1·q + j2 and k = k1 + p·k2, Σ_j z[j]·w^{jk} for w = e^{−2πi/(pq)} is
// Σ_j2 e^{−2πi·j2·k2/q}·w^{j2·k1}·Σ_j1 e^{−2πi·j1·k1/p}·z[j1·q + j2]: transforms of columns, a
// rotation of each number, and transforms of rows.
#include "fourier.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "pool.hpp"

namespace lowrank {
namespace {

constexpr std::size_t smallest_split = 128;
constexpr std::size_t side_by_side = 8;  // columns that are copied together: whole cache lines
constexpr std::size_t most_tasks = 16;

// A power of two near the square root of n/2, or 1 where one transform is as good.
std::size_t row_count(std::size_t n) {
  const std::size_t m = n / 2;
  return m < smallest_split ? 1 : std::size_t{1} << (std::bit_width(m) - 1) / 2;
}

// The operator of std::complex looks for NaN in each product, to make infinities of some.
Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

std::vector<Complex> roots(std::size_t count, double step) {
  std::vector<Complex> out(count);
  for (std::size_t t = 0; t < count; ++t) {
    const double angle = step * static_cast<double>(t);
    out[t] = {std::cos(angle), -std::sin(angle)};
  }
  return out;
}

}  // namespace

RealFourier::RealFourier(std::size_t n)
    : p_(row_count(n)), q_(n / 2 / p_), of_columns_(p_, false), of_rows_(q_, false) {
  const double step = 2 * std::acos(-1.0) / static_cast<double>(n);
  fine_ = roots(2 * q_, step);
  coarse_ = roots(p_, step * static_cast<double>(2 * q_));
}

Complex RealFourier::root(std::size_t t) const {
  return times(coarse_[t / (2 * q_)], fine_[t % (2 * q_)]);
}

void RealFourier::transform(std::span<double> v, std::span<Complex> out,
                            std::span<double> work) const {
  auto* const z = reinterpret_cast<Complex*>(v.data());
  auto* const free = reinterpret_cast<Complex*>(work.data());
  if (p_ > 1) {
    columns(z, free);
    rows(z, out.data(), free);
  } else {
    of_rows_.transform(z, out.data());
  }
  split(out);
}

void RealFourier::columns(Complex* z, Complex* work) const {
  const std::size_t tasks = std::clamp<std::size_t>(q_ / (2 * side_by_side), 1, most_tasks);
  parallel_for(tasks, 60 * p_ * q_, [&](std::size_t t) {
    Complex* const in = work + t * 2 * side_by_side * p_;
    Complex* const done = in + side_by_side * p_;
    for (std::size_t j = t * q_ / tasks; j < (t + 1) * q_ / tasks; j += side_by_side) {
      for (std::size_t i = 0; i < p_; ++i) {
        for (std::size_t c = 0; c < side_by_side; ++c) in[c * p_ + i] = z[i * q_ + j + c];
      }
      for (std::size_t c = 0; c < side_by_side; ++c) {
        of_columns_.transform(in + c * p_, done + c * p_);
      }
      for (std::size_t i = 0; i < p_; ++i) {
        for (std::size_t c = 0; c < side_by_side; ++c) {
          z[i * q_ + j + c] = times(done[c * p_ + i], root(2 * (j + c) * i));
        }
      }
    }
  });
}

void RealFourier::rows(const Complex* z, Complex* out, Complex* work) const {
  const std::size_t tasks = std::clamp<std::size_t>(p_ / side_by_side, 1, most_tasks);
  parallel_for(tasks, 60 * p_ * q_, [&](std::size_t t) {
    Complex* const done = work + t * side_by_side * q_;
    for (std::size_t i = t * p_ / tasks; i < (t + 1) * p_ / tasks; i += side_by_side) {
      for (std::size_t c = 0; c < side_by_side; ++c) {
        of_rows_.transform(z + (i + c) * q_, done + c * q_);
      }
      for (std::size_t k = 0; k < q_; ++k) {
        for (std::size_t c = 0; c < side_by_side; ++c) out[i + c + k * p_] = done[c * q_ + k];
      }
    }
  });
}

// From the transform Z of the complex numbers v[2j] + i·v[2j + 1] to that of v: with E and O, the
// transforms of its even and odd numbers, Z_k = E_k + i·O_k and number k is E_k + w^k·O_k for
// w = e^{−2πi/n}.
void RealFourier::split(std::span<Complex> out) const {
  const std::size_t m = out.size();
  out[0] = {out[0].real() + out[0].imag(), out[0].real() - out[0].imag()};
  out[m / 2] = std::conj(out[m / 2]);
  constexpr std::size_t part = std::size_t{1} << 13;
  parallel_for((m / 2 + part - 1) / part, 10 * m, [&](std::size_t t) {
    const std::size_t end = std::min(m / 2, (t + 1) * part);
    for (std::size_t k = std::max<std::size_t>(1, t * part); k < end; ++k) {
      const Complex a = out[k], b = std::conj(out[m - k]);
      const Complex even = 0.5 * (a + b), half = 0.5 * (a - b);
      const Complex odd = times(root(k), {half.imag(), -half.real()});
      out[k] = even + odd;
      out[m - k] = std::conj(even - odd);
    }
  });
}

}  // namespace lowrank
