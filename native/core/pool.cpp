#include "pool.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "blas.hpp"
#include "wait.hpp"

namespace lowrank {
namespace {

// Below this many operations waking a thread costs more than it saves.
constexpr std::size_t worth_sharing = std::size_t{1} << 18;
constexpr unsigned most_threads = 256;

thread_local unsigned limit = 1;
thread_local bool inside_task = false;

struct Job {
  Task task;
  std::size_t tasks;
  std::atomic<std::size_t> next{0};

  void run() {
    inside_task = true;
    for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < tasks;) task(i);
    inside_task = false;
  }
};

class Pool {
 public:
  bool try_run(Job& job, unsigned helpers) {
    // Threads do not survive a fork, and a lock may have been held across it.
    if (getpid() != owner_ || busy_.test_and_set(std::memory_order_acquire)) return false;
    start(helpers);
    {
      const std::lock_guard lock(mutex_);
      job_ = &job;
      seats_ = helpers;
    }
    wake_.notify_all();
    job.run();
    {
      std::unique_lock lock(mutex_);
      job_ = nullptr;
      seats_ = 0;
      wait(left_, lock, [this] { return active_ == 0; });
    }
    busy_.clear(std::memory_order_release);
    return true;
  }

 private:
  // Called while busy. Where the system gives no more threads, fewer do the work.
  void start(unsigned helpers) {
    try {
      for (; started_ < helpers; ++started_) std::thread([this] { serve(); }).detach();
    } catch (const std::system_error&) {
    }
  }

  void serve() {
    keep_blas_serial();
    std::unique_lock lock(mutex_);
    for (;;) {
      wait(wake_, lock, [this] { return seats_ > 0; });
      --seats_;
      ++active_;
      Job& job = *job_;
      lock.unlock();
      job.run();
      lock.lock();
      if (--active_ == 0) left_.notify_one();
    }
  }

  const pid_t owner_ = getpid();
  std::atomic_flag busy_;  // set by the one caller whose job is running
  std::mutex mutex_;
  std::condition_variable wake_, left_;
  Job* job_ = nullptr;
  unsigned seats_ = 0, active_ = 0, started_ = 0;
};

// Never destroyed: its threads outlive every environment and every static destructor.
Pool* pool() {
  static Pool* const leaked = new (std::nothrow) Pool;
  return leaked;
}

}  // namespace

void parallel_for(std::size_t tasks, std::size_t work, Task task) {
  const auto threads = static_cast<unsigned>(std::min<std::size_t>(limit, tasks));
  if (threads > 1 && work >= worth_sharing && !inside_task) {
    Job job{task, tasks};
    if (Pool* shared = pool(); shared && shared->try_run(job, threads - 1)) return;
  }
  for (std::size_t i = 0; i < tasks; ++i) task(i);
}

ThreadLimit::ThreadLimit(unsigned threads) : before_(limit) {
  limit = std::clamp(threads, 1u, most_threads);
}

ThreadLimit::~ThreadLimit() { limit = before_; }

void keep_blas_serial() { openblas_set_num_threads(1); }

}  // namespace lowrank
