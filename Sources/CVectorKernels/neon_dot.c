#if defined(__aarch64__)

#include <arm_neon.h>

// This file alone is compiled for the dot products of ARMv8.2; nobody enters it before `vector_kernels_at` has asked.
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#define NEON_STEP vdotq_s32
#define NEON_TABLE vector_neon_dot
#define NEON_LEVEL vector_level_neon_dot
#include "neon.h"

#pragma clang attribute pop

#endif
