/* A provider that costs almost nothing: an OpenAI-compatible upstream on one epoll loop, about 6 us of CPU per request.
 *
 *   mock -p PORT [-d delay_us] [-f first_chunk_us] [-g chunk_gap_us] [-n chunks] [-z chunk_bytes]
 *
 *   POST .../chat/completions   JSON after -d; an event stream when the body says "stream":true
 *   POST .../embeddings         384 floats after -d
 *   GET  .../models, /health    constant answers
 *   GET  /__stats               requests answered so far, as a decimal number
 *
 * A body may overrule the options for itself by a directive within its first 512 bytes, so that one mock serves every
 * scenario: "user":"mock d=0 f=20000 g=20000 n=100 z=0 spread=1 echo=1".
 *   spread=1  shifts the first chunk by a share of the gap that differs per connection: streams do not tick as one
 *   echo=1    answers the length and FNV-1a hash of the body and the credential that arrived (for correctness checks)
 *
 * A client that stops reading stops its stream: what the socket does not take is kept as an offset into constant text.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mock_body.h"
#include "mock_texts.h"
#include "mock_timers.h"

enum { MAX_CONNECTIONS = 65536 };

static connection *connections[MAX_CONNECTIONS];
static int poller;
static long answered;

/* ---- answers ---- */

static void watch(connection *c, int write) {
    if (c->want_write == write) return;
    c->want_write = write;
    struct epoll_event event = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event);
}

/* Sends what is pending; false while the socket takes no more. */
static int flush(connection *c) {
    while (c->out_length) {
        ssize_t written = send(c->fd, c->out, c->out_length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (written < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN) { watch(c, 1); return 0; }
            c->broken = 1;
            return 0;
        }
        c->out += written;
        c->out_length -= (size_t)written;
    }
    watch(c, 0);
    return 1;
}

static void put(connection *c, const piece *p) { c->out = p->text; c->out_length = p->length; }

static const piece *next_chunk(connection *c) {
    if (c->plan.chunk_bytes > 0) return &large_chunk;
    return &chunk_text[c->sent % DISTINCT_CHUNKS];
}

/* Moves an answer on until the socket is full, a chunk is not yet due, or the answer is over. */
static void advance(connection *c) {
    while (flush(c)) {
        if (c->phase == ANSWER) {
            answered++;
            c->phase = READ_HEAD;
            return;
        }
        if (!c->head_sent) {
            c->head_sent = 1;
            put(c, &stream_head);
            continue;
        }
        if (c->sent < c->plan.chunks) {
            if (c->plan.gap && c->sent && now() < c->due) { timer_add(c->fd, c->generation, c->due); return; }
            put(c, next_chunk(c));
            c->sent++;
            c->due += (uint64_t)c->plan.gap * 1000;
            continue;
        }
        put(c, c->include_usage ? &stream_usage_end : &stream_end);
        c->phase = ANSWER;
    }
}

static void plain_answer(connection *c) {
    int n = 0;
    switch (c->kind) {
    case EMBEDDINGS: put(c, &embedding_answer); return;
    case MODELS: put(c, &models_answer); return;
    case HEALTH: put(c, &health_answer); return;
    case STATS: {
        char number[24];
        int digits = snprintf(number, sizeof number, "%ld\n", answered);
        n = snprintf(c->answer, sizeof c->answer,
                     "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n%s", digits, number);
        break;
    }
    case CHAT: {
        if (!c->plan.echo) { put(c, &chat_answer); return; }
        char body[512];
        int length = snprintf(body, sizeof body,
            "{\"id\":\"chatcmpl-echo\",\"object\":\"chat.completion\",\"created\":1741570283,\"model\":\"gpt-4o-mini\","
            "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
            "\"bytes=%zu fnv=%016llx credential=%s\"},\"finish_reason\":\"stop\"}],"
            "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":27,\"total_tokens\":46}}",
            c->body_bytes, (unsigned long long)c->hash, c->credential);
        n = snprintf(c->answer, sizeof c->answer,
                     "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s", length, body);
        break;
    }
    }
    c->out = c->answer;
    c->out_length = (size_t)n;
}

/* Ends a wait, or skips it: the first byte of the answer is due now. */
static void begin_answer(connection *c) {
    c->sent = 0;
    c->head_sent = 0;
    c->due = now();
    if (c->kind == CHAT && c->stream) {
        c->phase = STREAM;
    } else {
        c->phase = ANSWER;
        plain_answer(c);
    }
    advance(c);
}

/* ---- request bodies ---- */

static void body_complete(connection *c) {
    if (!c->planned) read_plan(c);
    long wait = 0;
    if (c->kind == CHAT && c->stream) {
        wait = c->plan.first;
        if (c->plan.spread && c->plan.gap) wait += (long)(c->generation * 2654435761u % (uint32_t)c->plan.gap);
    } else if (c->kind == CHAT || c->kind == EMBEDDINGS) {
        wait = c->plan.delay;
    }
    if (!wait) { begin_answer(c); return; }
    c->phase = WAIT;
    timer_add(c->fd, c->generation, now() + (uint64_t)wait * 1000);
}

static void consume(connection *c, size_t n) {
    memmove(c->head, c->head + n, c->have - n);
    c->have -= n;
}

/* One step of a chunked body held in head[]; true when the last chunk was read. */
static int read_chunks(connection *c) {
    for (;;) {
        if (c->body_left) {
            /* body_left counts the CRLF behind the chunk as well, which is no part of the body */
            size_t n = c->have < c->body_left ? c->have : c->body_left;
            size_t data = c->body_left > 2 ? c->body_left - 2 : 0;
            body_piece(c, c->head, n < data ? n : data);
            c->body_left -= n;
            consume(c, n);
            if (c->body_left) return 0;
        }
        char *end = memmem(c->head, c->have, "\r\n", 2);
        if (!end) return 0;
        size_t size = strtoul(c->head, NULL, 16), line = (size_t)(end + 2 - c->head);
        if (!size) {
            if (c->have < line + 2) return 0;
            consume(c, line + 2);
            return 1;
        }
        consume(c, line);
        c->body_left = size + 2;
    }
}

static void parse_head(connection *c, char *end) {
    *end = 0;
    size_t length = (size_t)(end + 4 - c->head);
    char *line_end = strchr(c->head, '\r');
    if (line_end) *line_end = 0;
    if (!strncmp(c->head, "GET ", 4))
        c->kind = strstr(c->head, "/__stats") ? STATS : strstr(c->head, "/models") ? MODELS : HEALTH;
    else
        c->kind = strstr(c->head, "/embeddings") ? EMBEDDINGS : CHAT;
    const char *fields = line_end ? line_end + 1 : end;
    const char *sized = strcasestr(fields, "\ncontent-length:");
    int chunked = !sized && strcasestr(fields, "\ntransfer-encoding: chunked");
    const char *credential = strcasestr(fields, "\nauthorization:");
    c->credential[0] = 0;
    if (credential) sscanf(credential + 15, " %95[^\r\n\"\\]", c->credential);
    int expects = strcasestr(fields, "\nexpect: 100-continue") != NULL;

    c->stream = c->include_usage = c->planned = 0;
    c->lead_length = c->tail_length = c->body_bytes = 0;
    c->plan.echo = 0;
    c->body_left = sized ? strtoul(sized + 16, NULL, 10) : 0;
    c->phase = chunked ? READ_CHUNKED : READ_SIZED;
    consume(c, length);
    if (expects && send(c->fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL) < 0) c->broken = 1;
}

/* Reads as many whole requests as head[] holds; an answer that waits or blocks ends the loop. */
static void parse_requests(connection *c) {
    while (!c->broken) {
        if (c->phase == READ_HEAD) {
            if (!c->have) return;
            char *end = memmem(c->head, c->have, "\r\n\r\n", 4);
            if (!end) {
                if (c->have == HEAD_BYTES) c->broken = 1;
                return;
            }
            parse_head(c, end);
        }
        if (c->phase == READ_SIZED) {
            size_t n = c->have < c->body_left ? c->have : c->body_left;
            body_piece(c, c->head, n);
            consume(c, n);
            c->body_left -= n;
            if (c->body_left) return;
            body_complete(c);
        } else if (c->phase == READ_CHUNKED) {
            if (!read_chunks(c)) return;
            body_complete(c);
        } else {
            return;
        }
    }
}

static void readable(connection *c) {
    static char large[262144];
    while (!c->broken) {
        ssize_t n;
        size_t room;
        if (c->phase == WAIT || c->phase == ANSWER || c->phase == STREAM) {
            /* Busy answering: only a client that went away matters. */
            n = recv(c->fd, large, 1, MSG_PEEK | MSG_DONTWAIT);
            if (n == 0 || (n < 0 && errno != EAGAIN)) c->broken = 1;
            return;
        }
        if (c->phase == READ_SIZED) {
            room = c->body_left < sizeof large ? c->body_left : sizeof large;
            n = recv(c->fd, large, room, MSG_DONTWAIT);
        } else {
            room = HEAD_BYTES - c->have;
            n = recv(c->fd, c->head + c->have, room, MSG_DONTWAIT);
        }
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) { c->broken = 1; return; }
        if (c->phase == READ_SIZED) {
            body_piece(c, large, (size_t)n);
            c->body_left -= (size_t)n;
            if (!c->body_left) { body_complete(c); parse_requests(c); }
        } else {
            c->have += (size_t)n;
            parse_requests(c);
        }
        if ((size_t)n < room) return;  /* a short read: nothing more for now */
    }
}

/* ---- the loop ---- */

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 4096)) { perror("bind"); exit(1); }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    return fd;
}

static void accept_all(int listener) {
    static uint32_t generation;
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
        if (fd < 0) return;
        connection *c = fd < MAX_CONNECTIONS ? malloc(sizeof *c) : NULL;
        if (!c) { close(fd); continue; }
        memset(c, 0, offsetof(connection, answer));
        c->fd = fd;
        c->generation = ++generation;
        connections[fd] = c;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

/* Connections are freed here only, so no caller further down holds a dangling one. */
static void settle(connection *c) {
    if (!c->broken) {
        if (c->phase == READ_HEAD && c->have) parse_requests(c);
        if (!c->broken) return;
    }
    connections[c->fd] = NULL;
    close(c->fd);
    free(c);
}

static void run_timers(void) {
    uint64_t t = now();
    while (heap_count && heap[0].due <= t) {
        timer due = timer_take();
        connection *c = connections[due.fd];
        if (!c || c->generation != due.generation) continue;
        if (c->phase == WAIT) begin_answer(c); else if (c->phase == STREAM) advance(c);
        settle(c);
    }
}

int main(int argc, char **argv) {
    int port = 9000, option;
    while ((option = getopt(argc, argv, "p:d:f:g:n:z:")) != -1) switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'd': defaults.delay = atol(optarg); break;
        case 'f': defaults.first = atol(optarg); break;
        case 'g': defaults.gap = atol(optarg); break;
        case 'n': defaults.chunks = atol(optarg); break;
        case 'z': defaults.chunk_bytes = atol(optarg); break;
        default: return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files = {MAX_CONNECTIONS, MAX_CONNECTIONS};
    setrlimit(RLIMIT_NOFILE, &files);
    build_texts();
    poller = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(port);
    struct epoll_event events[512];
    for (;;) {
        struct timespec wait, *until = NULL;
        if (heap_count) {
            uint64_t t = now(), left = heap[0].due > t ? heap[0].due - t : 0;
            wait = (struct timespec){(time_t)(left / 1000000000u), (long)(left % 1000000000u)};
            until = &wait;
        }
        int n = epoll_pwait2(poller, events, 512, until, NULL);
        if (n < 0 && errno != EINTR) { perror("epoll"); return 1; }
        for (int i = 0; i < n; i++) {
            connection *c = events[i].data.ptr;
            if (!c) { accept_all(listener); continue; }
            if (events[i].events & EPOLLOUT) advance(c);
            if (!c->broken && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
            settle(c);
        }
        run_timers();
    }
}
