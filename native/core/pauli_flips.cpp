#include "pauli_flips.hpp"

#include <cstring>

#include "targets.hpp"

namespace lowrank {
namespace {

using Four = double __attribute__((vector_size(32)));

LOWRANK_INLINE Four load(const double* from) {
  Four to;
  std::memcpy(&to, from, sizeof to);
  return to;
}
LOWRANK_INLINE void store(const Four& from, double* to) { std::memcpy(to, &from, sizeof from); }

// Four numbers from[x ⊕ 0], …, from[x ⊕ 3], for from at a multiple of 4 and x < 4.
template <std::size_t x>
LOWRANK_INLINE Four flipped(const double* from) {
  const Four v = load(from);
  return Four{v[x], v[1 ^ x], v[2 ^ x], v[3 ^ x]};
}

// A flip of n ≥ 4 entries moves whole vectors by its high bits, and within them by its low two.
template <std::size_t low>
LOWRANK_INLINE void products_of(Parts parts, std::size_t x, std::size_t n, const double* l,
                                const double* r, double* v) {
  for (std::size_t b = 0; b < n; b += 4) {
    const std::size_t c = b ^ (x - low);
    const Four l_re = flipped<low>(l + c), l_im = flipped<low>(l + n + c);
    const Four r_re = load(r + b), r_im = load(r + n + b);
    if (parts.re) store(load(v + b) + (l_re * r_re + l_im * r_im), v + b);
    if (parts.im) store(load(v + n + b) + (l_re * r_im - l_im * r_re), v + n + b);
  }
}

template <std::size_t low>
LOWRANK_INLINE void multiples_of(Parts parts, std::size_t x, std::size_t n, std::size_t begin,
                                 std::size_t end, const double* t, const double* f, double* out) {
  for (std::size_t c = begin; c < end; c += 4) {
    const std::size_t b = c ^ (x - low);
    const Four f_re = flipped<low>(f + b), f_im = flipped<low>(f + n + b);
    Four re = load(out + c), im = load(out + n + c);
    if (parts.re) {
      const Four t_re = flipped<low>(t + b);
      re += t_re * f_re;
      im += t_re * f_im;
    }
    if (parts.im) {
      const Four t_im = flipped<low>(t + n + b);
      re -= t_im * f_im;
      im += t_im * f_re;
    }
    store(re, out + c);
    store(im, out + n + c);
  }
}

LOWRANK_INLINE void products_body(Parts parts, std::size_t x, std::size_t n, const double* l,
                                  const double* r, double* v) {
  switch (x % 4) {
    case 0: return products_of<0>(parts, x, n, l, r, v);
    case 1: return products_of<1>(parts, x, n, l, r, v);
    case 2: return products_of<2>(parts, x, n, l, r, v);
    default: return products_of<3>(parts, x, n, l, r, v);
  }
}

LOWRANK_INLINE void multiples_body(Parts parts, std::size_t x, std::size_t n, std::size_t begin,
                                   std::size_t end, const double* t, const double* f,
                                   double* out) {
  switch (x % 4) {
    case 0: return multiples_of<0>(parts, x, n, begin, end, t, f, out);
    case 1: return multiples_of<1>(parts, x, n, begin, end, t, f, out);
    case 2: return multiples_of<2>(parts, x, n, begin, end, t, f, out);
    default: return multiples_of<3>(parts, x, n, begin, end, t, f, out);
  }
}

LOWRANK_DISPATCH(products, products_body,
                 (Parts parts, std::size_t x, std::size_t n, const double* l, const double* r,
                  double* v),
                 (parts, x, n, l, r, v))
LOWRANK_DISPATCH(multiples, multiples_body,
                 (Parts parts, std::size_t x, std::size_t n, std::size_t begin, std::size_t end,
                  const double* t, const double* f, double* out),
                 (parts, x, n, begin, end, t, f, out))

}  // namespace

void add_flipped_products(Parts parts, std::size_t x, std::size_t n, const double* l,
                          const double* r, double* v) {
  if (n >= 4) return products(parts, x, n, l, r, v);
  for (std::size_t b = 0; b < n; ++b) {
    const std::size_t c = b ^ x;
    v[b] += l[c] * r[b] + l[n + c] * r[n + b];
    v[n + b] += l[c] * r[n + b] - l[n + c] * r[b];
  }
}

void add_flipped_multiples(Parts parts, std::size_t x, std::size_t n, std::size_t begin,
                           std::size_t end, const double* t, const double* f, double* out) {
  if (n >= 4) return multiples(parts, x, n, begin, end, t, f, out);
  for (std::size_t c = begin; c < end; ++c) {
    const std::size_t b = c ^ x;
    const double re = parts.re ? t[b] : 0, im = parts.im ? t[n + b] : 0;
    out[c] += re * f[b] - im * f[n + b];
    out[n + c] += re * f[n + b] + im * f[b];
  }
}

}  // namespace lowrank
