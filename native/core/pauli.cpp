#include "pauli.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "pauli_flips.hpp"
#include "pool.hpp"
#include "residuals.hpp"
#include "walsh.hpp"

namespace lowrank {
namespace {

constexpr std::size_t most_slots = 64;

// Groups of words in work at a time, each with 3n numbers: a function of n alone.
std::size_t slot_count(std::size_t n) {
  return std::clamp<std::size_t>((std::size_t{1} << 16) / n, 4, most_slots);
}

// The words order[begin] … order[end − 1], all of one x.
struct Group {
  std::size_t begin, end;
};

// #Y mod 4 of a word: the power of the imaginary unit. Where it is even the word needs real parts
// of products alone, else imaginary ones.
int phase(const PauliWords& words, std::size_t i) {
  return std::popcount(static_cast<std::uint32_t>(words.x[i] & words.z[i])) & 3;
}

std::size_t word_at(const PauliWords& words, std::size_t place) {
  return static_cast<std::size_t>(words.order[place]);
}

std::size_t flip_at(const PauliWords& words, std::size_t place) {
  return static_cast<std::size_t>(words.x[word_at(words, place)]);
}

Group group_from(const PauliWords& words, std::size_t begin) {
  std::size_t end = begin + 1;
  while (end < words.m && flip_at(words, end) == flip_at(words, begin)) ++end;
  return {begin, end};
}

// How many words of a group have an even number of Y.
std::size_t count_even(const PauliWords& words, Group group) {
  std::size_t even = 0;
  for (std::size_t at = group.begin; at < group.end; ++at) {
    even += phase(words, word_at(words, at)) % 2 == 0;
  }
  return even;
}

// A signed sum of n numbers takes n operations, all n of them n·log₂ n.
bool worth_transforming(std::size_t count, std::size_t n) {
  return count >= static_cast<std::size_t>(std::bit_width(n));
}

// Re i^{#Y}·S, where S = Σ_q Σ_b (−1)^{popcount(b & z)}·conj(l[b ⊕ x])·r[b].
void measure_group(const PauliWords& words, Group group, const Factors& f, double* v,
                   std::span<double> out) {
  const std::size_t n = f.n1 / 2, x = flip_at(words, group.begin);
  const std::size_t even = count_even(words, group), odd = group.end - group.begin - even;
  const Parts parts{even > 0, odd > 0};
  std::fill_n(v, 2 * n, 0.0);
  for (std::size_t q = 0; q < f.k; ++q) {
    add_flipped_products(parts, x, n, f.left.data() + q * f.n1, f.right.data() + q * f.n2, v);
  }
  const bool all[] = {worth_transforming(even, n), worth_transforming(odd, n)};
  if (all[0]) walsh_hadamard(v, n);
  if (all[1]) walsh_hadamard(v + n, n);
  for (std::size_t at = group.begin; at < group.end; ++at) {
    const std::size_t i = word_at(words, at), z = static_cast<std::size_t>(words.z[i]);
    const int turns = phase(words, i), part = turns % 2;
    const double* const from = v + static_cast<std::size_t>(part) * n;
    const double sum = all[part] ? from[z] : walsh_coefficient(from, n, z, v + 2 * n);
    out[i] = turns == 1 || turns == 2 ? -sum : sum;
  }
}

// t ← Σ_i w_i·i^{#Y}·(−1)^{popcount(b & z_i)}, which multiplies entry b; n real parts before n
// imaginary ones.
Parts multipliers_of(const PauliWords& words, Group group, std::span<const double> weights,
                     std::size_t n, double* t) {
  const std::size_t even = count_even(words, group), odd = group.end - group.begin - even;
  const bool all[] = {worth_transforming(even, n), worth_transforming(odd, n)};
  std::fill_n(t, 2 * n, 0.0);
  for (std::size_t at = group.begin; at < group.end; ++at) {
    const std::size_t i = word_at(words, at), z = static_cast<std::size_t>(words.z[i]);
    const int turns = phase(words, i), part = turns % 2;
    const double w = turns >= 2 ? -weights[i] : weights[i];
    double* const to = t + static_cast<std::size_t>(part) * n;
    if (all[part]) {
      to[z] += w;
    } else {
      add_walsh_function(w, z, n, t + 2 * n, to);
    }
  }
  if (all[0]) walsh_hadamard(t, n);
  if (all[1]) walsh_hadamard(t + n, n);
  return {even > 0, odd > 0};
}

}  // namespace

std::size_t PauliWords::scratch(std::size_t) const {
  const std::size_t n = n1 / 2;
  return m + 3 * n * slot_count(n);
}

void PauliWords::measure(const Factors& f, std::span<double> scratch,
                         std::span<double> out) const {
  const std::size_t n = n1 / 2, slots = slot_count(n);
  // Each slot takes the groups that begin in its share of the words.
  const auto begin_of = [&](std::size_t s) {
    std::size_t at = s * m / slots;
    while (at > 0 && at < m && flip_at(*this, at) == flip_at(*this, at - 1)) ++at;
    return at;
  };
  parallel_for(slots, 8 * m * n * f.k, [&](std::size_t s) {
    double* const v = scratch.data() + m + s * 3 * n;
    for (std::size_t at = begin_of(s), end = begin_of(s + 1); at < end;) {
      const Group group = group_from(*this, at);
      measure_group(*this, group, f, v, out);
      at = group.end;
    }
  });
}

void PauliWords::pullback(std::span<const double> weights, const Factors& f,
                          std::span<double> scratch, const FactorsOut& out) const {
  const std::size_t n = n1 / 2, slots = slot_count(n);
  const bool one = f.left.data() == f.right.data();
  constexpr std::size_t rows = 64;
  std::ranges::fill(out.left, 0.0);
  if (!one) std::ranges::fill(out.right, 0.0);
  for (std::size_t next = 0; next < m;) {
    std::array<Group, most_slots> group;
    std::array<Parts, most_slots> parts;
    std::size_t count = 0;
    for (; count < slots && next < m; next = group[count++].end) {
      group[count] = group_from(*this, next);
    }
    const auto multipliers = [&](std::size_t g) { return scratch.data() + m + g * 3 * n; };
    parallel_for(count, 16 * count * n, [&](std::size_t g) {
      parts[g] = multipliers_of(*this, group[g], weights, n, multipliers(g));
    });
    // Every task writes to rows of its own, to which the groups add in their order.
    parallel_for((n + rows - 1) / rows, (one ? 8 : 16) * count * n * f.k, [&](std::size_t t) {
      const std::size_t begin = t * rows, end = std::min(n, begin + rows);
      for (std::size_t q = 0; q < f.k; ++q) {
        for (std::size_t g = 0; g < count; ++g) {
          const std::size_t x = flip_at(*this, group[g].begin);
          add_flipped_multiples(parts[g], x, n, begin, end, multipliers(g),
                                f.right.data() + q * n2, out.left.data() + q * n1);
          if (one) continue;
          add_flipped_multiples(parts[g], x, n, begin, end, multipliers(g),
                                f.left.data() + q * n1, out.right.data() + q * n2);
        }
      }
    });
  }
  if (one) std::ranges::copy(out.left, out.right.begin());
}

LossStats PauliWords::gradient(const Factors& f, std::span<const double> y, const Loss& loss,
                               std::span<double> scratch, const FactorsOut& out) const {
  const auto residual = scratch.first(m);
  measure(f, scratch, residual);
  const LossStats stats = weigh_residuals(y, loss, residual);
  pullback(residual, f, scratch, out);
  return stats;
}

}  // namespace lowrank
