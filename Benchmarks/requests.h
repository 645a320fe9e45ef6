/* The requests that load.c sends: complete texts, built once, alike but for a number in the body. */
#ifndef REQUESTS_H
#define REQUESTS_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct { char *text; size_t length; } *requests;
static int distinct = 1;

static char *read_body(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) { perror(path); exit(2); }
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(*length + 1);
    if (!text || fread(text, 1, *length, file) != *length) { perror(path); exit(2); }
    fclose(file);
    return text;
}

static void build_requests(const char *path, const char *host, int port, const char *fields, const char *body_path) {
    size_t length = 0;
    char *body = body_path ? read_body(body_path, &length) : NULL;
    requests = calloc((size_t)distinct, sizeof *requests);
    if (!requests) { perror("calloc"); exit(1); }
    for (int i = 0; i < distinct; i++) {
        char *text = malloc(length + 8192);
        if (!text) { perror("malloc"); exit(1); }
        int n = sprintf(text, "%s %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: load/1\r\nAccept: */*\r\n%s",
                        body ? "POST" : "GET", path, host, port, fields);
        if (body) n += sprintf(text + n, "Content-Type: application/json\r\nContent-Length: %zu\r\n", length);
        n += sprintf(text + n, "\r\n");
        if (body) memcpy(text + n, body, length);
        char *place = body ? memmem(text + n, length, "@@NNNNNN@@", 10) : NULL;
        if (place) {
            char number[16];
            snprintf(number, sizeof number, "%010d", i);
            memcpy(place, number, 10);
        }
        requests[i].text = text;
        requests[i].length = (size_t)n + length;
    }
    free(body);
}
#endif
