// The kernels of AArch64, once for each way to multiply bytes. The file that includes this defines
// NEON_STEP(sums, a, b), which adds the products of 16 components to four lanes, NEON_TABLE, the name of the table, and
// NEON_LEVEL.

#include "levels.h"

#include <arm_neon.h>

static inline int32_t dot_i8(const int8_t *query, const int8_t *row, size_t length) {
    int32x4_t even = vdupq_n_s32(0);
    int32x4_t odd = even;
    size_t i = 0;
    for (; i + 32 <= length; i += 32) {
        even = NEON_STEP(even, vld1q_s8(query + i), vld1q_s8(row + i));
        odd = NEON_STEP(odd, vld1q_s8(query + i + 16), vld1q_s8(row + i + 16));
    }
    if (i + 16 <= length) {
        even = NEON_STEP(even, vld1q_s8(query + i), vld1q_s8(row + i));
        i += 16;
    }
    int32_t sum = vaddvq_s32(vaddq_s32(even, odd));
    for (; i < length; i += 1) sum += (int32_t)query[i] * (int32_t)row[i];
    return sum;
}

static inline void fetch(const int8_t *row, size_t length) {
    for (size_t i = 0; i < length; i += 64) __builtin_prefetch(row + i);
}

static void dot_i8_rows(
    const int8_t *query, const int8_t *rows, size_t stride, size_t length, size_t count, int32_t *dots) {
    for (size_t row = 0; row < count; row += 1) {
        fetch(rows + (row + 8) * stride, length);
        dots[row] = dot_i8(query, rows + row * stride, length);
    }
}

static void dot_i8_gather(
    const int8_t *query, const int8_t *const *rows, size_t length, size_t count, int32_t *dots) {
    enum { ahead = 6 };
    for (size_t row = 0; row < count && row < ahead; row += 1) fetch(rows[row], length);
    for (size_t row = 0; row < count; row += 1) {
        if (row + ahead < count) fetch(rows[row + ahead], length);
        dots[row] = dot_i8(query, rows[row], length);
    }
}

static size_t select_above(
    const int32_t *dots, const float *scales, size_t count, float factor, float floor, uint32_t *places,
    float *values) {
    size_t found = 0;
    size_t i = 0;
    while (i < count) {
        if (i + 4 <= count) {
            const float32x4_t whole = vcvtq_f32_s32(vld1q_s32(dots + i));
            const float32x4_t value = vmulq_n_f32(vmulq_f32(whole, vld1q_f32(scales + i)), factor);
            if (vmaxvq_u32(vcgtq_f32(value, vdupq_n_f32(floor))) == 0) {
                i += 4;
                continue;
            }
        }
        const size_t end = i + 4 < count ? i + 4 : count;
        for (; i < end; i += 1) {
            const float value = (float)dots[i] * scales[i] * factor;
            if (value > floor) {
                places[found] = (uint32_t)i;
                values[found] = value;
                found += 1;
            }
        }
    }
    return found;
}

static inline float16x8_t load_f16(const uint16_t *at) { return vreinterpretq_f16_u16(vld1q_u16(at)); }

static float dot_f16(const float *query, const uint16_t *row, size_t length) {
    float32x4_t even = vdupq_n_f32(0);
    float32x4_t odd = even;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        const float16x8_t halves = load_f16(row + i);
        even = vfmaq_f32(even, vld1q_f32(query + i), vcvt_f32_f16(vget_low_f16(halves)));
        odd = vfmaq_f32(odd, vld1q_f32(query + i + 4), vcvt_high_f32_f16(halves));
    }
    float sum = vaddvq_f32(vaddq_f32(even, odd));
    for (; i < length; i += 1) sum += query[i] * vector_widen(row[i]);
    return sum;
}

static float dot_f32(const float *a, const float *b, size_t length) {
    float32x4_t even = vdupq_n_f32(0);
    float32x4_t odd = even;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        even = vfmaq_f32(even, vld1q_f32(a + i), vld1q_f32(b + i));
        odd = vfmaq_f32(odd, vld1q_f32(a + i + 4), vld1q_f32(b + i + 4));
    }
    float sum = vaddvq_f32(vaddq_f32(even, odd));
    for (; i < length; i += 1) sum += a[i] * b[i];
    return sum;
}

static void add_f16(float *sum, const uint16_t *row, size_t length) {
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        const float16x8_t halves = load_f16(row + i);
        vst1q_f32(sum + i, vaddq_f32(vld1q_f32(sum + i), vcvt_f32_f16(vget_low_f16(halves))));
        vst1q_f32(sum + i + 4, vaddq_f32(vld1q_f32(sum + i + 4), vcvt_high_f32_f16(halves)));
    }
    for (; i < length; i += 1) sum[i] += vector_widen(row[i]);
}

static void scale_f32(float *values, float factor, size_t length) {
    for (size_t i = 0; i < length; i += 1) values[i] *= factor;
}

static void narrow_f16(const float *values, uint16_t *halves, size_t length) {
    size_t i = 0;
    for (; i + 4 <= length; i += 4) vst1_u16(halves + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(values + i))));
    for (; i < length; i += 1) halves[i] = vector_narrow(values[i]);
}

static void widen_f16(const uint16_t *halves, float *values, size_t length) {
    size_t i = 0;
    for (; i + 4 <= length; i += 4) vst1q_f32(values + i, vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(halves + i))));
    for (; i < length; i += 1) values[i] = vector_widen(halves[i]);
}

static float quantise_i8(const float *values, int8_t *components, size_t length) {
    float greatest = 0;
    size_t i = 0;
    float32x4_t most = vdupq_n_f32(0);
    for (; i + 4 <= length; i += 4) most = vmaxq_f32(most, vabsq_f32(vld1q_f32(values + i)));
    greatest = vmaxvq_f32(most);
    for (; i < length; i += 1) {
        const float each = __builtin_fabsf(values[i]);
        greatest = each > greatest ? each : greatest;
    }
    const float factor = greatest > 0 ? 127.0f / greatest : 0;
    if (!(factor > 0 && factor <= 0x1p126f)) {
        for (i = 0; i < length; i += 1) components[i] = 0;
        return 0;
    }
    for (i = 0; i + 8 <= length; i += 8) {
        const int32x4_t low = vcvtnq_s32_f32(vmulq_n_f32(vld1q_f32(values + i), factor));
        const int32x4_t high = vcvtnq_s32_f32(vmulq_n_f32(vld1q_f32(values + i + 4), factor));
        vst1_s8(components + i, vqmovn_s16(vcombine_s16(vqmovn_s32(low), vqmovn_s32(high))));
    }
    for (; i < length; i += 1) components[i] = (int8_t)__builtin_lrintf(values[i] * factor);
    return greatest / 127.0f;
}

const vector_kernels NEON_TABLE = {
    .level = NEON_LEVEL,
    .dot_i8_rows = dot_i8_rows,
    .dot_i8_gather = dot_i8_gather,
    .select_above = select_above,
    .dot_f16 = dot_f16,
    .dot_f32 = dot_f32,
    .add_f16 = add_f16,
    .scale_f32 = scale_f32,
    .narrow_f16 = narrow_f16,
    .widen_f16 = widen_f16,
    .quantise_i8 = quantise_i8,
};
