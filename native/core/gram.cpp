#include "gram.hpp"

#include <algorithm>

#include "blas.hpp"
#include "lapack.hpp"
#include "pool.hpp"

namespace lowrank {
namespace {

constexpr std::size_t chunk_work = std::size_t{1} << 22;
constexpr std::size_t most_chunks = 8;

// A function of shape alone. A chunk has at least 16 times more rows than columns, which keeps the
// partial sums small.
std::size_t chunk_count(std::size_t n, std::size_t k) {
  const std::size_t by_work = n * k / (chunk_work / k + 1);
  return std::max<std::size_t>(1, std::min({most_chunks, by_work, n / (16 * k)}));
}

void upper_triangle(std::size_t rows, std::size_t n, std::size_t k, const double* a, double* out) {
  cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, lapack_int(k), lapack_int(rows), 1.0, a,
              lapack_int(n), 0.0, out, lapack_int(k));
}

}  // namespace

int gram(std::size_t n, std::size_t k, std::span<const double> a, std::span<double> out) {
  std::ranges::fill(out, 0.0);
  if (n == 0 || k == 0) return done;

  const std::size_t chunks = chunk_count(n, k);
  const auto partial = workspace<double>((chunks - 1) * k * k);
  if (!partial) return no_memory;
  std::fill_n(partial.get(), (chunks - 1) * k * k, 0.0);
  parallel_for(chunks, n * k * k, [&](std::size_t c) {
    const std::size_t begin = c * n / chunks, end = (c + 1) * n / chunks;
    double* const sum = c == 0 ? out.data() : partial.get() + (c - 1) * k * k;
    upper_triangle(end - begin, n, k, a.data() + begin, sum);
  });
  for (std::size_t c = 1; c < chunks; ++c) {
    for (std::size_t i = 0; i < k * k; ++i) out[i] += partial[(c - 1) * k * k + i];
  }

  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = j + 1; i < k; ++i) out[i + j * k] = out[j + i * k];
  }
  return done;
}

}  // namespace lowrank
