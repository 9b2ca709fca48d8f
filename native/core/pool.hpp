#pragma once
// The core's own threads. A kernel splits its work into tasks by shape alone and gives each task
// its own output, so who runs which task never changes a result.
#include <cstddef>
#include <memory>
#include <type_traits>

namespace lowrank {

// A borrowed callable: alive for the duration of the call it is passed to.
class Task {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Task>) Task(F&& f)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
        call_([](void* object, std::size_t i) {
          (*static_cast<std::remove_reference_t<F>*>(object))(i);
        }) {}

  void operator()(std::size_t i) const { call_(object_, i); }

 private:
  void* object_;
  void (*call_)(void*, std::size_t);
};

// Runs task(0) … task(tasks − 1), the calling thread taking part, and returns when all are done.
// `work` estimates the floating-point operations of all tasks together: little work stays in the
// caller. So does work that finds the pool busy with another caller, that asks from inside a task,
// or that runs in a forked child.
void parallel_for(std::size_t tasks, std::size_t work, Task task);

// While it lives, calls from this thread use at most `threads` threads, itself included.
class ThreadLimit {
 public:
  explicit ThreadLimit(unsigned threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  unsigned before_;
};

// OpenBLAS keeps to the calling thread. Some flavours hold that setting per thread: every thread
// that calls BLAS calls this first.
void keep_blas_serial();

}  // namespace lowrank
