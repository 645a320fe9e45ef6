#ifndef SIGNALBOX_VECTOR_KERNELS_H
#define SIGNALBOX_VECTOR_KERNELS_H

// Arithmetic on vectors, in C because Swift's own SIMD types compile to calls per lane at the baseline target. Each kernel
// exists once per level of instructions; which level the machine has is asked once, and `vector_kernels_best` returns the
// table of that level. Whole numbers and conversions agree between levels to the bit, sums of floats to within rounding.
//
// Components of int8 vectors lie in -127...127; -128 is not used, so that every level may form absolute values. Halves are
// IEEE binary16 as bits. No pointer needs an alignment; rows that begin on 64 bytes are read a little faster.

#include <stddef.h>
#include <stdint.h>

/// The instructions that a table of kernels is made of.
typedef enum __attribute__((enum_extensibility(closed))) {
    /// Plain C: any machine.
    vector_level_portable = 0,
    /// x86-64 with AVX2, FMA and F16C.
    vector_level_avx2 = 1,
    /// x86-64 with AVX-512 F, BW, VL and VNNI.
    vector_level_avx512 = 2,
    /// AArch64: every machine of it has NEON.
    vector_level_neon = 3,
    /// AArch64 with the dot products of ARMv8.2.
    vector_level_neon_dot = 4,
} vector_level;

/// How many levels there are; not every machine has all of them.
#define VECTOR_LEVEL_COUNT 5

/// The kernels of one level.
typedef struct {
    vector_level level;

    /// Dot products of `query` with `count` rows of `length` components, the next row `stride` bytes behind the last.
    void (*_Nonnull dot_i8_rows)(
        const int8_t *_Nonnull query, const int8_t *_Nonnull rows, size_t stride, size_t length, size_t count,
        int32_t *_Nonnull dots);

    /// Dot products of `query` with rows that lie anywhere; rows ahead are fetched while one is computed.
    void (*_Nonnull dot_i8_gather)(
        const int8_t *_Nonnull query, const int8_t *_Nonnull const *_Nonnull rows, size_t length, size_t count,
        int32_t *_Nonnull dots);

    /// Finds the rows whose `(float)dots[i] * scales[i] * factor` is greater than `floor`, in order.
    ///
    /// `places` and `values` have room for `count` each. Returns how many were found.
    size_t (*_Nonnull select_above)(
        const int32_t *_Nonnull dots, const float *_Nonnull scales, size_t count, float factor, float floor,
        uint32_t *_Nonnull places, float *_Nonnull values);

    /// Dot product of floats with halves.
    float (*_Nonnull dot_f16)(const float *_Nonnull query, const uint16_t *_Nonnull row, size_t length);

    /// Dot product of floats.
    float (*_Nonnull dot_f32)(const float *_Nonnull a, const float *_Nonnull b, size_t length);

    /// Adds a row of halves to a sum of floats, as the mean of token vectors needs it.
    void (*_Nonnull add_f16)(float *_Nonnull sum, const uint16_t *_Nonnull row, size_t length);

    /// Multiplies in place.
    void (*_Nonnull scale_f32)(float *_Nonnull values, float factor, size_t length);

    /// Floats to halves, rounded to the nearest, ties to even; what is too great becomes infinite.
    void (*_Nonnull narrow_f16)(const float *_Nonnull values, uint16_t *_Nonnull halves, size_t length);

    /// Halves to floats, exactly.
    void (*_Nonnull widen_f16)(const uint16_t *_Nonnull halves, float *_Nonnull values, size_t length);

    /// Finite floats to int8, the greatest magnitude becoming 127; returns what a component is to be multiplied with to
    /// get the float back. Zeros have the scale 0.
    float (*_Nonnull quantise_i8)(const float *_Nonnull values, int8_t *_Nonnull components, size_t length);
} vector_kernels;

/// The kernels of the best level that this machine has, chosen at the first call.
const vector_kernels *_Nonnull vector_kernels_best(void);

/// The kernels of a level; null where this machine cannot run them. This is how a test compares the levels.
const vector_kernels *_Nullable vector_kernels_at(vector_level level);

/// A checksum of 64 bits that depends on every byte and its place; it guards against damage, not against malice.
///
/// A long text may be given in pieces, each `seed` being the result of the piece before, as long as both sides cut alike.
uint64_t vector_checksum(const void *_Nonnull bytes, size_t length, uint64_t seed);

#endif
