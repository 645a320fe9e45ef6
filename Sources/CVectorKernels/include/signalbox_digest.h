#ifndef SIGNALBOX_DIGEST_H
#define SIGNALBOX_DIGEST_H

// SHA-256 (FIPS 180-4) of a whole file in memory: names a vector space by the weights that make it. A hundred megabytes
// take 50 ms where the processor has instructions for it and half a second where not.

#include <stddef.h>
#include <stdint.h>

/// Writes the 32 bytes of the digest.
void signalbox_sha256(const uint8_t *_Nullable bytes, size_t count, uint8_t *_Nonnull digest);

/// The same without special instructions, for comparison.
void signalbox_sha256_portable(const uint8_t *_Nullable bytes, size_t count, uint8_t *_Nonnull digest);

#endif
