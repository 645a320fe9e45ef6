#include "levels.h"

#if defined(__x86_64__)

#include <immintrin.h>

// This file alone is compiled for AVX2; nobody enters it before `vector_kernels_at` has asked the machine.
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

static inline int32_t total_i32(__m256i sums) {
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1));
    return _mm_cvtsi128_si32(half);
}

static inline float total_f32(__m256 sums) {
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(sums), _mm256_extractf128_ps(sums, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

static inline __m256i load(const int8_t *at) { return _mm256_loadu_si256((const __m256i *)(const void *)at); }

/// Adds the products of 32 components, four to a lane. The product of two bytes wants one of them unsigned: the sign
/// moves from one to the other, and pairs cannot overflow because no component is -128.
static inline __m256i step(__m256i sums, __m256i query, __m256i row) {
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(query), _mm256_sign_epi8(row, query));
    return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

static inline int32_t dot_i8(const int8_t *query, const int8_t *row, size_t length) {
    __m256i even = _mm256_setzero_si256();
    __m256i odd = even;
    size_t i = 0;
    for (; i + 64 <= length; i += 64) {
        even = step(even, load(query + i), load(row + i));
        odd = step(odd, load(query + i + 32), load(row + i + 32));
    }
    if (i + 32 <= length) {
        even = step(even, load(query + i), load(row + i));
        i += 32;
    }
    int32_t sum = total_i32(_mm256_add_epi32(even, odd));
    for (; i < length; i += 1) sum += (int32_t)query[i] * (int32_t)row[i];
    return sum;
}

static inline void fetch(const int8_t *row, size_t length) {
    for (size_t i = 0; i < length; i += 64) _mm_prefetch((const char *)row + i, _MM_HINT_T0);
}

static void dot_i8_rows(
    const int8_t *query, const int8_t *rows, size_t stride, size_t length, size_t count, int32_t *dots) {
    const size_t whole = length & ~(size_t)31;
    size_t row = 0;
    for (; row + 4 <= count; row += 4) {
        const int8_t *at = rows + row * stride;
        __m256i sums[4] = {
            _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
        for (size_t i = 0; i < whole; i += 32) {
            const __m256i part = load(query + i);
            for (size_t k = 0; k < 4; k += 1) {
                _mm_prefetch((const char *)(at + (k + 8) * stride + i), _MM_HINT_T0);
                sums[k] = step(sums[k], part, load(at + k * stride + i));
            }
        }
        for (size_t k = 0; k < 4; k += 1) {
            int32_t sum = total_i32(sums[k]);
            for (size_t i = whole; i < length; i += 1) sum += (int32_t)query[i] * (int32_t)at[k * stride + i];
            dots[row + k] = sum;
        }
    }
    for (; row < count; row += 1) dots[row] = dot_i8(query, rows + row * stride, length);
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
    for (; i + 8 <= count; i += 8) {
        const __m256 whole = _mm256_cvtepi32_ps(_mm256_loadu_si256((const __m256i *)(const void *)(dots + i)));
        const __m256 value = _mm256_mul_ps(_mm256_mul_ps(whole, _mm256_loadu_ps(scales + i)), _mm256_set1_ps(factor));
        unsigned mask = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(value, _mm256_set1_ps(floor), _CMP_GT_OQ));
        if (__builtin_expect(mask == 0, 1)) continue;
        float all[8];
        _mm256_storeu_ps(all, value);
        for (; mask != 0; mask &= mask - 1) {
            const unsigned lane = (unsigned)__builtin_ctz(mask);
            places[found] = (uint32_t)i + lane;
            values[found] = all[lane];
            found += 1;
        }
    }
    for (; i < count; i += 1) {
        const float value = (float)dots[i] * scales[i] * factor;
        if (value > floor) {
            places[found] = (uint32_t)i;
            values[found] = value;
            found += 1;
        }
    }
    return found;
}

static inline __m256 load_f16(const uint16_t *at) {
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)at));
}

static float dot_f16(const float *query, const uint16_t *row, size_t length) {
    __m256 even = _mm256_setzero_ps();
    __m256 odd = even;
    size_t i = 0;
    for (; i + 16 <= length; i += 16) {
        even = _mm256_fmadd_ps(_mm256_loadu_ps(query + i), load_f16(row + i), even);
        odd = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 8), load_f16(row + i + 8), odd);
    }
    float sum = total_f32(_mm256_add_ps(even, odd));
    for (; i < length; i += 1) sum += query[i] * vector_widen(row[i]);
    return sum;
}

static float dot_f32(const float *a, const float *b, size_t length) {
    __m256 even = _mm256_setzero_ps();
    __m256 odd = even;
    size_t i = 0;
    for (; i + 16 <= length; i += 16) {
        even = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), even);
        odd = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), odd);
    }
    float sum = total_f32(_mm256_add_ps(even, odd));
    for (; i < length; i += 1) sum += a[i] * b[i];
    return sum;
}

static void add_f16(float *sum, const uint16_t *row, size_t length) {
    size_t i = 0;
    for (; i + 8 <= length; i += 8)
        _mm256_storeu_ps(sum + i, _mm256_add_ps(_mm256_loadu_ps(sum + i), load_f16(row + i)));
    for (; i < length; i += 1) sum[i] += vector_widen(row[i]);
}

static void scale_f32(float *values, float factor, size_t length) {
    for (size_t i = 0; i < length; i += 1) values[i] *= factor;
}

static void narrow_f16(const float *values, uint16_t *halves, size_t length) {
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        const __m128i narrow = _mm256_cvtps_ph(_mm256_loadu_ps(values + i), _MM_FROUND_TO_NEAREST_INT);
        _mm_storeu_si128((__m128i *)(void *)(halves + i), narrow);
    }
    for (; i < length; i += 1) halves[i] = vector_narrow(values[i]);
}

static void widen_f16(const uint16_t *halves, float *values, size_t length) {
    size_t i = 0;
    for (; i + 8 <= length; i += 8) _mm256_storeu_ps(values + i, load_f16(halves + i));
    for (; i < length; i += 1) values[i] = vector_widen(halves[i]);
}

static float quantise_i8(const float *values, int8_t *components, size_t length) {
    const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7FFFFFFF));
    __m256 most = _mm256_setzero_ps();
    size_t i = 0;
    for (; i + 8 <= length; i += 8) most = _mm256_max_ps(_mm256_and_ps(_mm256_loadu_ps(values + i), magnitude), most);
    float lanes[8];
    _mm256_storeu_ps(lanes, most);
    float greatest = 0;
    for (int lane = 0; lane < 8; lane += 1) greatest = lanes[lane] > greatest ? lanes[lane] : greatest;
    for (; i < length; i += 1) {
        const float each = __builtin_fabsf(values[i]);
        greatest = each > greatest ? each : greatest;
    }
    const float factor = greatest > 0 ? 127.0f / greatest : 0;
    if (!(factor > 0 && factor <= 0x1p126f)) {
        for (i = 0; i < length; i += 1) components[i] = 0;
        return 0;
    }
    const __m256 factors = _mm256_set1_ps(factor);
    for (i = 0; i + 16 <= length; i += 16) {
        const __m256i low = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(values + i), factors));
        const __m256i high = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(values + i + 8), factors));
        // Packing works within halves of the register: the quarters are put back in order.
        const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xD8);
        const __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
        _mm_storeu_si128((__m128i *)(void *)(components + i), bytes);
    }
    for (; i < length; i += 1) components[i] = (int8_t)__builtin_lrintf(values[i] * factor);
    return greatest / 127.0f;
}

#pragma clang attribute pop

const vector_kernels vector_avx2 = {
    .level = vector_level_avx2,
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

#endif
