// The vectors of one instruction set. Included by each template that is compiled once per set; expects TARGET (an
// attribute, or nothing), LANES (floats in a register) and SUFFIX.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define JOINED_AGAIN(name, suffix) name##_##suffix
#define JOINED(name, suffix) JOINED_AGAIN(name, suffix)
#define NAMED(name) JOINED(name, SUFFIX)
#define INLINE static inline __attribute__((always_inline)) TARGET

typedef float NAMED(floats) __attribute__((ext_vector_type(LANES)));
typedef int32_t NAMED(ints) __attribute__((ext_vector_type(LANES)));
typedef uint32_t NAMED(words) __attribute__((ext_vector_type(LANES)));
typedef uint16_t NAMED(halves) __attribute__((ext_vector_type(LANES)));
#define FLOATS NAMED(floats)
#define INTS NAMED(ints)
#define WORDS NAMED(words)
#define HALVES NAMED(halves)

INLINE FLOATS NAMED(load)(const float *at) {
    FLOATS values;
    memcpy(&values, at, sizeof(values));
    return values;
}

INLINE void NAMED(store)(float *at, FLOATS values) { memcpy(at, &values, sizeof(values)); }

/// Reads 16-bit floats.
INLINE FLOATS NAMED(widen)(const uint16_t *at) {
#if LANES == 16
    return (FLOATS)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)at));
#elif LANES == 8
    return (FLOATS)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)at));
#elif defined(__aarch64__)
    return (FLOATS)vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(at)));
#else
    // Moved to the place of a 32-bit float, the exponent is 112 too small, which a product makes good, for numbers
    // below the least normal one as well. There are no infinities among weights.
    HALVES halves;
    memcpy(&halves, at, sizeof(halves));
    const WORDS bits = __builtin_convertvector(halves, WORDS);
    const WORDS magnitude = (bits & 0x7FFF) << 13;
    const FLOATS scaled = (FLOATS)magnitude * 0x1p112f;
    return (FLOATS)((WORDS)scaled | (bits & 0x8000) << 16);
#endif
}

INLINE float NAMED(total)(FLOATS values) {
    float lanes[LANES];
    memcpy(lanes, &values, sizeof(lanes));
    float total = 0;
    for (int lane = 0; lane < LANES; lane++) total += lanes[lane];
    return total;
}

INLINE float NAMED(greatest)(FLOATS values) {
    float lanes[LANES];
    memcpy(lanes, &values, sizeof(lanes));
    float greatest = lanes[0];
    for (int lane = 1; lane < LANES; lane++) greatest = lanes[lane] > greatest ? lanes[lane] : greatest;
    return greatest;
}
