#include "jobs.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "../core/pool.hpp"
#include "../core/wait.hpp"

namespace lowrank::binding {
namespace {

class Dispatcher {
 public:
  Dispatcher() {
    std::thread([this] { serve(); }).detach();
  }

  void add(std::unique_ptr<Job> job) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(job));
    }
    arrived_.notify_one();
  }

  void drop(napi_threadsafe_function of) {
    std::unique_lock lock(mutex_);
    std::erase_if(waiting_, [of](const auto& job) { return job->completed == of; });
    wait(finished_, lock, [this, of] { return running_ != of; });
  }

 private:
  void serve() {
    keep_blas_serial();
    std::unique_lock lock(mutex_);
    for (;;) {
      wait(arrived_, lock, [this] { return !waiting_.empty(); });
      auto job = std::move(waiting_.front());
      waiting_.pop_front();
      const napi_threadsafe_function completed = running_ = job->completed;
      lock.unlock();
      {
        const ThreadLimit limit(job->threads);
        job->run();
      }
      napi_call_threadsafe_function(completed, job.release(), napi_tsfn_nonblocking);
      lock.lock();
      running_ = nullptr;
      finished_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable arrived_, finished_;
  std::deque<std::unique_ptr<Job>> waiting_;
  napi_threadsafe_function running_ = nullptr;
};

// Never destroyed: its thread outlives every environment and every static destructor.
Dispatcher& dispatcher() {
  static Dispatcher* const leaked = new Dispatcher;
  return *leaked;
}

napi_value text(napi_env env, const std::string& message) {
  napi_value out = nullptr;
  napi_create_string_utf8(env, message.data(), message.size(), &out);
  return out;
}

// The name of the first array that is no longer what it was, or null.
const char* detached(napi_env env, const Job& job) {
  napi_value arrays = nullptr;
  if (napi_get_reference_value(env, job.arrays, &arrays) != napi_ok || !arrays) return nullptr;
  for (std::uint32_t i = 0; i < job.pinned.size(); ++i) {
    napi_value array = nullptr;
    std::size_t length = 0;
    const bool read = napi_get_element(env, arrays, i, &array) == napi_ok &&
                      napi_get_typedarray_info(env, array, nullptr, &length, nullptr, nullptr,
                                               nullptr) == napi_ok;
    if (!read || length != job.pinned[i].length) return job.pinned[i].name;
  }
  return nullptr;
}

void settle(napi_env env, const Job& job) {
  napi_value value = nullptr;
  if (const char* name = detached(env, job)) {
    const std::string why = std::string(job.kernel) + ": " + name + " was detached while it ran";
    napi_create_type_error(env, nullptr, text(env, why), &value);
    napi_reject_deferred(env, job.deferred, value);
  } else {
    napi_get_undefined(env, &value);
    napi_resolve_deferred(env, job.deferred, value);
  }
}

}  // namespace

Mailbox::Mailbox(napi_env env) {
  napi_create_threadsafe_function(env, nullptr, nullptr, text(env, "lowrank"), 0, 1, nullptr,
                                  nullptr, this, complete, &completed_);
  napi_unref_threadsafe_function(env, completed_);
  // Hooks run in reverse order: this one before the function's own, so that a running job can still
  // report.
  napi_add_env_cleanup_hook(env, close, this);
}

void Mailbox::post(napi_env env, std::unique_ptr<Job> job) {
  napi_value arrays = nullptr;
  napi_create_array_with_length(env, job->pinned.size(), &arrays);
  for (std::uint32_t i = 0; i < job->pinned.size(); ++i) {
    napi_set_element(env, arrays, i, job->pinned[i].array);
  }
  napi_create_reference(env, arrays, 1, &job->arrays);
  job->completed = completed_;
  dispatcher().add(std::move(job));
  if (pending_++ == 0) napi_ref_threadsafe_function(env, completed_);
}

void Mailbox::complete(napi_env env, napi_value, void* mailbox, void* job) {
  const std::unique_ptr<Job> finished(static_cast<Job*>(job));
  if (!env) return;  // the environment has ended
  settle(env, *finished);
  napi_delete_reference(env, finished->arrays);
  auto& self = *static_cast<Mailbox*>(mailbox);
  if (--self.pending_ == 0) napi_unref_threadsafe_function(env, self.completed_);
}

void Mailbox::close(void* mailbox) {
  const auto& self = *static_cast<Mailbox*>(mailbox);
  if (self.pending_ > 0) dispatcher().drop(self.completed_);
}

}  // namespace lowrank::binding
