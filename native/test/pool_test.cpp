#include "../core/pool.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "../core/cholesky.hpp"
#include "../core/dense.hpp"
#include "../core/entries.hpp"
#include "../core/finite.hpp"
#include "../core/gemm.hpp"
#include "../core/gram.hpp"
#include "../core/qr.hpp"
#include "../core/svd.hpp"
#include "numbers.hpp"

using namespace lowrank;
using namespace lowrank::test;

namespace {

constexpr std::size_t much = std::size_t{1} << 30;

Numbers dense_gradient() {
  const std::size_t m = 300, n1 = 60, n2 = 50, k = 3;
  const Numbers a = random_numbers(m * n1 * n2, 1), f = random_numbers((n1 + n2) * k, 2), y(m, 0.5);
  const SensingRows by{m, n1, n2, false, std::span<const double>(a), {}};
  Numbers scratch(dense_scratch(by, 1)), out((n1 + n2) * k + 2);
  const std::span<const double> both = f;
  const std::span<double> to = out;
  const LossStats stats = gradient_dense(
      by, {n1, n2, k, both.first(n1 * k), both.subspan(n1 * k)}, y,
      {LossKind::huber, 0.7}, scratch, {n1, n2, k, to.first(n1 * k), to.subspan(n1 * k, n2 * k)});
  out[(n1 + n2) * k] = stats.value;
  out[(n1 + n2) * k + 1] = stats.residual_norm;
  return out;
}

Numbers entries_gradient() {
  const std::size_t m = 60000, n = 80, k = 4;
  std::vector<std::int32_t> row(m), col(m);
  for (std::size_t e = 0; e < m; ++e) {
    row[e] = static_cast<std::int32_t>(e * 31 % n);
    col[e] = static_cast<std::int32_t>(e * e % n);
  }
  const Numbers f = random_numbers(n * k, 3), y = random_numbers(m, 4);
  EntryIndex at;
  if (at.build(n, n, row, col) != 0) return {};
  Numbers scratch(entries_scratch(m, n, n, k)), left(n * k), right(n * k);
  const LossStats stats = gradient_entries(at, {n, n, k, f, f}, y, {LossKind::squared, 0}, scratch,
                                           {n, n, k, left, right});
  left.insert(left.end(), right.begin(), right.end());
  left.push_back(stats.value);
  return left;
}

Numbers products() {
  const std::size_t n = 20000, k = 30;
  const Numbers a = random_numbers(n * k, 5), b = random_numbers(k * k, 6);
  Numbers out(n * k + k * k), square(k * k);
  const std::span<double> to = out;
  gemm(Op::none, Op::transpose, {n, k, k}, 1.0, a, b, 0.0, to.first(n * k));
  CHECK(gram(n, k, a, to.subspan(n * k)) == 0);
  std::ranges::copy(to.subspan(n * k), square.begin());
  CHECK(solve_right(n, k, square, to.first(n * k)) == 0);
  return out;
}

// U, s, Vᵀ and Q, R of a matrix whose rows are taken by blocks.
Numbers tall_factorizations() {
  const std::size_t n = 30000, k = 12;
  const Numbers a = random_numbers(n * k, 5);
  Numbers q = a, lost = a, r(k * k), u(n * k), s(k), vt(k * k);
  CHECK(qr(n, k, q, r) == 0);
  CHECK(svd(n, k, lost, u, s, vt) == 0);
  for (const Numbers& part : {r, u, s, vt}) q.insert(q.end(), part.begin(), part.end());
  return q;
}

// Products and a factorization so small that threads ask for work buffers all the time.
Numbers small_calls() {
  const std::size_t n = 100, k = 4;
  const Numbers a = random_numbers(n * k, 7);
  Numbers out(2 * k * k), q = a;
  const std::span<double> to = out;
  gemm(Op::transpose, Op::none, {k, k, n}, 1.0, a, a, 0.0, to.first(k * k));
  CHECK(qr(n, k, q, to.subspan(k * k)) == 0);
  out.insert(out.end(), q.begin(), q.end());
  return out;
}

}  // namespace

TEST_CASE("every task runs once") {
  for (const unsigned threads : {1, 2, 3, 8}) {
    const ThreadLimit limit(threads);
    for (const std::size_t tasks : {0, 1, 2, 5, 1000}) {
      std::vector<std::atomic<int>> count(tasks);
      parallel_for(tasks, much, [&](std::size_t i) { ++count[i]; });
      for (const auto& c : count) CHECK(c == 1);
    }
  }
}

TEST_CASE("the same bits for any number of threads") {
  for (Numbers (*const kernel)() : {dense_gradient, entries_gradient, products, tall_factorizations}) {
    const Numbers alone = kernel();
    CHECK(first_non_finite(alone) == -1);
    for (const unsigned threads : {1, 2, 3, 4}) {
      const ThreadLimit limit(threads);
      CHECK(kernel() == alone);
    }
  }
}

TEST_CASE("threads that call at once do not spoil each other's work") {
  const Numbers alone = small_calls();
  std::atomic<int> spoiled = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      keep_blas_serial();
      for (int i = 0; i < 5000; ++i) spoiled += small_calls() != alone;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(spoiled == 0);
}

TEST_CASE("nested and concurrent calls finish") {
  std::atomic<int> ran = 0;
  const auto call = [&] {
    const ThreadLimit limit(3);
    for (int round = 0; round < 50; ++round) {
      parallel_for(4, much,
                   [&](std::size_t) { parallel_for(3, much, [&](std::size_t) { ++ran; }); });
    }
  };
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) callers.emplace_back(call);
  for (std::thread& t : callers) t.join();
  CHECK(ran == 4 * 50 * 12);
}

TEST_CASE("a forked child works alone") {
  const ThreadLimit limit(2);
  const Numbers expected = dense_gradient();
  const pid_t child = fork();
  if (child == 0) _exit(dense_gradient() == expected ? 0 : 1);
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}
