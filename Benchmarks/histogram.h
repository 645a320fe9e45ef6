/* A latency histogram with 64 buckets per power of two: at most 1.6 % error, no allocation, constant memory. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H
#include <math.h>
#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 64 * 64 };

typedef struct { uint64_t count, largest, bucket[HISTOGRAM_BUCKETS]; } histogram;

static void histogram_add(histogram *h, uint64_t nanoseconds) {
    int index = (int)nanoseconds;
    if (nanoseconds >= 64) {
        int power = 63 - __builtin_clzll(nanoseconds);
        index = ((power - 5) << 6) | (int)((nanoseconds >> (power - 6)) & 63);
    }
    h->count++;
    h->bucket[index]++;
    if (nanoseconds > h->largest) h->largest = nanoseconds;
}

/* The value below which a share of all samples lies, in microseconds. */
static double histogram_quantile(const histogram *h, double share) {
    uint64_t rank = (uint64_t)ceil(share * (double)h->count), seen = 0;
    if (!h->count) return 0;
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += h->bucket[i];
        if (seen < rank) continue;
        if (i < 64) return i / 1e3;
        int power = (i >> 6) + 5;
        uint64_t low = (1ull << power) | ((uint64_t)(i & 63) << (power - 6)), width = 1ull << (power - 6);
        return ((double)low + (double)width / 2) / 1e3;
    }
    return (double)h->largest / 1e3;
}
#endif
