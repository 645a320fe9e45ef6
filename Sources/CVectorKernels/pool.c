#include "signalbox_pool.h"

#define TARGET
#define LANES 4
#define BLOCK 8
#define SUFFIX portable
#include "pool_level.h"

#if defined(__x86_64__)

#define TARGET __attribute__((target("avx2,fma,f16c")))
#define LANES 8
#define BLOCK 8
#define SUFFIX avx2
#include "pool_level.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c")))
#define LANES 16
#define BLOCK 16
#define SUFFIX avx512
#include "pool_level.h"

#endif

void signalbox_pool_rows_portable(
    const uint16_t *matrix, size_t width, const uint32_t *indices, size_t count, float *sum) {
    pool_portable(matrix, width, indices, count, sum);
}

void signalbox_pool_rows(
    const uint16_t *matrix, size_t width, const uint32_t *indices, size_t count, float *sum) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && width % 256 == 0) {
        pool_avx512(matrix, width, indices, count, sum);
        return;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
        pool_avx2(matrix, width, indices, count, sum);
        return;
    }
#endif
    pool_portable(matrix, width, indices, count, sum);
}

int signalbox_halves_are_finite(const uint16_t *halves, size_t count) {
    // Without a way out of the loop, so that it is made of vectors.
    uint16_t found = 0;
    for (size_t index = 0; index < count; index++) found |= (halves[index] & 0x7C00) == 0x7C00;
    return !found;
}

int signalbox_floats_are_finite(const float *values, size_t count) {
    uint32_t found = 0;
    for (size_t index = 0; index < count; index++) {
        uint32_t bits;
        memcpy(&bits, values + index, sizeof(bits));
        found |= (bits & 0x7F800000) == 0x7F800000;
    }
    return !found;
}

float signalbox_normalise(float *values, size_t width) {
    // Eight sums, which the compiler keeps in registers of whatever width there is.
    float sums[8] = {0};
    size_t column = 0;
    for (; column + 8 <= width; column += 8) {
        for (size_t lane = 0; lane < 8; lane++) sums[lane] += values[column + lane] * values[column + lane];
    }
    for (; column < width; column++) sums[0] += values[column] * values[column];
    float total = 0;
    for (int lane = 0; lane < 8; lane++) total += sums[lane];
    const float length = __builtin_sqrtf(total);
    if (length > 0 && length < __builtin_inff()) {
        const float factor = 1.0f / length;
        for (column = 0; column < width; column++) values[column] *= factor;
    }
    return length;
}
