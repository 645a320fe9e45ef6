// The sum of rows for one instruction set; see dense_lanes.h for what it expects besides BLOCK: how many registers of
// sums are kept at once.

#include "dense_lanes.h"

TARGET static void NAMED(pool)(
    const uint16_t *matrix, size_t width, const uint32_t *indices, size_t count, float *sum) {
    size_t column = 0;
    for (; column + BLOCK * LANES <= width; column += BLOCK * LANES) {
        FLOATS sums[BLOCK];
#pragma clang loop unroll(full)
        for (int part = 0; part < BLOCK; part++) sums[part] = (FLOATS)(0.0f);
        for (size_t index = 0; index < count; index++) {
            const uint16_t *row = matrix + (size_t)indices[index] * width + column;
            // Rows lie all over the matrix: the next but one is asked for while this one is added.
            if (index + 2 < count) {
                const uint16_t *next = matrix + (size_t)indices[index + 2] * width + column;
                for (int part = 0; part < BLOCK * LANES; part += 32) __builtin_prefetch(next + part);
            }
#pragma clang loop unroll(full)
            for (int part = 0; part < BLOCK; part++) sums[part] += NAMED(widen)(row + part * LANES);
        }
#pragma clang loop unroll(full)
        for (int part = 0; part < BLOCK; part++) NAMED(store)(sum + column + part * LANES, sums[part]);
    }
    for (; column < width; column++) {
        float total = 0;
        for (size_t index = 0; index < count; index++) {
            uint16_t halves[LANES] = {matrix[(size_t)indices[index] * width + column]};
            total += NAMED(widen)(halves)[0];
        }
        sum[column] = total;
    }
}

#undef BLOCK
#undef FLOATS
#undef INTS
#undef WORDS
#undef HALVES
#undef INLINE
#undef NAMED
#undef JOINED
#undef JOINED_AGAIN
#undef LANES
#undef TARGET
#undef SUFFIX
