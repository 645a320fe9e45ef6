/* One connection of mock.c, and what its request body asks for. */
#ifndef MOCK_BODY_H
#define MOCK_BODY_H
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mock_texts.h"

enum { HEAD_BYTES = 16384, LEAD_BYTES = 512, TAIL_BYTES = 24 };

/* What one answer looks like in time and size; all times in microseconds. */
typedef struct { long delay, first, gap, chunks, chunk_bytes; int spread, echo; } plan;

enum kind { CHAT, EMBEDDINGS, MODELS, HEALTH, STATS };
enum phase { READ_HEAD, READ_SIZED, READ_CHUNKED, WAIT, ANSWER, STREAM };

typedef struct {
    int fd, broken, want_write;
    uint32_t generation;              /* tells a timer of an earlier connection on the same fd from one of this */
    enum phase phase;
    enum kind kind;
    plan plan;
    /* request */
    size_t have;                      /* bytes in head[] */
    size_t body_left, body_bytes;     /* of the body, or of the current chunk while READ_CHUNKED */
    int stream, include_usage, planned;
    size_t lead_length, tail_length;
    uint64_t hash;
    char credential[96];
    /* answer */
    const char *out;                  /* constant text still to be sent, or answer[] */
    size_t out_length;
    long sent;
    int head_sent;
    uint64_t due;                     /* when the next chunk is due, ns */
    char answer[768];
    char lead[LEAD_BYTES];            /* first bytes of the body: where a directive may stand */
    char tail[TAIL_BYTES];            /* last bytes seen, so that a search may span two reads */
    char head[HEAD_BYTES];
} connection;

static plan defaults = {.chunks = 60};

static long directive(const char *text, const char *name, long otherwise) {
    const char *at = strstr(text, name);
    return at ? strtol(at + strlen(name), NULL, 10) : otherwise;
}

static uint64_t fnv(uint64_t hash, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) hash = (hash ^ (unsigned char)p[i]) * 1099511628211u;
    return hash;
}

/* Called once the lead is complete: reads the directive in it, if any. */
static void read_plan(connection *c) {
    c->planned = 1;
    c->plan = defaults;
    char text[LEAD_BYTES + 1];
    memcpy(text, c->lead, c->lead_length);
    text[c->lead_length] = 0;
    char *at = strstr(text, "\"mock ");
    if (at) {
        char *end = strchr(at + 1, '"');
        if (end) *end = 0;
        c->plan.delay = directive(at, " d=", c->plan.delay);
        c->plan.first = directive(at, " f=", c->plan.first);
        c->plan.gap = directive(at, " g=", c->plan.gap);
        c->plan.chunks = directive(at, " n=", c->plan.chunks);
        c->plan.chunk_bytes = directive(at, " z=", c->plan.chunk_bytes);
        c->plan.spread = (int)directive(at, " spread=", 0);
        c->plan.echo = (int)directive(at, " echo=", 0);
    }
    if (c->plan.chunk_bytes > 0) build_large_chunk(c->plan.chunk_bytes);
    if (c->plan.echo) c->hash = fnv(14695981039346656037u, c->lead, c->lead_length);
}

static int has_true(const char *p, size_t n, const char *name) {
    size_t length = strlen(name);
    for (const char *end = p + n;;) {
        const char *at = memmem(p, (size_t)(end - p), name, length);
        if (!at) return 0;
        at += length;
        while (at < end && *at == ' ') at++;
        if (end - at >= 4 && !memcmp(at, "true", 4)) return 1;
        p = at;
    }
}

static void body_piece(connection *c, const char *p, size_t n) {
    c->body_bytes += n;
    const char *all = p;
    size_t all_length = n;
    if (!c->planned) {
        size_t k = LEAD_BYTES - c->lead_length;
        if (k > n) k = n;
        memcpy(c->lead + c->lead_length, p, k);
        c->lead_length += k;
        p += k;
        n -= k;
        if (c->lead_length == LEAD_BYTES) read_plan(c);
    }
    if (n && c->plan.echo) c->hash = fnv(c->hash, p, n);
    /* The two flags, also where they span this piece and the one before. */
    char seam[TAIL_BYTES + 32];
    size_t k = all_length < 32 ? all_length : 32;
    memcpy(seam, c->tail, c->tail_length);
    memcpy(seam + c->tail_length, all, k);
    if (!c->stream)
        c->stream = has_true(seam, c->tail_length + k, "\"stream\":") || has_true(all, all_length, "\"stream\":");
    if (c->stream && !c->include_usage)
        c->include_usage = has_true(seam, c->tail_length + k, "\"include_usage\":")
                           || has_true(all, all_length, "\"include_usage\":");
    if (all_length >= TAIL_BYTES) {
        memcpy(c->tail, all + all_length - TAIL_BYTES, TAIL_BYTES);
        c->tail_length = TAIL_BYTES;
    } else {
        size_t seen = c->tail_length + k, keep = seen < TAIL_BYTES ? seen : TAIL_BYTES;
        memcpy(c->tail, seam + seen - keep, keep);
        c->tail_length = keep;
    }
}
#endif
