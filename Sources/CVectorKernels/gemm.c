#include "signalbox_dense.h"

// The portable functions: SSE2, or NEON, which every 64-bit ARM processor has.
#define TARGET
#define LANES 4
#define TILE_ROWS 6
#define SUFFIX portable
#if defined(__aarch64__)
#define LABEL "neon"
#else
#define LABEL "portable"
#endif
#include "dense_level.h"

#if defined(__x86_64__)

#define TARGET __attribute__((target("avx2,fma,f16c")))
#define LANES 8
#define TILE_ROWS 6
#define SUFFIX avx2
#define LABEL "avx2"
#include "dense_level.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c")))
#define LANES 16
#define TILE_ROWS 12
#define SUFFIX avx512
#define LABEL "avx512"
#include "dense_level.h"

#endif

const signalbox_dense *signalbox_dense_level(int level) {
    switch (level) {
    case 0: return &table_portable;
#if defined(__x86_64__)
    case 1:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")
            ? &table_avx2
            : NULL;
    case 2:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
            ? &table_avx512
            : NULL;
#endif
    default: return NULL;
    }
}

const signalbox_dense *signalbox_dense_best(void) {
    for (int level = 2; level > 0; level--) {
        const signalbox_dense *table = signalbox_dense_level(level);
        if (table) return table;
    }
    return &table_portable;
}
