#pragma once
// Kernels that run while the event loop goes on: one thread for the whole process takes jobs in
// order of arrival.
#include <napi.h>

#include <memory>
#include <string>

#include "args.hpp"

namespace lowrank::binding {

class Job {
 public:
  explicit Job(Napi::Promise::Deferred to) : answer(to) {}
  virtual ~Job() = default;
  virtual void run() = 0;

  // What the kernel returned, of one that returns a number.
  virtual Napi::Value result(Napi::Env env) const { return env.Undefined(); }

  const char* kernel = nullptr;
  std::string failure;  // what the kernel threw, if anything
  unsigned threads = 1;
  Kept kept;  // the handles are of the call; afterwards `arrays` holds the same
  Napi::ObjectReference arrays;
  Napi::Promise::Deferred answer;
  napi_threadsafe_function completed = nullptr;  // of the environment that asked
};

// The jobs of one environment. Made once an environment, when the addon is loaded.
class Mailbox {
 public:
  explicit Mailbox(Napi::Env env);

  // Pins the job's arrays and queues it. Its promise is settled on this environment's thread.
  void post(Napi::Env env, std::unique_ptr<Job> job);

 private:
  static void complete(Napi::Env env, Napi::Function, Mailbox* mailbox, Job* job);
  // An environment may end with jobs in flight: waits for the running one, since it works on memory
  // of this environment, and drops those that wait.
  static void close(Mailbox* mailbox);

  // The typed kind: the plain one does not pass on what arrives after its environment has ended.
  using Completed = Napi::TypedThreadSafeFunction<Mailbox, Job, complete>;
  Completed completed_;
  std::size_t pending_ = 0;
};

}  // namespace lowrank::binding
