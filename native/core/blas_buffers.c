/* A serial OpenBLAS lends its work buffers without a lock unless it was built with USE_LOCKING, and
 * Debian's is not: two threads can be given the same buffer, and then both have wrong products. The
 * linker sends its two functions here (--wrap). */
#include <pthread.h>

#define HIDDEN __attribute__((visibility("hidden")))

void* __real_blas_memory_alloc(int position);
void __real_blas_memory_free(void* buffer);
void* __wrap_blas_memory_alloc(int position);
void __wrap_blas_memory_free(void* buffer);

static pthread_mutex_t lending = PTHREAD_MUTEX_INITIALIZER;

static void lock(void) { pthread_mutex_lock(&lending); }
static void unlock(void) { pthread_mutex_unlock(&lending); }

/* A child that is forked meanwhile must not inherit a lock that nobody opens. */
__attribute__((constructor)) static void keep_over_fork(void) { pthread_atfork(lock, unlock, unlock); }

HIDDEN void* __wrap_blas_memory_alloc(int position) {
  lock();
  void* const buffer = __real_blas_memory_alloc(position);
  unlock();
  return buffer;
}

HIDDEN void __wrap_blas_memory_free(void* buffer) {
  lock();
  __real_blas_memory_free(buffer);
  unlock();
}
