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

// The name of the first array that is no longer what it was, or null.
const char* detached(Napi::Env env, const Job& job) {
  const Napi::Object arrays = job.arrays.Value();
  const auto& pinned = job.kept.arrays;
  for (std::uint32_t i = 0; i < pinned.size(); ++i) {
    std::size_t length = 0;
    const bool read = napi_get_typedarray_info(env, arrays.Get(i), nullptr, &length, nullptr,
                                               nullptr, nullptr) == napi_ok;
    if (!read || length != pinned[i].length) return pinned[i].name;
  }
  return nullptr;
}

}  // namespace

Mailbox::Mailbox(Napi::Env env) : completed_(Completed::New(env, "lowrank", 0, 1, this)) {
  completed_.Unref(env);
  // Hooks run in reverse order: this one before the function's own, so that a running job can still
  // report.
  env.AddCleanupHook(close, this);
}

void Mailbox::post(Napi::Env env, std::unique_ptr<Job> job) {
  const auto& pinned = job->kept.arrays;
  const auto arrays = Napi::Array::New(env, pinned.size());
  for (std::uint32_t i = 0; i < pinned.size(); ++i) arrays.Set(i, pinned[i].array);
  job->arrays = Napi::Persistent<Napi::Object>(arrays);
  job->completed = completed_;
  dispatcher().add(std::move(job));
  if (pending_++ == 0) completed_.Ref(env);
}

// Where the environment is ending, every call into it may throw: what has to happen comes first.
void Mailbox::complete(Napi::Env env, Napi::Function, Mailbox* mailbox, Job* job) {
  const std::unique_ptr<Job> finished(job);
  if (!env) {  // it has ended, and the reference with it
    finished->arrays.SuppressDestruct();
    return;
  }
  if (--mailbox->pending_ == 0) mailbox->completed_.Unref(env);
  if (const char* name = detached(env, *finished)) {
    const std::string why = std::string(job->kernel) + ": " + name + " was detached while it ran";
    finished->answer.Reject(Napi::TypeError::New(env, why).Value());
  } else if (!finished->failure.empty()) {
    finished->answer.Reject(Napi::Error::New(env, finished->failure).Value());
  } else {
    finished->answer.Resolve(finished->result(env));
  }
}

void Mailbox::close(Mailbox* mailbox) {
  if (mailbox->pending_ > 0) dispatcher().drop(mailbox->completed_);
}

}  // namespace lowrank::binding
