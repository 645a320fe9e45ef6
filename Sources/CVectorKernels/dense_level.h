// The functions of `signalbox_dense` for one instruction set; see dense_lanes.h for what it expects besides LABEL (the
// name of the set) and TILE_ROWS: how many rows are computed at once, so that two registers of results per row, two of
// weights and one of values fit into the processor's.

#include "dense_lanes.h"

#define PANEL (2 * LANES)

/// e to the power of each, for what softmax and gelu ask: never above 0 by more than rounding.
INLINE FLOATS NAMED(exponential)(FLOATS power) {
    const FLOATS least = (FLOATS)(-87.0f);
    power = power > least ? power : least;
    // Adding this number rounds to a whole one, which then stands in the lowest bits.
    const float whole = 0x1.8p23f;
    const FLOATS turns = power * 1.44269504f + whole;
    const FLOATS count = turns - whole;
    const FLOATS rest = (power - count * 0.693359375f) - count * -2.12194440e-4f;
    FLOATS sum = rest * 1.9875691500e-4f + 1.3981999507e-3f;
    sum = sum * rest + 8.3334519073e-3f;
    sum = sum * rest + 4.1665795894e-2f;
    sum = sum * rest + 1.6666665459e-1f;
    sum = sum * rest + 5.0000001201e-1f;
    sum = sum * rest * rest + rest + 1.0f;
    const INTS exponent = ((INTS)turns - (INTS)((FLOATS)(whole)) + 127) << 23;
    return sum * (FLOATS)exponent;
}

TARGET static uint16_t NAMED(half)(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    const uint32_t sign = bits >> 16 & 0x8000;
    const uint32_t magnitude = bits & 0x7FFFFFFF;
    if (magnitude >= 0x477FF000) return (uint16_t)(sign | (magnitude > 0x7F800000 ? 0x7E00 : 0x7C00));
    if (magnitude < 0x38800000) {
        // Below the least normal half: added to a number whose last bit is the least half, the value is rounded to it.
        float small;
        memcpy(&small, &magnitude, sizeof(small));
        const float shifted = small + 0.5f;
        uint32_t rounded;
        memcpy(&rounded, &shifted, sizeof(rounded));
        return (uint16_t)(sign | (rounded - 0x3F000000));
    }
    // To the nearest, ties to even.
    return (uint16_t)(sign | (magnitude + 0xFFF + (magnitude >> 13 & 1) - 0x38000000) >> 13);
}

TARGET static void NAMED(pack)(const float *weights, size_t outputs, size_t inputs, uint16_t *packed) {
    for (size_t panel = 0; panel < outputs; panel += PANEL) {
        for (size_t column = 0; column < PANEL; column++) {
            const float *row = weights + (panel + column) * inputs;
            uint16_t *to = packed + panel * inputs + column;
            for (size_t input = 0; input < inputs; input++) to[input * PANEL] = NAMED(half)(row[input]);
        }
    }
}

/// A part of the product: some rows of one panel. `rows` is a constant at every call, so that sums stay in registers.
INLINE void NAMED(tile)(
    int rows, const float *values, size_t inputs, const uint16_t *panel, const float *bias, float *result,
    size_t outputs) {
    FLOATS low[TILE_ROWS], high[TILE_ROWS];
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) {
        low[row] = NAMED(load)(bias);
        high[row] = NAMED(load)(bias + LANES);
    }
    for (size_t input = 0; input < inputs; input++) {
        const FLOATS first = NAMED(widen)(panel + input * PANEL);
        const FLOATS second = NAMED(widen)(panel + input * PANEL + LANES);
#pragma clang loop unroll(full)
        for (int row = 0; row < rows; row++) {
            const FLOATS value = (FLOATS)(values[(size_t)row * inputs + input]);
            low[row] += value * first;
            high[row] += value * second;
        }
    }
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) {
        NAMED(store)(result + (size_t)row * outputs, low[row]);
        NAMED(store)(result + (size_t)row * outputs + LANES, high[row]);
    }
}

TARGET static void NAMED(multiply)(
    const float *values, size_t rows, size_t inputs, const uint16_t *packed, const float *bias, size_t outputs,
    float *result) {
    // Tiles of equal height: a last one of one row would wait for its sums instead of for the weights.
    const size_t tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
    for (size_t column = 0; column < outputs; column += PANEL) {
        const uint16_t *panel = packed + column * inputs;
        for (size_t tile = 0; tile < tiles; tile++) {
            const size_t first = rows * tile / tiles;
            const float *from = values + first * inputs;
            float *to = result + first * outputs + column;
            switch ((int)(rows * (tile + 1) / tiles - first)) {
#define TILE(n) \
    case n: NAMED(tile)(n, from, inputs, panel, bias + column, to, outputs); break;
                TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6)
#if TILE_ROWS > 6
                TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12)
#endif
#undef TILE
            default: break;
            }
        }
    }
}

TARGET static void NAMED(gelu)(float *values, size_t count) {
    for (size_t index = 0; index < count; index += LANES) {
        const FLOATS value = NAMED(load)(values + index);
        const FLOATS scaled = __builtin_elementwise_abs(value) * 0.70710678f;
        // Abramowitz and Stegun, 7.1.26.
        const FLOATS part = 1.0f / (1.0f + 0.3275911f * scaled);
        FLOATS sum = 1.061405429f * part - 1.453152027f;
        sum = sum * part + 1.421413741f;
        sum = sum * part - 0.284496736f;
        sum = sum * part + 0.254829592f;
        const FLOATS error = 1.0f - sum * part * NAMED(exponential)(-scaled * scaled);
        NAMED(store)(values + index, 0.5f * value * (1.0f + (value < 0.0f ? -error : error)));
    }
}

TARGET static void NAMED(add_and_normalise)(
    float *values, const float *added, size_t rows, size_t width, const float *scale, const float *shift) {
    for (size_t row = 0; row < rows; row++, values += width, added += width) {
        FLOATS sum = (FLOATS)(0.0f);
        for (size_t column = 0; column < width; column += LANES) {
            const FLOATS value = NAMED(load)(values + column) + NAMED(load)(added + column);
            NAMED(store)(values + column, value);
            sum += value;
        }
        const float mean = NAMED(total)(sum) / (float)width;
        FLOATS squares = (FLOATS)(0.0f);
        for (size_t column = 0; column < width; column += LANES) {
            const FLOATS distance = NAMED(load)(values + column) - mean;
            squares += distance * distance;
        }
        const float factor = 1.0f / __builtin_sqrtf(NAMED(total)(squares) / (float)width + 1e-12f);
        for (size_t column = 0; column < width; column += LANES) {
            const FLOATS normal = (NAMED(load)(values + column) - mean) * factor;
            NAMED(store)(values + column, normal * NAMED(load)(scale + column) + NAMED(load)(shift + column));
        }
    }
}

/// The weights with which one row attends to all: softmax of scaled products. Beyond `rows` they are as good as 0.
INLINE void NAMED(shares)(
    const float *query, const float *keys, size_t rows, size_t padded, float *shares) {
    for (size_t row = 0; row < padded; row += LANES) {
        FLOATS even = (FLOATS)(0.0f), odd = (FLOATS)(0.0f);
        for (size_t column = 0; column < SIGNALBOX_HEAD_WIDTH; column += 2) {
            even += query[column] * NAMED(load)(keys + column * padded + row);
            odd += query[column + 1] * NAMED(load)(keys + (column + 1) * padded + row);
        }
        // 1 / sqrt(32)
        NAMED(store)(shares + row, (even + odd) * 0.176776695f);
    }
    for (size_t row = rows; row < padded; row++) shares[row] = -1e30f;
    FLOATS most = NAMED(load)(shares);
    for (size_t row = LANES; row < padded; row += LANES) {
        const FLOATS score = NAMED(load)(shares + row);
        most = score > most ? score : most;
    }
    const float greatest = NAMED(greatest)(most);
    FLOATS sum = (FLOATS)(0.0f);
    for (size_t row = 0; row < padded; row += LANES) {
        const FLOATS share = NAMED(exponential)(NAMED(load)(shares + row) - greatest);
        NAMED(store)(shares + row, share);
        sum += share;
    }
    const float factor = 1.0f / NAMED(total)(sum);
    for (size_t row = 0; row < padded; row += LANES) {
        NAMED(store)(shares + row, NAMED(load)(shares + row) * factor);
    }
}

TARGET static void NAMED(attend)(const float *joined, size_t rows, size_t heads, float *result) {
    const size_t width = heads * SIGNALBOX_HEAD_WIDTH, stride = 3 * width;
    const size_t padded = (rows + LANES - 1) / LANES * LANES;
    float keys[SIGNALBOX_HEAD_WIDTH * SIGNALBOX_MOST_ROWS], shares[SIGNALBOX_MOST_ROWS];
    for (size_t head = 0; head < heads; head++) {
        const float *query = joined + head * SIGNALBOX_HEAD_WIDTH;
        const float *key = query + width, *value = key + width;
        // Turned, so that the products with one query stand side by side.
        for (size_t column = 0; column < SIGNALBOX_HEAD_WIDTH; column++) {
            for (size_t row = 0; row < rows; row++) keys[column * padded + row] = key[row * stride + column];
            for (size_t row = rows; row < padded; row++) keys[column * padded + row] = 0;
        }
        for (size_t row = 0; row < rows; row++) {
            NAMED(shares)(query + row * stride, keys, rows, padded, shares);
            FLOATS sums[SIGNALBOX_HEAD_WIDTH / LANES];
            for (size_t part = 0; part < SIGNALBOX_HEAD_WIDTH / LANES; part++) sums[part] = (FLOATS)(0.0f);
            for (size_t other = 0; other < rows; other++) {
#pragma clang loop unroll(full)
                for (size_t part = 0; part < SIGNALBOX_HEAD_WIDTH / LANES; part++) {
                    sums[part] += shares[other] * NAMED(load)(value + other * stride + part * LANES);
                }
            }
            float *to = result + row * width + head * SIGNALBOX_HEAD_WIDTH;
            for (size_t part = 0; part < SIGNALBOX_HEAD_WIDTH / LANES; part++) {
                NAMED(store)(to + part * LANES, sums[part]);
            }
        }
    }
}

static const signalbox_dense NAMED(table) = {
    .name = LABEL,
    .pack = NAMED(pack),
    .multiply = NAMED(multiply),
    .gelu = NAMED(gelu),
    .add_and_normalise = NAMED(add_and_normalise),
    .attend = NAMED(attend),
};

#undef PANEL
#undef FLOATS
#undef INTS
#undef WORDS
#undef HALVES
#undef INLINE
#undef NAMED
#undef JOINED
#undef JOINED_AGAIN
#undef LANES
#undef TILE_ROWS
#undef TARGET
#undef SUFFIX
#undef LABEL
