#include "pauli.hpp"

#include <algorithm>
#include <bit>

#include "pool.hpp"
#include "residuals.hpp"

namespace lowrank {
namespace {

using Mask = std::uint32_t;

struct Word {
  Mask x, z;
  int phase;  // #Y mod 4: the power of the imaginary unit
};

Word word(const PauliWords& words, std::size_t i) {
  const auto x = static_cast<Mask>(words.x[i]), z = static_cast<Mask>(words.z[i]);
  return {x, z, std::popcount(x & z) & 3};
}

inline double sign(Mask b, Mask z) { return std::popcount(b & z) & 1 ? -1.0 : 1.0; }

// Re l*·P·r for one column each. With Σ_b s_b·conj(l[b⊕x])·r[b] = u + iv, multiplying by i^{#Y}
// leaves ±u for an even number of Y and ∓v for an odd one.
double expectation(const Word& p, std::size_t n, const double* l, const double* r) {
  const double *const l_im = l + n, *const r_im = r + n;
  double sum = 0;
  for (std::size_t at = 0; at < n; ++at) {
    const auto b = static_cast<Mask>(at);
    const Mask to = b ^ p.x;
    const double term =
        p.phase & 1 ? l_im[to] * r[at] - l[to] * r_im[at] : l[to] * r[at] + l_im[to] * r_im[at];
    sum += sign(b, p.z) * term;
  }
  return p.phase == 2 || p.phase == 3 ? -sum : sum;
}

// out ← out + w·P·v on the images of one column: i^{#Y} turns (Re, Im) into (Re, Im), (−Im, Re),
// (−Re, −Im), (Im, −Re).
void add_image(const Word& p, double w, std::size_t n, const double* v, double* out) {
  const bool swap = p.phase & 1;
  const double *const re = swap ? v + n : v, *const im = swap ? v : v + n;
  const double w_re = p.phase == 1 || p.phase == 2 ? -w : w;
  const double w_im = p.phase >= 2 ? -w : w;
  for (std::size_t at = 0; at < n; ++at) {
    const auto b = static_cast<Mask>(at);
    const Mask to = b ^ p.x;
    const double s = sign(b, p.z);
    out[to] += w_re * (s * re[at]);
    out[n + to] += w_im * (s * im[at]);
  }
}

}  // namespace

void measure_pauli(const PauliWords& words, const Factors& f, std::span<double> out) {
  const std::size_t m = out.size(), n = f.n1 / 2;
  constexpr std::size_t part = 16;
  parallel_for((m + part - 1) / part, 8 * m * n * f.k, [&](std::size_t t) {
    for (std::size_t i = t * part; i < std::min(m, (t + 1) * part); ++i) {
      const Word p = word(words, i);
      double sum = 0;
      for (std::size_t q = 0; q < f.k; ++q) {
        sum += expectation(p, n, f.left.data() + q * f.n1, f.right.data() + q * f.n2);
      }
      out[i] = sum;
    }
  });
}

void pullback_pauli(const PauliWords& words, std::span<const double> weights, const Factors& f,
                    const FactorsOut& out) {
  const std::size_t m = weights.size(), n = f.n1 / 2;
  parallel_for(2 * f.k, 16 * m * n * f.k, [&](std::size_t t) {
    const std::size_t at = t / 2 * f.n1;
    const double* const from = (t % 2 == 0 ? f.right : f.left).data() + at;
    double* const to = (t % 2 == 0 ? out.left : out.right).data() + at;
    std::fill_n(to, f.n1, 0.0);
    for (std::size_t i = 0; i < m; ++i) add_image(word(words, i), weights[i], n, from, to);
  });
}

LossStats gradient_pauli(const PauliWords& words, const Factors& f, std::span<const double> y,
                         const Loss& loss, std::span<double> residual, const FactorsOut& out) {
  measure_pauli(words, f, residual);
  const LossStats stats = weigh_residuals(y, loss, residual);
  pullback_pauli(words, residual, f, out);
  return stats;
}

}  // namespace lowrank
