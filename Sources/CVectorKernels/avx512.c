#include "levels.h"

#if defined(__x86_64__)

#include <immintrin.h>

// This file alone is compiled for AVX-512 with VNNI; nobody enters it before `vector_kernels_at` has asked the machine.
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,fma,f16c"))), apply_to = function)

static inline __m512i load(const int8_t *at) { return _mm512_loadu_si512((const void *)at); }

/// The first components of what is left of a row that is no multiple of 64.
static inline __mmask64 rest_mask(size_t rest) { return ((__mmask64)1 << rest) - 1; }

/// Adds the products of 64 components, four to a lane. VPDPBUSD wants one side unsigned: 128 is added to each component
/// of the row by flipping its highest bit, which adds 128 times the query's sum to the result, see `excess`.
static inline __m512i step(__m512i sums, __m512i query, __m512i row) {
    return _mm512_dpbusd_epi32(sums, _mm512_xor_si512(row, _mm512_set1_epi8((char)0x80)), query);
}

/// What flipping the highest bits adds to a dot product with this query.
static inline int32_t excess(const int8_t *query, size_t length) {
    __m512i sums = _mm512_setzero_si512();
    const __m512i flipped = _mm512_set1_epi8((char)0x80);
    size_t i = 0;
    for (; i + 64 <= length; i += 64) sums = _mm512_dpbusd_epi32(sums, flipped, load(query + i));
    if (i < length)
        sums = _mm512_dpbusd_epi32(sums, flipped, _mm512_maskz_loadu_epi8(rest_mask(length - i), query + i));
    return _mm512_reduce_add_epi32(sums);
}

static inline __m512i sums_of(const int8_t *query, const int8_t *row, size_t length) {
    __m512i even = _mm512_setzero_si512();
    __m512i odd = even;
    size_t i = 0;
    for (; i + 128 <= length; i += 128) {
        even = step(even, load(query + i), load(row + i));
        odd = step(odd, load(query + i + 64), load(row + i + 64));
    }
    if (i + 64 <= length) {
        even = step(even, load(query + i), load(row + i));
        i += 64;
    }
    if (i < length) {
        const __mmask64 mask = rest_mask(length - i);
        odd = step(odd, _mm512_maskz_loadu_epi8(mask, query + i), _mm512_maskz_loadu_epi8(mask, row + i));
    }
    return _mm512_add_epi32(even, odd);
}

static inline void fetch(const int8_t *row, size_t length) {
    for (size_t i = 0; i < length; i += 64) _mm_prefetch((const char *)row + i, _MM_HINT_T0);
}

/// The sums over the lanes of four registers, in order.
static inline __m128i totals(const __m512i *sums) {
    const __m512i low = _mm512_add_epi32(
        _mm512_unpacklo_epi32(sums[0], sums[1]), _mm512_unpackhi_epi32(sums[0], sums[1]));
    const __m512i high = _mm512_add_epi32(
        _mm512_unpacklo_epi32(sums[2], sums[3]), _mm512_unpackhi_epi32(sums[2], sums[3]));
    const __m512i four = _mm512_add_epi32(_mm512_unpacklo_epi64(low, high), _mm512_unpackhi_epi64(low, high));
    const __m256i two = _mm256_add_epi32(_mm512_castsi512_si256(four), _mm512_extracti64x4_epi64(four, 1));
    return _mm_add_epi32(_mm256_castsi256_si128(two), _mm256_extracti128_si256(two, 1));
}

static void dot_i8_rows(
    const int8_t *query, const int8_t *rows, size_t stride, size_t length, size_t count, int32_t *dots) {
    enum { ahead = 16 };
    const int32_t added = excess(query, length);
    size_t row = 0;
    for (; row + 4 <= count; row += 4) {
        const int8_t *at = rows + row * stride;
        __m512i sums[4] = {
            _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
        size_t i = 0;
        for (; i + 64 <= length; i += 64) {
            const __m512i part = load(query + i);
            for (size_t k = 0; k < 4; k += 1) {
                _mm_prefetch((const char *)(at + (k + ahead) * stride + i), _MM_HINT_T0);
                sums[k] = step(sums[k], part, load(at + k * stride + i));
            }
        }
        if (i < length) {
            const __mmask64 mask = rest_mask(length - i);
            const __m512i part = _mm512_maskz_loadu_epi8(mask, query + i);
            for (size_t k = 0; k < 4; k += 1)
                sums[k] = step(sums[k], part, _mm512_maskz_loadu_epi8(mask, at + k * stride + i));
        }
        const __m128i four = _mm_sub_epi32(totals(sums), _mm_set1_epi32(added));
        _mm_storeu_si128((__m128i *)(void *)(dots + row), four);
    }
    for (; row < count; row += 1)
        dots[row] = _mm512_reduce_add_epi32(sums_of(query, rows + row * stride, length)) - added;
}

static void dot_i8_gather(
    const int8_t *query, const int8_t *const *rows, size_t length, size_t count, int32_t *dots) {
    enum { ahead = 8 };
    for (size_t row = 0; row < count && row < ahead; row += 1) fetch(rows[row], length);
    const int32_t added = excess(query, length);
    size_t row = 0;
    for (; row + 4 <= count; row += 4) {
        __m512i sums[4];
        for (size_t k = 0; k < 4; k += 1) {
            if (row + k + ahead < count) fetch(rows[row + k + ahead], length);
            sums[k] = sums_of(query, rows[row + k], length);
        }
        const __m128i four = _mm_sub_epi32(totals(sums), _mm_set1_epi32(added));
        _mm_storeu_si128((__m128i *)(void *)(dots + row), four);
    }
    for (; row < count; row += 1) dots[row] = _mm512_reduce_add_epi32(sums_of(query, rows[row], length)) - added;
}

static size_t select_above(
    const int32_t *dots, const float *scales, size_t count, float factor, float floor, uint32_t *places,
    float *values) {
    size_t found = 0;
    for (size_t i = 0; i < count; i += 16) {
        const __mmask16 valid = count - i < 16 ? (__mmask16)((1u << (count - i)) - 1) : (__mmask16)0xFFFF;
        const __m512 whole = _mm512_cvtepi32_ps(_mm512_maskz_loadu_epi32(valid, dots + i));
        const __m512 value = _mm512_mul_ps(
            _mm512_mul_ps(whole, _mm512_maskz_loadu_ps(valid, scales + i)), _mm512_set1_ps(factor));
        unsigned mask = _mm512_mask_cmp_ps_mask(valid, value, _mm512_set1_ps(floor), _CMP_GT_OQ);
        if (__builtin_expect(mask == 0, 1)) continue;
        float all[16];
        _mm512_storeu_ps(all, value);
        for (; mask != 0; mask &= mask - 1) {
            const unsigned lane = (unsigned)__builtin_ctz(mask);
            places[found] = (uint32_t)i + lane;
            values[found] = all[lane];
            found += 1;
        }
    }
    return found;
}

static inline __m512 load_f16(const uint16_t *at) {
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)at));
}

static float dot_f16(const float *query, const uint16_t *row, size_t length) {
    __m512 even = _mm512_setzero_ps();
    __m512 odd = even;
    size_t i = 0;
    for (; i + 32 <= length; i += 32) {
        even = _mm512_fmadd_ps(_mm512_loadu_ps(query + i), load_f16(row + i), even);
        odd = _mm512_fmadd_ps(_mm512_loadu_ps(query + i + 16), load_f16(row + i + 16), odd);
    }
    float sum = _mm512_reduce_add_ps(_mm512_add_ps(even, odd));
    for (; i < length; i += 1) sum += query[i] * vector_widen(row[i]);
    return sum;
}

static float dot_f32(const float *a, const float *b, size_t length) {
    __m512 even = _mm512_setzero_ps();
    __m512 odd = even;
    size_t i = 0;
    for (; i + 32 <= length; i += 32) {
        even = _mm512_fmadd_ps(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), even);
        odd = _mm512_fmadd_ps(_mm512_loadu_ps(a + i + 16), _mm512_loadu_ps(b + i + 16), odd);
    }
    float sum = _mm512_reduce_add_ps(_mm512_add_ps(even, odd));
    for (; i < length; i += 1) sum += a[i] * b[i];
    return sum;
}

static void add_f16(float *sum, const uint16_t *row, size_t length) {
    size_t i = 0;
    for (; i + 16 <= length; i += 16)
        _mm512_storeu_ps(sum + i, _mm512_add_ps(_mm512_loadu_ps(sum + i), load_f16(row + i)));
    for (; i < length; i += 1) sum[i] += vector_widen(row[i]);
}

static void scale_f32(float *values, float factor, size_t length) {
    for (size_t i = 0; i < length; i += 1) values[i] *= factor;
}

static void narrow_f16(const float *values, uint16_t *halves, size_t length) {
    size_t i = 0;
    for (; i + 16 <= length; i += 16) {
        const __m256i narrow = _mm512_cvtps_ph(_mm512_loadu_ps(values + i), _MM_FROUND_TO_NEAREST_INT);
        _mm256_storeu_si256((__m256i *)(void *)(halves + i), narrow);
    }
    for (; i < length; i += 1) halves[i] = vector_narrow(values[i]);
}

static void widen_f16(const uint16_t *halves, float *values, size_t length) {
    size_t i = 0;
    for (; i + 16 <= length; i += 16) _mm512_storeu_ps(values + i, load_f16(halves + i));
    for (; i < length; i += 1) values[i] = vector_widen(halves[i]);
}

static float quantise_i8(const float *values, int8_t *components, size_t length) {
    __m512 most = _mm512_setzero_ps();
    size_t i = 0;
    for (; i + 16 <= length; i += 16) most = _mm512_max_ps(_mm512_abs_ps(_mm512_loadu_ps(values + i)), most);
    float greatest = _mm512_reduce_max_ps(most);
    for (; i < length; i += 1) {
        const float each = __builtin_fabsf(values[i]);
        greatest = each > greatest ? each : greatest;
    }
    const float factor = greatest > 0 ? 127.0f / greatest : 0;
    if (!(factor > 0 && factor <= 0x1p126f)) {
        for (i = 0; i < length; i += 1) components[i] = 0;
        return 0;
    }
    const __m512 factors = _mm512_set1_ps(factor);
    for (i = 0; i + 16 <= length; i += 16) {
        const __m512i words = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(values + i), factors));
        _mm_storeu_si128((__m128i *)(void *)(components + i), _mm512_cvtsepi32_epi8(words));
    }
    for (; i < length; i += 1) components[i] = (int8_t)__builtin_lrintf(values[i] * factor);
    return greatest / 127.0f;
}

#pragma clang attribute pop

const vector_kernels vector_avx512 = {
    .level = vector_level_avx512,
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
