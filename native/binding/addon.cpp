// The addon's one export: open(threads) gives every kernel as a function that uses at most so many
// threads, and under `offThread` the operators' verbs as functions that return promises.
#include <node_api.h>

#include <memory>
#include <string>
#include <vector>

#include "../core/blas.hpp"
#include "../core/pool.hpp"
#include "kernel.hpp"

namespace lowrank::binding {
namespace {

// One for the main thread and one for every worker.
struct Environment {
  explicit Environment(napi_env env) : mailbox(env) {}

  Mailbox mailbox;
  std::vector<std::unique_ptr<Bound>> bound;
};

napi_value message(napi_env env, const char* kernel, const std::string& why) {
  const std::string all = std::string(kernel) + ": " + why;
  napi_value out = nullptr;
  napi_create_string_utf8(env, all.data(), all.size(), &out);
  return out;
}

void set_function(napi_env env, napi_value object, const Bound& bound, napi_callback callback) {
  napi_value function = nullptr;
  napi_create_function(env, bound.name, NAPI_AUTO_LENGTH, callback, const_cast<Bound*>(&bound),
                       &function);
  napi_set_named_property(env, object, bound.name, function);
}

napi_value open_with(napi_env env, Environment& state, unsigned threads) {
  napi_value kernels = nullptr, off_thread = nullptr, core = nullptr;
  napi_create_object(env, &kernels);
  napi_create_object(env, &off_thread);
  for (const auto group :
       {algebra_kernels(), random_kernels(), dense_kernels(), entries_kernels(), pauli_kernels()}) {
    for (const Kernel& kernel : group) {
      state.bound.push_back(std::make_unique<Bound>(kernel.name, threads, &state.mailbox));
      set_function(env, kernels, *state.bound.back(), kernel.now);
      if (kernel.off_thread) set_function(env, off_thread, *state.bound.back(), kernel.off_thread);
    }
  }
  napi_create_string_utf8(env, openblas_get_corename(), NAPI_AUTO_LENGTH, &core);
  napi_set_named_property(env, kernels, "core", core);
  napi_set_named_property(env, kernels, "offThread", off_thread);
  return kernels;
}

napi_value open(napi_env env, napi_callback_info info) {
  Args args(env, info);
  try {
    const auto threads = static_cast<unsigned>(args.integer("threads", 1024));
    if (threads == 0) args.fail_range("threads", "must be at least 1");
    return open_with(env, *static_cast<Environment*>(args.data()), threads);
  } catch (const BadArgument& bad) {
    napi_throw(env, error_of(env, "open", bad));
  } catch (const std::exception& failure) {
    napi_throw(env, error_of(env, "open", failure));
  }
  return nullptr;
}

}  // namespace

napi_value error_of(napi_env env, const char* kernel, const BadArgument& bad) {
  napi_value error = nullptr;
  const auto create = bad.range ? napi_create_range_error : napi_create_type_error;
  create(env, nullptr, message(env, kernel, bad.message), &error);
  return error;
}

napi_value error_of(napi_env env, const char* kernel, const std::exception& failure) {
  const bool memory = dynamic_cast<const std::bad_alloc*>(&failure) != nullptr;
  napi_value error = nullptr;
  napi_create_error(env, nullptr, message(env, kernel, memory ? "out of memory" : failure.what()),
                    &error);
  return error;
}

}  // namespace lowrank::binding

NAPI_MODULE_INIT() {
  using lowrank::binding::Environment;
  lowrank::keep_blas_serial();
  auto state = std::make_unique<Environment>(env);
  napi_value open = nullptr;
  napi_create_function(env, "open", NAPI_AUTO_LENGTH, lowrank::binding::open, state.get(), &open);
  napi_set_named_property(env, exports, "open", open);
  const auto remove = [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); };
  napi_set_instance_data(env, state.release(), remove, nullptr);
  return exports;
}
