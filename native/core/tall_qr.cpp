#include "tall_qr.hpp"

#include <algorithm>
#include <atomic>

#include "blas.hpp"
#include "lapack.hpp"
#include "pool.hpp"
#include "qr.hpp"

namespace lowrank {
namespace {

// A block's numbers stay in the second-level cache; with 8 times more rows than columns the
// triangles that are left are an eighth of A.
constexpr std::size_t block_numbers = 32768;
constexpr std::size_t most_columns = 128;
constexpr std::size_t most_groups = 16;

std::size_t rows_of_block(std::size_t k) { return std::max(8 * k, block_numbers / k); }

// The blocks of a matrix, in groups that are worked on at once; a function of shape alone.
struct Blocks {
  std::size_t n, k, count, groups;

  Blocks(std::size_t rows, std::size_t cols)
      : n(rows),
        k(cols),
        count(std::max<std::size_t>(1, n / rows_of_block(k))),
        groups(std::min(count, most_groups)) {}
  std::size_t begin(std::size_t block) const { return block * n / count; }
  std::size_t rows(std::size_t block) const { return begin(block + 1) - begin(block); }
  // Of any block.
  std::size_t most_rows() const { return n / count + 1; }

  // work(block, room) for every block, with `numbers` of room for each group.
  template <class Work>
  int each(std::size_t numbers, std::size_t flops, Work work) const {
    const auto room = workspace<double>(groups * numbers);
    if (!room) return no_memory;
    std::atomic<int> code = done;
    parallel_for(groups, flops, [&](std::size_t g) {
      for (std::size_t b = g * count / groups; b < (g + 1) * count / groups; ++b) {
        const int info = work(b, std::span{room.get() + g * numbers, numbers});
        if (info != done) code = info;
      }
    });
    return code;
  }
};

void copy_block(const double* from, std::size_t from_stride, double* to, std::size_t to_stride,
                std::size_t rows, std::size_t cols) {
  for (std::size_t j = 0; j < cols; ++j) {
    std::copy_n(from + j * from_stride, rows, to + j * to_stride);
  }
}

// For LAPACK's blocked routines: their widest block is 64, and a triangle of that size.
std::size_t lapack_work(std::size_t k) { return 64 * k + 65 * 64; }

}  // namespace

bool is_tall(std::size_t n, std::size_t k) {
  return k > 0 && k <= most_columns && n >= 4 * rows_of_block(k);
}

int tall_qr(std::size_t n, std::size_t k, std::span<double> a, std::span<double> r) {
  const Blocks blocks(n, k);
  const std::size_t stacked = blocks.count * k, most = blocks.most_rows() * k;
  const auto memory = workspace<double>(stacked + stacked * k);
  if (!memory) return no_memory;
  double *const tau = memory.get(), *const triangles = tau + stacked;
  const int cols = lapack_int(k), lwork = lapack_int(lapack_work(k));

  // A_b = Q_b·R_b: the reflectors of Q_b in place of A_b, and the R_b one below the other.
  int code = blocks.each(most + lapack_work(k), 2 * n * k * k, [&](std::size_t b, auto room) {
    const std::size_t height = blocks.rows(b);
    const int rows = lapack_int(height);
    double *const own = a.data() + blocks.begin(b), *const block = room.data();
    int info = 0;
    copy_block(own, n, block, height, height, k);
    dgeqrf_(&rows, &cols, block, &rows, tau + b * k, block + most, &lwork, &info);
    for (std::size_t j = 0; j < k; ++j) {
      double* const column = triangles + j * stacked + b * k;
      std::copy_n(block + j * height, j + 1, column);
      std::fill_n(column + j + 1, k - j - 1, 0.0);
    }
    copy_block(block, height, own, n, height, k);
    return code_of(info);
  });
  if (code != done) return code;

  // [R_1; R_2; …] = Q′·R.
  code = qr(stacked, k, {triangles, stacked * k}, r);
  if (code != done) return code;

  // Q_b·Q′_b in place of the reflectors.
  return blocks.each(2 * most + lapack_work(k), 4 * n * k * k, [&](std::size_t b, auto room) {
    const std::size_t height = blocks.rows(b);
    const int rows = lapack_int(height);
    double *const own = a.data() + blocks.begin(b), *const block = room.data();
    double *const out = block + most, *const work = out + most;
    int info = 0;
    copy_block(own, n, block, height, height, k);
    std::fill_n(out, height * k, 0.0);
    copy_block(triangles + b * k, stacked, out, height, k, k);
    dormqr_("L", "N", &rows, &cols, &cols, block, &rows, tau + b * k, out, &rows, work, &lwork,
            &info, 1, 1);
    copy_block(out, height, own, n, height, k);
    return code_of(info);
  });
}

int multiply_rows(std::size_t n, std::size_t k, std::span<double> a, std::span<const double> b) {
  const Blocks blocks(n, k);
  return blocks.each(blocks.most_rows() * k, 2 * n * k * k, [&](std::size_t at, auto room) {
    const std::size_t height = blocks.rows(at);
    double* const own = a.data() + blocks.begin(at);
    copy_block(own, n, room.data(), height, height, k);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, lapack_int(height), lapack_int(k),
                lapack_int(k), 1.0, room.data(), leading(height), b.data(), lapack_int(k), 0.0, own,
                lapack_int(n));
    return done;
  });
}

}  // namespace lowrank
