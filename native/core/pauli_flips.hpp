#pragma once
// The inner loops of Pauli measurements: complex products of entries b and b ⊕ x, of columns that
// hold n real parts before n imaginary ones.
#include <cstddef>

namespace lowrank {

// Which parts of the products are wanted, or of the multipliers are not zero.
struct Parts {
  bool re, im;
};

// v[b] + i·v[n + b] += conj(l[b ⊕ x])·r[b]
void add_flipped_products(Parts parts, std::size_t x, std::size_t n, const double* l,
                          const double* r, double* v);

// out[c] += t[b]·f[b] for b = c ⊕ x and begin ≤ c < end, of complex numbers. Begin and end are
// multiples of 4, or 0 and n.
void add_flipped_multiples(Parts parts, std::size_t x, std::size_t n, std::size_t begin,
                           std::size_t end, const double* t, const double* f, double* out);

}  // namespace lowrank
