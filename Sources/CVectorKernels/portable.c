#include "levels.h"

// Plain C. The sums of floats run in eight lanes as the vector levels have them: compilers may use what the baseline
// offers, and the roundings stay close to those of the other levels.
enum { lanes = 8 };

static int32_t dot_i8(const int8_t *a, const int8_t *b, size_t length) {
    int32_t sum = 0;
    for (size_t i = 0; i < length; i += 1) sum += (int32_t)a[i] * (int32_t)b[i];
    return sum;
}

static void dot_i8_rows(
    const int8_t *query, const int8_t *rows, size_t stride, size_t length, size_t count, int32_t *dots) {
    for (size_t row = 0; row < count; row += 1) dots[row] = dot_i8(query, rows + row * stride, length);
}

static void dot_i8_gather(
    const int8_t *query, const int8_t *const *rows, size_t length, size_t count, int32_t *dots) {
    for (size_t row = 0; row < count; row += 1) {
        if (row + 2 < count) __builtin_prefetch(rows[row + 2]);
        dots[row] = dot_i8(query, rows[row], length);
    }
}

static size_t select_above(
    const int32_t *dots, const float *scales, size_t count, float factor, float floor, uint32_t *places,
    float *values) {
    size_t found = 0;
    for (size_t i = 0; i < count; i += 1) {
        const float value = (float)dots[i] * scales[i] * factor;
        if (value > floor) {
            places[found] = (uint32_t)i;
            values[found] = value;
            found += 1;
        }
    }
    return found;
}

static float total(const float *sums) {
    float sum = 0;
    for (int lane = 0; lane < lanes; lane += 1) sum += sums[lane];
    return sum;
}

static float dot_f16(const float *query, const uint16_t *row, size_t length) {
    float sums[lanes] = {0};
    for (size_t i = 0; i < length; i += 1) sums[i % lanes] += query[i] * vector_widen(row[i]);
    return total(sums);
}

static float dot_f32(const float *a, const float *b, size_t length) {
    float sums[lanes] = {0};
    for (size_t i = 0; i < length; i += 1) sums[i % lanes] += a[i] * b[i];
    return total(sums);
}

static void add_f16(float *sum, const uint16_t *row, size_t length) {
    for (size_t i = 0; i < length; i += 1) sum[i] += vector_widen(row[i]);
}

static void scale_f32(float *values, float factor, size_t length) {
    for (size_t i = 0; i < length; i += 1) values[i] *= factor;
}

static void narrow_f16(const float *values, uint16_t *halves, size_t length) {
    for (size_t i = 0; i < length; i += 1) halves[i] = vector_narrow(values[i]);
}

static void widen_f16(const uint16_t *halves, float *values, size_t length) {
    for (size_t i = 0; i < length; i += 1) values[i] = vector_widen(halves[i]);
}

static float quantise_i8(const float *values, int8_t *components, size_t length) {
    float greatest = 0;
    for (size_t i = 0; i < length; i += 1) {
        const float magnitude = __builtin_fabsf(values[i]);
        greatest = magnitude > greatest ? magnitude : greatest;
    }
    const float factor = greatest > 0 ? 127.0f / greatest : 0;
    if (!(factor > 0 && factor <= 0x1p126f)) {
        for (size_t i = 0; i < length; i += 1) components[i] = 0;
        return 0;
    }
    for (size_t i = 0; i < length; i += 1) components[i] = (int8_t)__builtin_lrintf(values[i] * factor);
    return greatest / 127.0f;
}

const vector_kernels vector_portable = {
    .level = vector_level_portable,
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
