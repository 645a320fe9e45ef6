#ifndef SIGNALBOX_WIRE_SCAN_H
#define SIGNALBOX_WIRE_SCAN_H

// The one loop of the JSON scanner that vector instructions make faster: going through the inside of a string. It is a
// header of inline functions, so that it becomes part of the Swift function that calls it. Swift's own SIMD types
// compile to calls per lane at the baseline target, which is why this is C.
//
// Escapes are found without a branch for each of them, as in Langdale and Lemire, "Parsing gigabytes of JSON per second",
// VLDB Journal 28 (2019), section 3.1.1: text that quotes or breaks lines has one every few words, and a mispredicted
// branch costs as much as thirty bytes.

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/// Where the scan of a string's inside stopped.
typedef struct {
    /// Offset of the first byte that needs a decision: the closing quote, a control, a byte that is not ASCII, the
    /// backslash of an escape other than the eight short ones; or where fewer than 64 bytes are left.
    intptr_t offset;
    /// Whether an escape was passed.
    int has_escapes;
} signalbox_string_stop;

#if defined(__SSE2__)

typedef struct { __m128i part[4]; } signalbox_block;

static inline signalbox_block signalbox_load(const uint8_t *_Nonnull at) {
    const __m128i *from = (const __m128i *)(const void *)at;
    return (signalbox_block){
        {_mm_loadu_si128(from), _mm_loadu_si128(from + 1), _mm_loadu_si128(from + 2), _mm_loadu_si128(from + 3)}};
}

static inline uint64_t signalbox_mask(__m128i a, __m128i b, __m128i c, __m128i d) {
    return (uint64_t)(unsigned)_mm_movemask_epi8(a) | (uint64_t)(unsigned)_mm_movemask_epi8(b) << 16 |
        (uint64_t)(unsigned)_mm_movemask_epi8(c) << 32 | (uint64_t)(unsigned)_mm_movemask_epi8(d) << 48;
}

/// One bit for each byte of the block that is `byte`.
static inline uint64_t signalbox_equal(const signalbox_block *_Nonnull block, char byte) {
    const __m128i wanted = _mm_set1_epi8(byte);
    return signalbox_mask(
        _mm_cmpeq_epi8(block->part[0], wanted), _mm_cmpeq_epi8(block->part[1], wanted),
        _mm_cmpeq_epi8(block->part[2], wanted), _mm_cmpeq_epi8(block->part[3], wanted));
}

/// One bit for each byte that is a control or not ASCII: as signed bytes, both are below space.
static inline uint64_t signalbox_special(const signalbox_block *_Nonnull block) {
    const __m128i space = _mm_set1_epi8(0x20);
    return signalbox_mask(
        _mm_cmplt_epi8(block->part[0], space), _mm_cmplt_epi8(block->part[1], space),
        _mm_cmplt_epi8(block->part[2], space), _mm_cmplt_epi8(block->part[3], space));
}

static inline __m128i signalbox_short_escape(__m128i part) {
    const __m128i folded = _mm_or_si128(part, _mm_set1_epi8(0x04));
    const __m128i quotes = _mm_or_si128(
        _mm_cmpeq_epi8(part, _mm_set1_epi8('"')), _mm_cmpeq_epi8(part, _mm_set1_epi8('\\')));
    // 'b' and 'f' differ in one bit, which is set for both.
    const __m128i letters = _mm_or_si128(
        _mm_cmpeq_epi8(folded, _mm_set1_epi8('f')), _mm_cmpeq_epi8(part, _mm_set1_epi8('n')));
    const __m128i others = _mm_or_si128(
        _mm_cmpeq_epi8(part, _mm_set1_epi8('r')), _mm_cmpeq_epi8(part, _mm_set1_epi8('t')));
    const __m128i slash = _mm_cmpeq_epi8(part, _mm_set1_epi8('/'));
    return _mm_or_si128(_mm_or_si128(quotes, letters), _mm_or_si128(others, slash));
}

/// One bit for each byte that may follow a backslash in an escape of two bytes.
static inline uint64_t signalbox_short_escapes(const signalbox_block *_Nonnull block) {
    return signalbox_mask(
        signalbox_short_escape(block->part[0]), signalbox_short_escape(block->part[1]),
        signalbox_short_escape(block->part[2]), signalbox_short_escape(block->part[3]));
}

#endif

/// The offset of the closing quote of a string whose inside begins at `index`, where at most 64 bytes of nothing but
/// ASCII without escapes stand before it; else -1, which says nothing about the string.
///
/// Names and most values are such strings: this is all that they cost.
static inline intptr_t signalbox_plain_string_end(const uint8_t *_Nonnull base, intptr_t index, intptr_t count) {
#if defined(__SSE2__)
    for (int step = 0; step < 4 && index + 16 <= count; step++, index += 16) {
        const __m128i part = _mm_loadu_si128((const __m128i *)(const void *)(base + index));
        const __m128i stops = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(part, _mm_set1_epi8('"')), _mm_cmpeq_epi8(part, _mm_set1_epi8('\\'))),
            _mm_cmplt_epi8(part, _mm_set1_epi8(0x20)));
        const unsigned mask = (unsigned)_mm_movemask_epi8(stops);
        if (mask != 0) {
            index += __builtin_ctz(mask);
            return base[index] == '"' ? index : -1;
        }
    }
#endif
    return -1;
}

/// Goes through the inside of a string from `index`, as far as whole blocks of 64 bytes reach.
static inline signalbox_string_stop signalbox_scan_string(
    const uint8_t *_Nonnull base, intptr_t index, intptr_t count) {
    signalbox_string_stop stop = {index, 0};
#if defined(__SSE2__)
    const uint64_t odd = 0xAAAAAAAAAAAAAAAAull;
    // 1 where the block's first byte follows a backslash that escapes it.
    uint64_t carried = 0;
    while (index + 64 <= count) {
        const signalbox_block block = signalbox_load(base + index);
        const uint64_t backslashes = signalbox_equal(&block, '\\');
        const uint64_t quotes = signalbox_equal(&block, '"');
        const uint64_t special = signalbox_special(&block);
        if ((backslashes | carried) == 0) {
            const uint64_t stops = quotes | special;
            if (stops != 0) {
                stop.offset = index + __builtin_ctzll(stops);
                return stop;
            }
            index += 64;
            continue;
        }
        // A backslash escapes the next byte unless it is escaped itself: of a run, every other one. Subtracting the
        // runs from the bits behind them carries through each run, which tells the even places from the odd ones.
        const uint64_t starts = backslashes & ~carried;
        const uint64_t runs = ((starts << 1 | odd) - starts) ^ odd;
        const uint64_t escaped = runs ^ (backslashes | carried);
        const uint64_t escapes = runs & backslashes;
        const uint64_t ends = quotes & ~escaped;
        const uint64_t strange = escaped & ~signalbox_short_escapes(&block);
        const uint64_t stops = ends | (special & ~escaped) | strange;
        if (stops != 0) {
            const int place = __builtin_ctzll(stops);
            stop.has_escapes |= (escapes & ((1ull << place) - 1)) != 0;
            // What follows a backslash belongs to it: the decision begins there.
            stop.offset = index + place - (int)(strange >> place & 1);
            return stop;
        }
        stop.has_escapes |= 1;
        carried = escapes >> 63;
        index += 64;
    }
    stop.offset = index - (intptr_t)carried;
#endif
    return stop;
}

#endif
