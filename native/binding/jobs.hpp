#pragma once
// Kernels that run while the event loop goes on: one thread for the whole process takes jobs in
// order of arrival.
#include <node_api.h>

#include <memory>
#include <vector>

#include "args.hpp"

namespace lowrank::binding {

class Job {
 public:
  virtual ~Job() = default;
  virtual void run() = 0;

  const char* kernel = nullptr;
  unsigned threads = 1;
  std::vector<Pinned> pinned;  // the handles are of the call; afterwards `arrays` holds the same
  napi_ref arrays = nullptr;
  napi_deferred deferred = nullptr;
  napi_threadsafe_function completed = nullptr;
};

// The jobs of one environment. Made once an environment, when the addon is loaded.
class Mailbox {
 public:
  explicit Mailbox(napi_env env);

  // Pins the job's arrays and queues it. Its promise is settled on this environment's thread.
  void post(napi_env env, std::unique_ptr<Job> job);

 private:
  static void complete(napi_env env, napi_value, void* mailbox, void* job);
  // An environment may end with jobs in flight: waits for the running one, since it works on memory
  // of this environment, and drops those that wait.
  static void close(void* mailbox);

  napi_threadsafe_function completed_ = nullptr;
  std::size_t pending_ = 0;
};

}  // namespace lowrank::binding
