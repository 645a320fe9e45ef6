#include "levels.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
// The bit of AT_HWCAP that announces SDOT and UDOT; older headers do not name it.
#define SIGNALBOX_HWCAP_ASIMDDP (1ul << 20)
#endif

const vector_kernels *vector_kernels_at(vector_level level) {
    switch (level) {
    case vector_level_portable: return &vector_portable;
#if defined(__x86_64__)
    case vector_level_avx2:
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")
            ? &vector_avx2 : NULL;
    case vector_level_avx512:
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni") ? &vector_avx512 : NULL;
#elif defined(__aarch64__)
    case vector_level_neon: return &vector_neon;
    case vector_level_neon_dot:
#if defined(__linux__)
        return (getauxval(AT_HWCAP) & SIGNALBOX_HWCAP_ASIMDDP) != 0 ? &vector_neon_dot : NULL;
#else
        // Every AArch64 machine of the other system that Swift runs on has them.
        return &vector_neon_dot;
#endif
#endif
    default: return NULL;
    }
}

const vector_kernels *vector_kernels_best(void) {
    // Whoever comes first asks; several at once find the same answer.
    static _Atomic(const vector_kernels *) chosen;
    const vector_kernels *best = chosen;
    if (best != NULL) return best;
    for (int level = VECTOR_LEVEL_COUNT - 1; best == NULL; level -= 1) best = vector_kernels_at((vector_level)level);
    chosen = best;
    return best;
}

static inline uint64_t mixed(uint64_t lane, uint64_t word) {
    lane = (lane ^ word) * 0x9E3779B97F4A7C15ull;
    return lane ^ lane >> 29;
}

uint64_t vector_checksum(const void *bytes, size_t length, uint64_t seed) {
    // Four lanes, so that one multiplication need not wait for the last.
    uint64_t lanes[4] = {seed ^ 0x243F6A8885A308D3ull, seed + 0x13198A2E03707344ull, ~seed, seed};
    const unsigned char *at = bytes;
    size_t left = length;
    for (; left >= 32; left -= 32, at += 32) {
        uint64_t words[4];
        __builtin_memcpy(words, at, 32);
        for (int lane = 0; lane < 4; lane += 1) lanes[lane] = mixed(lanes[lane], words[lane]);
    }
    for (int lane = 0; left > 0; lane += 1) {
        const size_t taken = left < 8 ? left : 8;
        uint64_t word = 0;
        __builtin_memcpy(&word, at, taken);
        lanes[lane] = mixed(lanes[lane], word);
        at += taken;
        left -= taken;
    }
    uint64_t sum = length;
    for (int lane = 0; lane < 4; lane += 1) sum = mixed(sum, lanes[lane]);
    return sum;
}
