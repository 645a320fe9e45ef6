#ifndef SIGNALBOX_WIRE_SCAN_H
#define SIGNALBOX_WIRE_SCAN_H

// The one loop of the JSON scanner that vector instructions make faster: skipping what is plain text inside a string.
// It is a header of inline functions, so that it becomes part of the Swift function that calls it. Swift's own SIMD
// types compile to calls per lane at the baseline target, which is why this is C.

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/// Offset of the first byte at or after `index` that is a quote, a backslash, a control or not ASCII, as far as whole
/// blocks of 16 bytes reach; where none is found, the offset at which fewer than 16 bytes are left.
static inline intptr_t signalbox_skip_plain(const uint8_t *_Nonnull base, intptr_t index, intptr_t count) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), space = _mm_set1_epi8(0x20);
    while (index + 16 <= count) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(base + index));
        // Compared as signed bytes, what is not ASCII is below space as well.
        const __m128i stops = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash)),
            _mm_cmplt_epi8(block, space));
        const unsigned mask = (unsigned)_mm_movemask_epi8(stops);
        if (mask != 0) return index + __builtin_ctz(mask);
        index += 16;
    }
#elif defined(__aarch64__)
    const uint8x16_t quote = vdupq_n_u8('"'), backslash = vdupq_n_u8('\\');
    const int8x16_t space = vdupq_n_s8(0x20);
    while (index + 16 <= count) {
        const uint8x16_t block = vld1q_u8(base + index);
        const uint8x16_t stops = vorrq_u8(
            vorrq_u8(vceqq_u8(block, quote), vceqq_u8(block, backslash)),
            vcltq_s8(vreinterpretq_s8_u8(block), space));
        // Four bits of the mask for each byte: narrowing takes the place of the missing movemask.
        const uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(stops), 4)), 0);
        if (mask != 0) return index + (__builtin_ctzll(mask) >> 2);
        index += 16;
    }
#endif
    return index;
}

#endif
