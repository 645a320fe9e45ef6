#if defined(__aarch64__)

#include <arm_neon.h>

/// Two products of bytes fit into 16 bits because no component is -128.
static inline int32x4_t neon_step(int32x4_t sums, int8x16_t a, int8x16_t b) {
    const int16x8_t low = vmull_s8(vget_low_s8(a), vget_low_s8(b));
    return vpadalq_s16(sums, vmlal_high_s8(low, a, b));
}

#define NEON_STEP neon_step
#define NEON_TABLE vector_neon
#define NEON_LEVEL vector_level_neon
#include "neon.h"

#endif
