#include "../core/cholesky.hpp"
#include "../core/eigen.hpp"
#include "../core/finite.hpp"
#include "../core/gemm.hpp"
#include "../core/gram.hpp"
#include "../core/lapack.hpp"
#include "../core/qr.hpp"
#include "../core/svd.hpp"
#include "kernel.hpp"

namespace lowrank::binding {
namespace {

auto read_gemm(Args& a) {
  const Op op_a{a.flag("transA")}, op_b{a.flag("transB")};
  const std::size_t m = a.size("m"), n = a.size("n"), k = a.size("k");
  const double alpha = a.number("alpha");
  const auto left = a.doubles(a.product({m, k}, "a"), "a");
  const auto right = a.doubles(a.product({k, n}, "b"), "b");
  const double beta = a.number("beta");
  const auto out = a.doubles(a.product({m, n}, "c"), "c");
  return [=] { gemm(op_a, op_b, {m, n, k}, alpha, left, right, beta, out); };
}

auto read_gram(Args& a) {
  const std::size_t n = a.size("n"), k = a.size("k");
  const auto matrix = a.doubles(a.product({n, k}, "a"), "a");
  const auto out = a.doubles(a.product({k, k}, "out"), "out");
  return [=] {
    if (gram(n, k, matrix, out) != done) throw std::bad_alloc();
  };
}

auto read_solve_right(Args& a) {
  const std::size_t n = a.size("n"), k = a.size("k");
  const auto matrix = a.doubles(a.product({k, k}, "a"), "a");
  const auto b = a.doubles(a.product({n, k}, "b"), "b");
  return [=] { return solve_right(n, k, matrix, b); };
}

auto read_qr(Args& a) {
  const std::size_t n = a.size("n"), k = a.size("k");
  if (n < k) a.fail_range("n", "must be at least k");
  const auto matrix = a.doubles(a.product({n, k}, "a"), "a");
  const auto r = a.doubles(a.product({k, k}, "r"), "r");
  return [=] { return qr(n, k, matrix, r); };
}

auto read_svd(Args& a) {
  const std::size_t m = a.size("m"), n = a.size("n"), p = m < n ? m : n;
  const auto matrix = a.doubles(a.product({m, n}, "a"), "a");
  const auto u = a.doubles(a.product({m, p}, "u"), "u");
  const auto s = a.doubles(p, "s");
  const auto vt = a.doubles(a.product({p, n}, "vt"), "vt");
  return [=] { return svd(m, n, matrix, u, s, vt); };
}

auto read_eigen(Args& a) {
  const std::size_t n = a.size("n");
  const auto matrix = a.doubles(a.product({n, n}, "a"), "a");
  const auto w = a.doubles(n, "w");
  return [=] { return eigen(n, matrix, w); };
}

auto read_first_non_finite(Args& a) {
  const Floats all = a.floats("a");
  return [=] { return std::visit([](auto x) { return first_non_finite(x); }, all); };
}

constexpr Kernel kernels[] = {
    algebra_kernel<read_gemm>("gemm"),
    algebra_kernel<read_gram>("gram"),
    algebra_kernel<read_solve_right>("solveRight"),
    algebra_kernel<read_qr>("qr"),
    algebra_kernel<read_svd>("svd"),
    algebra_kernel<read_eigen>("eigen"),
    kernel<read_first_non_finite>("firstNonFinite"),
};

}  // namespace

std::span<const Kernel> algebra_kernels() { return kernels; }

}  // namespace lowrank::binding
