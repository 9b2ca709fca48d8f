/* The static libopenblas.a needs two functions of gfortran's run-time library. These stand in for
 * them and keep libgfortran and libquadmath out of the binary. */
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>

#define HIDDEN __attribute__((visibility("hidden")))

void _gfortran_concat_string(size_t out_length, char* out, size_t a_length, const char* a,
                             size_t b_length, const char* b);
void _gfortran_etime(float* user_and_system, float* total);

/* out <- a // b, cut or padded with blanks. */
HIDDEN void _gfortran_concat_string(size_t out_length, char* out, size_t a_length, const char* a,
                                    size_t b_length, const char* b) {
  const size_t from_a = a_length < out_length ? a_length : out_length;
  const size_t room = out_length - from_a;
  const size_t from_b = b_length < room ? b_length : room;
  memcpy(out, a, from_a);
  memcpy(out + from_a, b, from_b);
  memset(out + from_a + from_b, ' ', room - from_b);
}

/* ETIME, which only LAPACK's timers call; they want the second argument. */
HIDDEN void _gfortran_etime(float* user_and_system, float* total) {
  struct rusage used;
  (void)user_and_system;
  getrusage(RUSAGE_SELF, &used);
  *total = (float)used.ru_utime.tv_sec + 1e-6f * (float)used.ru_utime.tv_usec;
}
