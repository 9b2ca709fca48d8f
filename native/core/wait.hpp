#pragma once
// Waiting for a condition.
#include <pthread.h>

#include <condition_variable>
#include <mutex>

namespace lowrank {

// As condition.wait(lock, holds), whose symbol has a version that libstdc++ before GCC 12 lacks.
template <class Holds>
void wait(std::condition_variable& condition, std::unique_lock<std::mutex>& lock, Holds holds) {
  while (!holds()) pthread_cond_wait(condition.native_handle(), lock.mutex()->native_handle());
}

}  // namespace lowrank
