#pragma once
// From a function that reads arguments to functions of the addon: one that answers at once, one
// that promises to, and one that gives a function which answers again and again.
//
// A binding is `auto name(Args&)`: it reads every argument in order and returns the work as a
// closure.
#include <napi.h>

#include <exception>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "../core/pool.hpp"
#include "args.hpp"
#include "jobs.hpp"
#include "owned.hpp"

namespace lowrank::binding {

// What a function of the addon carries.
struct Bound {
  const char* name;
  unsigned threads;
  Mailbox* mailbox;
};

// Makes the function; the Bound outlives it.
using Maker = Napi::Function (*)(Napi::Env, Bound&);

struct Kernel {
  const char* name;
  Maker now;
  Maker off_thread;  // null where there is none
  Maker prepared;    // likewise
};

std::string message_of(const char* kernel, const std::exception& failure);

// What a kernel throws, as the caller sees it. Only Napi::Error may leave a callback.
Napi::Error error_of(Napi::Env env, const char* kernel, const std::exception& failure);

// What a kernel returns: a number, or what the native side goes on owning.
template <class Number>
Napi::Value value_of(Napi::Env env, Number number) {
  return Napi::Number::New(env, static_cast<double>(number));
}
template <class T>
Napi::Value value_of(Napi::Env env, std::shared_ptr<const T> made) {
  return own(env, std::move(made));
}

template <auto Read>
Napi::Value run_now(const Napi::CallbackInfo& info) {
  const auto& self = *static_cast<const Bound*>(info.Data());
  try {
    Args args(info, self.name);
    auto work = Read(args);
    const ThreadLimit limit(self.threads);
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return value_of(info.Env(), work());
    }
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& failure) {
    throw error_of(info.Env(), self.name, failure);
  }
}

template <class Work>
class JobOf : public Job {
 public:
  JobOf(Napi::Promise::Deferred answer, Work work) : Job(answer), work_(std::move(work)) {}
  void run() override {
    try {
      if constexpr (returns) {
        code_ = static_cast<double>(work_());
      } else {
        work_();
      }
    } catch (const std::exception& thrown) {
      failure = message_of(kernel, thrown);
    }
  }
  Napi::Value result(Napi::Env env) const override {
    if constexpr (returns) return Napi::Number::New(env, code_);
    return env.Undefined();
  }

 private:
  static constexpr bool returns = !std::is_void_v<std::invoke_result_t<Work>>;

  Work work_;
  double code_ = 0;
};

// Whatever is wrong rejects the promise; nothing is thrown.
template <auto Read>
Napi::Value run_off_thread(const Napi::CallbackInfo& info) {
  const auto& self = *static_cast<const Bound*>(info.Data());
  const auto answer = Napi::Promise::Deferred::New(info.Env());
  try {
    Kept kept;
    Args args(info, self.name, &kept);
    auto work = Read(args);
    auto job = std::make_unique<JobOf<decltype(work)>>(answer, std::move(work));
    job->kernel = self.name;
    job->threads = self.threads;
    job->kept = std::move(kept);
    self.mailbox->post(info.Env(), std::move(job));
  } catch (const Napi::Error& error) {
    answer.Reject(error.Value());
  } catch (const std::exception& failure) {
    answer.Reject(error_of(info.Env(), self.name, failure).Value());
  }
  return answer.Promise();
}

// Work whose arguments have been read, behind a function without any: of a small problem, reading
// them takes longer than the work. The caller keeps the arrays alive and sees to it that none was
// transferred away.
template <class Work>
struct Ready {
  Work work;
  const Bound& self;
  Kept kept;  // copies of indices

  static napi_value call(napi_env env, napi_callback_info info) {
    void* data = nullptr;
    napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
    auto& ready = *static_cast<Ready*>(data);
    try {
      const ThreadLimit limit(ready.self.threads);
      ready.work();
    } catch (const std::exception& failure) {
      napi_throw_error(env, nullptr, message_of(ready.self.name, failure).c_str());
    }
    return nullptr;
  }
  static void release(napi_env, void* data, void*) { delete static_cast<Ready*>(data); }
};

template <auto Read>
Napi::Value prepare(const Napi::CallbackInfo& info) {
  const auto& self = *static_cast<const Bound*>(info.Data());
  const Napi::Env env = info.Env();
  try {
    Kept kept;
    Args args(info, self.name, &kept);
    auto work = Read(args);
    using Call = Ready<decltype(work)>;
    auto ready = std::make_unique<Call>(Call{std::move(work), self, std::move(kept)});
    ready->kept.arrays.clear();  // handles of this call
    napi_value call = nullptr;
    NAPI_THROW_IF_FAILED(env,
                         napi_create_function(env, self.name, NAPI_AUTO_LENGTH, Call::call,
                                              ready.get(), &call),
                         {});
    NAPI_THROW_IF_FAILED(
        env, napi_add_finalizer(env, call, ready.get(), Call::release, nullptr, nullptr), {});
    ready.release();
    return {env, call};
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& failure) {
    throw error_of(env, self.name, failure);
  }
}

template <Napi::Function::Callback call>
Napi::Function make(Napi::Env env, Bound& self) {
  return Napi::Function::New<call>(env, self.name, &self);
}

template <auto Read>
constexpr Kernel kernel(const char* name) {
  return {name, make<run_now<Read>>, nullptr, nullptr};
}

// Linear algebra that may be large.
template <auto Read>
constexpr Kernel algebra_kernel(const char* name) {
  return {name, make<run_now<Read>>, make<run_off_thread<Read>>, nullptr};
}

// A question about an operator.
template <auto Read>
constexpr Kernel verb(const char* name) {
  return {name, make<run_now<Read>>, make<run_off_thread<Read>>, make<prepare<Read>>};
}

std::span<const Kernel> algebra_kernels();
std::span<const Kernel> random_kernels();
std::span<const Kernel> dense_kernels();
std::span<const Kernel> entries_kernels();
std::span<const Kernel> pauli_kernels();
std::span<const Kernel> rank_one_kernels();
std::span<const Kernel> hadamard_kernels();
std::span<const Kernel> circulant_kernels();

}  // namespace lowrank::binding
