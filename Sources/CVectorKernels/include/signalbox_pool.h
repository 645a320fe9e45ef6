#ifndef SIGNALBOX_POOL_H
#define SIGNALBOX_POOL_H

// Sums of rows of 16-bit floats: the whole computation of a static embedding. The instruction set is chosen at run
// time.

#include <stddef.h>
#include <stdint.h>

/// Writes the sum of some rows of a matrix, in 32 bits. Every index must be that of a row.
void signalbox_pool_rows(
    const uint16_t *_Nonnull matrix, size_t width, const uint32_t *_Nullable indices, size_t count,
    float *_Nonnull sum);

/// The same for the oldest processor, for comparison.
void signalbox_pool_rows_portable(
    const uint16_t *_Nonnull matrix, size_t width, const uint32_t *_Nullable indices, size_t count,
    float *_Nonnull sum);

/// Whether all 16-bit floats are finite numbers.
int signalbox_halves_are_finite(const uint16_t *_Nonnull halves, size_t count);

/// Whether all 32-bit floats are finite numbers.
int signalbox_floats_are_finite(const float *_Nonnull values, size_t count);

/// Scales a vector to length 1 and returns the length it had; leaves it where that is 0 or no number.
float signalbox_normalise(float *_Nonnull values, size_t width);

#endif
