#pragma once
// From a function that reads arguments to functions of the addon, one that answers at once and one
// that promises to.
//
// A binding is `auto name(Args&)`: it reads every argument in order and returns the work as a
// closure.
#include <node_api.h>

#include <exception>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

#include "../core/pool.hpp"
#include "args.hpp"
#include "jobs.hpp"

namespace lowrank::binding {

struct Kernel {
  const char* name;
  napi_callback now;
  napi_callback off_thread;  // null where there is none
};

// What a function of the addon carries.
struct Bound {
  const char* name;
  unsigned threads;
  Mailbox* mailbox;
};

// The error that the caller sees.
napi_value error_of(napi_env env, const char* kernel, const BadArgument& bad);
napi_value error_of(napi_env env, const char* kernel, const std::exception& failure);

inline napi_value result(napi_env env, double value) {
  napi_value out = nullptr;
  napi_create_double(env, value, &out);
  return out;
}

// Reads and, where reading or the work failed, gives the error to `refuse`.
template <class Then, class Refuse>
napi_value guarded(Args& args, const Bound& self, Then then, Refuse refuse) {
  try {
    return then();
  } catch (const BadArgument& bad) {
    return refuse(error_of(args.env(), self.name, bad));
  } catch (const std::exception& failure) {
    return refuse(error_of(args.env(), self.name, failure));
  }
}

template <auto Read>
napi_value run_now(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto& self = *static_cast<const Bound*>(args.data());
  const auto run = [&]() -> napi_value {
    auto work = Read(args);
    const ThreadLimit limit(self.threads);
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return nullptr;
    } else {
      return result(env, static_cast<double>(work()));
    }
  };
  return guarded(args, self, run, [env](napi_value error) -> napi_value {
    napi_throw(env, error);
    return nullptr;
  });
}

template <class Work>
class JobOf : public Job {
 public:
  explicit JobOf(Work work) : work_(std::move(work)) {}
  void run() override { work_(); }

 private:
  Work work_;
};

template <auto Read>
napi_value run_off_thread(napi_env env, napi_callback_info info) {
  std::vector<Pinned> pinned;
  Args args(env, info, &pinned);
  const auto& self = *static_cast<const Bound*>(args.data());
  napi_deferred deferred = nullptr;
  napi_value promise = nullptr;
  napi_create_promise(env, &deferred, &promise);
  const auto post = [&]() -> napi_value {
    auto work = Read(args);
    auto job = std::make_unique<JobOf<decltype(work)>>(std::move(work));
    job->kernel = self.name;
    job->threads = self.threads;
    job->pinned = std::move(pinned);
    job->deferred = deferred;
    self.mailbox->post(env, std::move(job));
    return promise;
  };
  return guarded(args, self, post, [&](napi_value error) {
    napi_reject_deferred(env, deferred, error);
    return promise;
  });
}

template <auto Read>
constexpr Kernel kernel(const char* name) {
  return {name, run_now<Read>, nullptr};
}

template <auto Read>
constexpr Kernel verb(const char* name) {
  return {name, run_now<Read>, run_off_thread<Read>};
}

std::span<const Kernel> algebra_kernels();
std::span<const Kernel> random_kernels();
std::span<const Kernel> dense_kernels();
std::span<const Kernel> entries_kernels();
std::span<const Kernel> pauli_kernels();

}  // namespace lowrank::binding
