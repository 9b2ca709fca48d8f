#pragma once
// One body of code for several instruction sets, chosen at run time.
//
// LOWRANK_DISPATCH defines `name` as a call of the always-inlined `body` compiled for AVX-512, AVX2
// with FMA, or the platform's least common set. GCC's target_clones would do, but needs ifunc,
// which musl lacks.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LOWRANK_X86_LEVELS 1
#else
#define LOWRANK_X86_LEVELS 0
#endif

#define LOWRANK_INLINE inline __attribute__((always_inline))

// Before a loop of constant length over vectors: unrolled they stay in registers.
#if defined(__clang__)
#define LOWRANK_UNROLL _Pragma("clang loop unroll(full)")
#else
#define LOWRANK_UNROLL _Pragma("GCC unroll 16")
#endif

namespace lowrank {

enum class Level { base, avx2, avx512 };

inline Level cpu_level() {
#if LOWRANK_X86_LEVELS
  if (__builtin_cpu_supports("x86-64-v4")) return Level::avx512;
  if (__builtin_cpu_supports("x86-64-v3")) return Level::avx2;
#endif
  return Level::base;
}

}  // namespace lowrank

// LOWRANK_DISPATCH_LEVELS does the same with a body that is a template over the level.
#if LOWRANK_X86_LEVELS
#define LOWRANK_DISPATCH_EACH(name, avx512_body, avx2_body, base_body, parameters, arguments) \
  __attribute__((                                                                             \
      target("arch=x86-64-v4,prefer-vector-width=512"))) void name##_avx512 parameters {      \
    avx512_body arguments;                                                                    \
  }                                                                                           \
  __attribute__((target("arch=x86-64-v3"))) void name##_avx2 parameters {                     \
    avx2_body arguments;                                                                      \
  }                                                                                           \
  void name##_base parameters { base_body arguments; }                                        \
  void name parameters {                                                                      \
    static const Level level = cpu_level();                                                   \
    if (level == Level::avx512) return name##_avx512 arguments;                               \
    if (level == Level::avx2) return name##_avx2 arguments;                                   \
    return name##_base arguments;                                                             \
  }
#else
#define LOWRANK_DISPATCH_EACH(name, avx512_body, avx2_body, base_body, parameters, arguments) \
  void name parameters { base_body arguments; }
#endif

#define LOWRANK_DISPATCH(name, body, parameters, arguments) \
  LOWRANK_DISPATCH_EACH(name, body, body, body, parameters, arguments)
#define LOWRANK_DISPATCH_LEVELS(name, body, parameters, arguments)                            \
  LOWRANK_DISPATCH_EACH(name, body<Level::avx512>, body<Level::avx2>, body<Level::base>, parameters, \
                        arguments)
