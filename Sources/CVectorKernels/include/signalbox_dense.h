#ifndef SIGNALBOX_DENSE_H
#define SIGNALBOX_DENSE_H

// What a small transformer encoder computes, as one table of functions per instruction set. The best table that the
// processor runs is chosen once, at run time: the program is built for the oldest processor of its architecture.
//
// Weights are kept as 16-bit floats: reading them from memory is what a short text waits for, and half the bytes take
// half the time. Everything is computed in 32 bits. Unless said otherwise, counts are multiples of 32.

#include <stddef.h>
#include <stdint.h>

/// Columns of one head of attention.
#define SIGNALBOX_HEAD_WIDTH 32
/// More rows than this are not attended to at once.
#define SIGNALBOX_MOST_ROWS 128

typedef struct {
    /// The instruction set, for reports.
    const char *_Nonnull name;

    /// Rounds a matrix of `outputs` rows and `inputs` columns to 16 bits and orders it as `multiply` reads it.
    void (*_Nonnull pack)(const float *_Nonnull weights, size_t outputs, size_t inputs, uint16_t *_Nonnull packed);

    /// `result = values * weights' + bias`; `values` has `rows` rows (any number) of `inputs` columns.
    void (*_Nonnull multiply)(
        const float *_Nonnull values, size_t rows, size_t inputs, const uint16_t *_Nonnull packed,
        const float *_Nonnull bias, size_t outputs, float *_Nonnull result);

    /// The Gaussian error linear unit, in place; exact to 5e-7.
    void (*_Nonnull gelu)(float *_Nonnull values, size_t count);

    /// Adds to each row, then shifts and scales it to mean 0 and variance 1, times `scale`, plus `shift`.
    void (*_Nonnull add_and_normalise)(
        float *_Nonnull values, const float *_Nonnull added, size_t rows, size_t width, const float *_Nonnull scale,
        const float *_Nonnull shift);

    /// Attention of every row to every row, per head. A row of `joined` is queries, keys and values of all heads, one
    /// after the other. At most `SIGNALBOX_MOST_ROWS` rows, any number.
    void (*_Nonnull attend)(const float *_Nonnull joined, size_t rows, size_t heads, float *_Nonnull result);
} signalbox_dense;

/// The fastest functions that this processor runs.
const signalbox_dense *_Nonnull signalbox_dense_best(void);

/// The functions of one instruction set, for comparison: 0 is portable, higher ones are faster; null where the
/// processor or the program has none.
const signalbox_dense *_Nullable signalbox_dense_level(int level);

#endif
