/* The constant texts that mock.c sends: built once, sent as they are, never copied. */
#ifndef MOCK_TEXTS_H
#define MOCK_TEXTS_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DISTINCT_CHUNKS = 64 };

typedef struct { char *text; size_t length; } piece;

static piece chat_answer, embedding_answer, models_answer, health_answer, stream_head, stream_end, stream_usage_end;
static piece chunk_text[DISTINCT_CHUNKS];
static piece large_chunk;             /* built for the last z= that was asked for */
static long large_chunk_bytes;

static piece whole(const char *body) {
    piece p;
    int n = asprintf(&p.text, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n"
                              "x-request-id: req_0123456789abcdef\r\n\r\n%s", strlen(body), body);
    p.length = (size_t)n;
    return p;
}

static piece chunked(const char *body, const char *after) {
    piece p;
    int n = asprintf(&p.text, "%zx\r\n%s\r\n%s", strlen(body), body, after);
    p.length = (size_t)n;
    return p;
}

#define CHUNK_START "data: {\"id\":\"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG\",\"object\":\"chat.completion.chunk\"," \
                    "\"created\":1741570283,\"model\":\"gpt-4o-mini-2024-07-18\","
#define USAGE "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":27,\"total_tokens\":46," \
              "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0}," \
              "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}}"
#define LAST_CHUNK \
    CHUNK_START "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"
#define DONE "data: [DONE]\n\n"

static void build_texts(void) {
    chat_answer = whole("{\"id\":\"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG\",\"object\":\"chat.completion\","
        "\"created\":1741570283,\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":"
        "{\"role\":\"assistant\",\"content\":\"A reverse proxy accepts requests on behalf of one or more servers, "
        "picks one of them, forwards the request, and relays the answer.\",\"refusal\":null,\"annotations\":[]},"
        "\"logprobs\":null,\"finish_reason\":\"stop\"}]," USAGE ",\"service_tier\":\"default\","
        "\"system_fingerprint\":\"fp_fc9f1d7035\"}");
    models_answer = whole("{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o-mini\",\"object\":\"model\","
                          "\"created\":1721172741,\"owned_by\":\"system\"}]}");
    health_answer = whole("{\"status\":\"ok\"}");
    char text[8192], *end = text;
    end += sprintf(end, "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[");
    for (int i = 0; i < 384; i++) end += sprintf(end, "%s%.6f", i ? "," : "", ((i * 7919) % 2001 - 1000) / 20000.0);
    sprintf(end, "]}],\"model\":\"text-embedding-3-small\",\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}");
    embedding_answer = whole(text);
    stream_head.text = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
                       "cache-control: no-cache\r\nx-request-id: req_0123456789abcdef\r\n"
                       "transfer-encoding: chunked\r\n\r\n";
    stream_head.length = strlen(stream_head.text);
    for (int i = 0; i < DISTINCT_CHUNKS; i++) {
        sprintf(text, CHUNK_START "\"system_fingerprint\":\"fp_fc9f1d7035\",\"choices\":[{\"index\":0,\"delta\":"
                "{\"content\":\" word%02d\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n", i);
        chunk_text[i] = chunked(text, "");
    }
    stream_end = chunked(LAST_CHUNK DONE, "0\r\n\r\n");
    stream_usage_end = chunked(LAST_CHUNK CHUNK_START "\"choices\":[]," USAGE "}\n\n" DONE, "0\r\n\r\n");
}

static void build_large_chunk(long bytes) {
    if (bytes == large_chunk_bytes) return;
    const char *before = "data: {\"id\":\"chatcmpl-large\",\"object\":\"chat.completion.chunk\",\"created\":1741570283,"
                         "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"";
    const char *after = "\"},\"finish_reason\":null}]}\n\n";
    char size[24];
    size_t length = strlen(before) + (size_t)bytes + strlen(after);
    int digits = snprintf(size, sizeof size, "%zx\r\n", length);
    char *text = malloc((size_t)digits + length + 2);
    if (!text) { perror("malloc"); exit(1); }
    char *end = stpcpy(stpcpy(text, size), before);
    memset(end, 'x', (size_t)bytes);
    end = stpcpy(end + bytes, after);
    memcpy(end, "\r\n", 2);
    /* An earlier text may still be in flight, so it is left allocated: sizes change a few times in a run. */
    large_chunk = (piece){text, (size_t)digits + length + 2};
    large_chunk_bytes = bytes;
}

#endif
