/* Release builds for Linux: bind to the oldest versions of the symbols that newer glibc versions
 * again, so that the binary loads wherever Node 20 runs (glibc 2.28), not only where it was built.
 * Linked with -Wl,--wrap=NAME.
 *
 * exp, log, log2 and pow have had a second version since 2.29, which differs in how errors reach
 * errno;
 * __libc_single_threaded (2.32) is a hint to libstdc++'s reference counts, and 0 always right. What
 * std::vector throws for an absurd size has a function of its own since GCC 11 (GLIBCXX_3.4.29);
 * bad_alloc is its base class. */
#include <features.h>

#if defined(__linux__) && defined(__GLIBC__)
#if defined(__x86_64__)
#define FIRST_VERSION "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define FIRST_VERSION "GLIBC_2.17"
#endif
#endif

#ifdef FIRST_VERSION
#define HIDDEN __attribute__((visibility("hidden")))
#define WRAP_UNARY(f)                                    \
  __asm__(".symver first_" #f "," #f "@" FIRST_VERSION); \
  extern double first_##f(double);                       \
  HIDDEN double __wrap_##f(double);                      \
  HIDDEN double __wrap_##f(double x) { return first_##f(x); }

WRAP_UNARY(exp)
WRAP_UNARY(log)
WRAP_UNARY(log2)

__asm__(".symver first_pow,pow@" FIRST_VERSION);
extern double first_pow(double, double);
HIDDEN double __wrap_pow(double, double);
HIDDEN double __wrap_pow(double x, double y) { return first_pow(x, y); }

HIDDEN char __libc_single_threaded = 0;

extern void _ZSt17__throw_bad_allocv(void);
HIDDEN void _ZSt28__throw_bad_array_new_lengthv(void);
HIDDEN void _ZSt28__throw_bad_array_new_lengthv(void) { _ZSt17__throw_bad_allocv(); }
#endif
