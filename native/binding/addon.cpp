// The addon: open(threads) gives every kernel as a function that uses at most so many
// threads, under `offThread` those that can take long as functions that return promises, and under
// `prepared` questions about operators as functions that give one without arguments. `blas` and
// `simd` say what does the work.
#include <napi.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "../core/blas.hpp"
#include "../core/pool.hpp"
#include "../core/targets.hpp"
#include "kernel.hpp"

namespace lowrank::binding {
namespace {

// One for the main thread and one for every worker.
struct Environment {
  explicit Environment(Napi::Env env) : mailbox(env) {}

  Mailbox mailbox;
  std::vector<std::unique_ptr<Bound>> bound;
};

// Advises the system to lay a buffer that nobody has touched on large pages, and returns how many
// bytes lie before its first cache line.
Napi::Value settle(const Napi::CallbackInfo& info) {
  if (info.Length() != 1 || !info[0].IsArrayBuffer()) {
    throw Napi::TypeError::New(info.Env(), "settle takes an ArrayBuffer");
  }
  auto buffer = info[0].As<Napi::ArrayBuffer>();
  constexpr std::uintptr_t line = 64, page = 4096;
  const auto begin = reinterpret_cast<std::uintptr_t>(buffer.Data());
#ifdef __linux__
  const std::uintptr_t first = (begin + page - 1) / page * page, end = begin + buffer.ByteLength();
  if (end > first + page) {
    madvise(reinterpret_cast<void*>(first), (end - first) / page * page, MADV_HUGEPAGE);
  }
#endif
  return Napi::Number::New(info.Env(), static_cast<double>((line - begin % line) % line));
}

Napi::Object open_with(Napi::Env env, Environment& state, unsigned threads) {
  const auto kernels = Napi::Object::New(env), off_thread = Napi::Object::New(env),
             prepared = Napi::Object::New(env);
  for (const auto group :
       {algebra_kernels(), random_kernels(), dense_kernels(), entries_kernels(), pauli_kernels(),
        rank_one_kernels(), hadamard_kernels(), circulant_kernels()}) {
    for (const Kernel& kernel : group) {
      state.bound.push_back(std::make_unique<Bound>(Bound{kernel.name, threads, &state.mailbox}));
      Bound& self = *state.bound.back();
      kernels.Set(kernel.name, kernel.now(env, self));
      if (kernel.off_thread) off_thread.Set(kernel.name, kernel.off_thread(env, self));
      if (kernel.prepared) prepared.Set(kernel.name, kernel.prepared(env, self));
    }
  }
  kernels.Set("core", Napi::String::New(env, openblas_get_corename()));
  kernels.Set("offThread", off_thread);
  kernels.Set("prepared", prepared);
  kernels.Set("settle", Napi::Function::New<settle>(env, "settle"));
  return kernels;
}

Napi::Value open(const Napi::CallbackInfo& info) {
  try {
    Args args(info, "open");
    const auto threads = static_cast<unsigned>(args.integer("threads", 1024));
    if (threads == 0) args.fail_range("threads", "must be at least 1");
    return open_with(info.Env(), *info.Env().GetInstanceData<Environment>(), threads);
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& failure) {
    throw error_of(info.Env(), "open", failure);
  }
}

const char* simd_name() {
  switch (cpu_level()) {
    case Level::avx512: return "AVX-512";
    case Level::avx2: return "AVX2 and FMA";
    default: return "the platform's least common set";
  }
}

// See core/blas_buffers.c.
constexpr bool buffers_are_locked =
#ifdef LOWRANK_BUFFERS_LOCKED
    true;
#else
    false;
#endif

Napi::Object load(Napi::Env env, Napi::Object exports) {
  if (!buffers_are_locked && std::strstr(openblas_get_config(), "SINGLE_THREADED")) {
    throw Napi::Error::New(env, "built against a serial OpenBLAS, whose work buffers threads would share: "
                                "build against a threaded one (libopenblas-pthread-dev)");
  }
  keep_blas_serial();
  env.SetInstanceData(new Environment(env));
  exports.Set("blas", Napi::String::New(env, openblas_get_config()));
  exports.Set("simd", Napi::String::New(env, simd_name()));
  exports.Set("open", Napi::Function::New<open>(env, "open"));
  return exports;
}

}  // namespace

std::string message_of(const char* kernel, const std::exception& failure) {
  const bool memory = dynamic_cast<const std::bad_alloc*>(&failure) != nullptr;
  return std::string(kernel) + ": " + (memory ? "out of memory" : failure.what());
}

Napi::Error error_of(Napi::Env env, const char* kernel, const std::exception& failure) {
  return Napi::Error::New(env, message_of(kernel, failure));
}

NODE_API_MODULE(lowrank, load)

}  // namespace lowrank::binding
