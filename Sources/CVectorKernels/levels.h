#ifndef SIGNALBOX_VECTOR_LEVELS_H
#define SIGNALBOX_VECTOR_LEVELS_H

// What the files of this target share.

#include "vector_kernels.h"

extern const vector_kernels vector_portable;
#if defined(__x86_64__)
extern const vector_kernels vector_avx2;
extern const vector_kernels vector_avx512;
#elif defined(__aarch64__)
extern const vector_kernels vector_neon;
extern const vector_kernels vector_neon_dot;
#endif

/// A half as a float, exactly.
static inline float vector_widen(uint16_t half) {
    const uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    const uint32_t exponent = half >> 10 & 0x1Fu;
    uint32_t fraction = half & 0x3FFu;
    uint32_t bits;
    if (exponent == 0x1F) {
        // A quiet bit is set as the hardware does it.
        bits = sign | 0x7F800000u | fraction << 13 | (fraction != 0 ? 0x400000u : 0);
    } else if (exponent != 0) {
        bits = sign | (exponent + 112) << 23 | fraction << 13;
    } else if (fraction == 0) {
        bits = sign;
    } else {
        // A subnormal half is a normal float: its highest bit becomes the hidden one.
        const uint32_t shift = (uint32_t)__builtin_clz(fraction) - 21;
        fraction = fraction << shift & 0x3FFu;
        bits = sign | (113 - shift) << 23 | fraction << 13;
    }
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

/// A float as the nearest half, ties to even.
static inline uint16_t vector_narrow(float value) {
    uint32_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000u);
    const uint32_t magnitude = bits & 0x7FFFFFFFu;
    if (magnitude > 0x7F800000u) return sign | 0x7E00u | (uint16_t)(magnitude >> 13 & 0x3FFu);
    if (magnitude >= 0x477FF000u) return sign | 0x7C00u;
    if (magnitude >= 0x38800000u) {
        const uint32_t rounded = magnitude - 0x38000000u + 0xFFFu + (magnitude >> 13 & 1u);
        return sign | (uint16_t)(rounded >> 13);
    }
    if (magnitude < 0x33000000u) return sign;
    // A subnormal half: the hidden bit is written out and all of it moved down.
    const uint32_t fraction = (magnitude & 0x7FFFFFu) | 0x800000u;
    const uint32_t shift = 126 - (magnitude >> 23);
    const uint32_t half = 1u << (shift - 1);
    const uint32_t kept = fraction >> shift;
    const uint32_t rest = fraction & ((1u << shift) - 1);
    return sign | (uint16_t)(kept + (rest > half || (rest == half && (kept & 1u)) ? 1 : 0));
}

#endif
