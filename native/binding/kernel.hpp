#pragma once
// From a function that reads arguments to functions of the addon, one that answers at once and one
// that promises to.
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

template <Napi::Function::Callback call>
Napi::Function make(Napi::Env env, Bound& self) {
  return Napi::Function::New<call>(env, self.name, &self);
}

template <auto Read>
constexpr Kernel kernel(const char* name) {
  return {name, make<run_now<Read>>, nullptr};
}

template <auto Read>
constexpr Kernel verb(const char* name) {
  return {name, make<run_now<Read>>, make<run_off_thread<Read>>};
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
