/* Loads an HTTP/1.1 server and tells what it cost.
 *
 *   load -u http://127.0.0.1:PORT/PATH [-b body file] [-k distinct bodies] [-H 'name: value']...
 *        [-c connections] [-r requests per second] [-x] [-s seconds] [-w warm-up seconds] [-N requests]
 *        [-I idle connections] [-S bytes per second] [-P pid,pid,...] [-m counter file] [-l label]
 *
 * Closed loop without -r: every connection sends its next request when the last answer is complete. Open loop with -r
 * (Poisson arrivals with -x): requests are due at their own times, and latency counts from then, so a slow server
 * cannot hide its queue. -N ends after that many answers and measures from the first (no warm-up). -I holds
 * connections that were used once and then stay open. -S reads each answer no faster than that. -P adds CPU and memory
 * of processes, -m allocations counted by malloc_count.c. "@@NNNNNN@@" in the body becomes a number below -k.
 * Prints one JSON object; times in microseconds, memory in KiB.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "histogram.h"
#include "processes.h"
#include "requests.h"

enum { HEAD_BYTES = 4096, READ_BYTES = 1 << 18, MAX_PENDING = 1 << 20, SLOW_TICK_MS = 10, TAIL_BYTES = 16 };
enum phase { FREE, HEAD, SIZED, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER, TO_END };

typedef struct {
    int fd, status, idle_only, want_write, stream, request;
    enum phase phase;
    uint64_t due, first_byte;         /* when the request was due; when the first body byte came */
    size_t left;                      /* of the body or of the current chunk */
    size_t head_length, sent;
    int after_newline;                /* the last body byte was a newline: an event may end with the next one */
    int tail_length;
    char tail[TAIL_BYTES];            /* last body bytes: a whole stream ends in [DONE] */
    char head[HEAD_BYTES + 1];
} connection;

static struct sockaddr_in address;
static int poller;
static double rate;
static long slow_rate, wanted;        /* bytes per second of a slow reader; requests of -N */
static int measuring;
static uint64_t started;              /* requests begun so far */

static histogram latency, first_byte;
static uint64_t complete, failed, not_2xx, cut, events, body_bytes, reconnects;

static uint64_t pending[MAX_PENDING]; /* open loop: requests that are due and have no connection yet */
static size_t pending_first, pending_end;
static connection **unused;            /* ring of connections without work: taken in turn, so that all are used alike */
static int unused_first, unused_count, unused_room;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void watch(connection *c, int operation, uint32_t what) {
    struct epoll_event event = {.events = what, .data.ptr = c};
    epoll_ctl(poller, operation, c->fd, &event);
}

static uint32_t reading(const connection *c) { return slow_rate && !c->idle_only ? 0 : EPOLLIN; }

static int dial(connection *c) {
    int one = 1, small = 262144;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    /* A slow reader must not be hidden by a large kernel buffer on its own side. */
    if (slow_rate) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (connect(c->fd, (struct sockaddr *)&address, sizeof address)) {
        close(c->fd);
        c->fd = -1;
        return 0;
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    c->phase = FREE;
    c->want_write = 0;
    watch(c, EPOLL_CTL_ADD, reading(c));
    return 1;
}

static void send_request(connection *c) {
    size_t length = requests[c->request].length;
    while (c->sent < length) {
        ssize_t n = send(c->fd, requests[c->request].text + c->sent, length - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0) {
            /* Any other error shows up as a closed connection in the reading path. */
            if (errno == EAGAIN && !c->want_write) {
                c->want_write = 1;
                watch(c, EPOLL_CTL_MOD, reading(c) | EPOLLOUT);
            }
            return;
        }
        c->sent += (size_t)n;
    }
    if (c->want_write) {
        c->want_write = 0;
        watch(c, EPOLL_CTL_MOD, reading(c));
    }
}

static void begin(connection *c, uint64_t due) {
    c->due = due;
    c->first_byte = 0;
    c->phase = HEAD;
    c->head_length = c->sent = 0;
    c->stream = c->after_newline = c->tail_length = 0;
    c->request = (int)(started++ % (uint64_t)distinct);
    send_request(c);
}

/* Gives a connection without work its next request, if there is one. */
static void next(connection *c) {
    c->phase = FREE;
    if (c->idle_only || (wanted && started >= (uint64_t)wanted)) return;
    if (rate == 0) { begin(c, now()); return; }
    if (pending_first != pending_end) { begin(c, pending[pending_first++ % MAX_PENDING]); return; }
    unused[(unused_first + unused_count++) % unused_room] = c;
}

static connection *take_unused(void) {
    connection *c = unused[unused_first];
    unused_first = (unused_first + 1) % unused_room;
    unused_count--;
    return c;
}

static void redial(connection *c) {
    close(c->fd);
    if (measuring) reconnects++;
    if (dial(c)) next(c); else if (measuring) failed++;
}

static void finish(connection *c) {
    if (!measuring || c->idle_only) return;
    uint64_t t = now();
    complete++;
    if (c->status < 200 || c->status > 299) not_2xx++;
    else if (c->stream && !memmem(c->tail, (size_t)c->tail_length, "[DONE]", 6)) cut++;
    histogram_add(&latency, t - c->due);
    histogram_add(&first_byte, (c->first_byte ? c->first_byte : t) - c->due);
}

/* Counts the blank lines that end events, and keeps the last bytes of a stream. */
static void body_piece(connection *c, const char *p, size_t n) {
    if (!c->first_byte) c->first_byte = now();
    body_bytes += (uint64_t)n * (uint64_t)measuring;
    if (!c->stream) return;
    uint64_t ends = c->after_newline && *p == '\n';
    const char *end = p + n;
    c->after_newline = 0;
    for (const char *at = p; (at = memchr(at, '\n', (size_t)(end - at)));) {
        if (++at == end) { c->after_newline = 1; break; }
        if (*at == '\n') { ends++; if (++at == end) break; }
    }
    if (measuring && !c->idle_only) events += ends;
    if (n >= TAIL_BYTES) {
        memcpy(c->tail, end - TAIL_BYTES, TAIL_BYTES);
        c->tail_length = TAIL_BYTES;
    } else {
        int keep = c->tail_length + (int)n > TAIL_BYTES ? TAIL_BYTES - (int)n : c->tail_length;
        memmove(c->tail, c->tail + c->tail_length - keep, (size_t)keep);
        memcpy(c->tail + keep, p, n);
        c->tail_length = keep + (int)n;
    }
}

/* Reads the head that is complete in head[] up to its blank line; false when it makes no sense. */
static int read_head(connection *c, char *end) {
    end[2] = 0;
    if (strncmp(c->head, "HTTP/1.1 ", 9)) return 0;
    c->status = atoi(c->head + 9);
    if (c->status < 200) { c->head_length = 0; return 1; }
    const char *length = strcasestr(c->head, "\ncontent-length:");
    c->stream = strcasestr(c->head, "\ncontent-type: text/event-stream") != NULL;
    if (length) {
        c->left = strtoul(length + 16, NULL, 10);
        c->phase = SIZED;
    } else if (strcasestr(c->head, "\ntransfer-encoding:")) {
        c->phase = CHUNK_SIZE;
        c->left = 0;
    } else {
        c->phase = TO_END;
    }
    return 1;
}

/* Moves one connection on by bytes that came: 1 the answer is complete, 0 more is to come, -1 it makes no sense. */
static int receive(connection *c, char *p, size_t n) {
    while (n) {
        size_t k = n;
        switch (c->phase) {
        case FREE:
            return -1;
        case HEAD: {
            if (k > HEAD_BYTES - c->head_length) k = HEAD_BYTES - c->head_length;
            if (!k) return -1;
            size_t from = c->head_length > 3 ? c->head_length - 3 : 0;
            memcpy(c->head + c->head_length, p, k);
            c->head_length += k;
            char *end = memmem(c->head + from, c->head_length - from, "\r\n\r\n", 4);
            if (end) {
                k -= (size_t)(c->head + c->head_length - (end + 4));
                if (!read_head(c, end)) return -1;
                if (c->phase == SIZED && !c->left) return 1;
            }
            break;
        }
        case SIZED:
        case CHUNK:
            if (k > c->left) k = c->left;
            body_piece(c, p, k);
            c->left -= k;
            if (!c->left && c->phase == SIZED) return 1;
            if (!c->left) c->phase = CHUNK_END;
            break;
        case CHUNK_SIZE:
            k = 1;
            if (*p == '\n') c->phase = c->left ? CHUNK : TRAILER, c->head_length = 0;
            else if (*p >= '0' && *p <= '9') c->left = c->left * 16 + (size_t)(*p - '0');
            else if ((*p | 32) >= 'a' && (*p | 32) <= 'f') c->left = c->left * 16 + (size_t)((*p | 32) - 'a' + 10);
            break;
        case CHUNK_END:
            k = 1;
            if (*p == '\n') c->phase = CHUNK_SIZE;
            break;
        case TRAILER:
            /* head_length counts the bytes of the line: an empty one ends the answer */
            k = 1;
            if (*p == '\n') { if (!c->head_length) return 1; c->head_length = 0; }
            else if (*p != '\r') c->head_length++;
            break;
        case TO_END:
            body_piece(c, p, k);
            break;
        }
        p += k;
        n -= k;
    }
    return 0;
}

/* A connection without work was closed by the server. */
static void remove_unused(const connection *c) {
    for (int left = unused_count; left > 0; left--) {
        connection *other = take_unused();
        if (other != c) unused[(unused_first + unused_count++) % unused_room] = other;
    }
}

/* Reads once, at most `most` bytes; the number of bytes taken. */
static size_t read_some(connection *c, size_t most) {
    static char buffer[READ_BYTES];
    ssize_t n = recv(c->fd, buffer, most < READ_BYTES ? most : READ_BYTES, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (n <= 0) {
        if (c->phase == TO_END && n == 0) finish(c);
        else if (c->phase == FREE) remove_unused(c);
        else if (measuring) failed++;
        redial(c);
        return 0;
    }
    int result = receive(c, buffer, (size_t)n);
    if (result == 1) {
        finish(c);
        if (strcasestr(c->head, "\nconnection: close")) redial(c); else next(c);
    } else if (result < 0) {
        failed++;
        redial(c);
    }
    return (size_t)n;
}

int main(int argc, char **argv) {
    const char *url = NULL, *body = NULL, *label = "-", *counter_file = NULL;
    char fields[4096] = "", host[128], path[1024] = "/";
    int connection_count = 32, idle_count = 0, poisson = 0, port = 0, option;
    double seconds = 5, warm_up = 1;
    signal(SIGPIPE, SIG_IGN);
    while ((option = getopt(argc, argv, "u:b:k:H:c:r:xs:w:N:I:S:P:m:l:")) != -1) switch (option) {
        case 'u': url = optarg; break;
        case 'b': body = optarg; break;
        case 'k': distinct = atoi(optarg); break;
        case 'H': snprintf(fields + strlen(fields), sizeof fields - strlen(fields), "%s\r\n", optarg); break;
        case 'c': connection_count = atoi(optarg); break;
        case 'r': rate = atof(optarg); break;
        case 'x': poisson = 1; break;
        case 's': seconds = atof(optarg); break;
        case 'w': warm_up = atof(optarg); break;
        case 'N': wanted = atol(optarg); break;
        case 'I': idle_count = atoi(optarg); break;
        case 'S': slow_rate = atol(optarg); break;
        case 'P': watch_processes(optarg); break;
        case 'm': counter_file = optarg; break;
        case 'l': label = optarg; break;
        default: return 2;
    }
    if (!url || sscanf(url, "http://%127[^:/]:%d%1023s", host, &port, path) < 2) {
        fprintf(stderr, "need -u http://ADDRESS:PORT/PATH\n");
        return 2;
    }
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1 || distinct < 1) {
        fprintf(stderr, "bad arguments\n");
        return 2;
    }
    build_requests(path, host, port, fields, body);
    const volatile uint64_t *counters = counter_file ? map_counters(counter_file) : NULL;
    struct rlimit files = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    if (wanted) warm_up = 0;

    poller = epoll_create1(EPOLL_CLOEXEC);
    unused_room = connection_count + 1;
    unused = calloc((size_t)unused_room, sizeof *unused);
    connection *all = calloc((size_t)(connection_count + idle_count), sizeof *all);
    long memory_before = resident_kilobytes(), memory_most = memory_before, memory_last = memory_before;
    long memory_early = 0;
    static cpu_sample from, to;
    uint64_t calls = 0, allocated = 0, began = now();
    /* Idle connections first: each gets one answer, so that the server holds whatever a used connection costs. */
    for (int i = 0; i < idle_count; i++) {
        connection *c = &all[connection_count + i];
        c->idle_only = 1;
        if (!dial(c)) { fprintf(stderr, "connect: %s\n", strerror(errno)); return 1; }
        begin(c, now());
    }
    started = 0;
    for (int i = 0; i < connection_count; i++)
        if (!dial(&all[i])) { fprintf(stderr, "connect: %s\n", strerror(errno)); return 1; }
    uint64_t start = now(), measure_at = start + (uint64_t)(warm_up * 1e9);
    uint64_t end = measure_at + (uint64_t)(seconds * 1e9);
    uint64_t measured_from = start, due = start, next_sample = start, next_slow = start;
    double step = rate > 0 ? 1e9 / rate : 0, fraction = 0;
    unsigned short random_state[3] = {1, 2, 3};
    if (wanted) {
        measuring = 1;
        sample_cpu(&from);
        if (counters) { calls = counters[0]; allocated = counters[1]; }
    }
    for (int i = 0; i < connection_count; i++) next(&all[i]);

    struct epoll_event ready[256];
    for (;;) {
        uint64_t t = now();
        if (wanted ? complete + failed >= (uint64_t)wanted || t >= end : t >= end) break;
        if (!measuring && t >= measure_at) {
            measuring = 1;
            sample_cpu(&from);
            if (counters) { calls = counters[0]; allocated = counters[1]; }
            measured_from = now();
        }
        while (rate > 0 && due <= t) {
            if (unused_count) begin(take_unused(), due);
            else if (pending_end - pending_first < MAX_PENDING) pending[pending_end++ % MAX_PENDING] = due;
            fraction += poisson ? -log(1 - erand48(random_state)) * step : step;
            uint64_t whole = (uint64_t)fraction;
            fraction -= (double)whole;
            due += whole;
        }
        if (t >= next_sample && process_count) {
            memory_last = resident_kilobytes();
            if (memory_last > memory_most) memory_most = memory_last;
            if (!memory_early && measuring && t >= measured_from + 1000000000u) memory_early = memory_last;
            next_sample = t + 100000000u;
        }
        if (slow_rate && t >= next_slow) {
            for (int i = 0; i < connection_count; i++)
                if (all[i].phase != FREE) read_some(&all[i], (size_t)(slow_rate / (1000 / SLOW_TICK_MS)));
            next_slow += SLOW_TICK_MS * 1000000u;
            if (next_slow < t) next_slow = t;
        }
        uint64_t until = end;
        if (!measuring && measure_at < until) until = measure_at;
        if (rate > 0 && due < until) until = due;
        if (process_count && next_sample < until) until = next_sample;
        if (slow_rate && next_slow < until) until = next_slow;
        t = now();
        uint64_t left = until > t ? until - t : 0;
        struct timespec wait = {(time_t)(left / 1000000000u), (long)(left % 1000000000u)};
        int count = epoll_pwait2(poller, ready, 256, &wait, NULL);
        for (int i = 0; i < count; i++) {
            connection *c = ready[i].data.ptr;
            if (ready[i].events & EPOLLOUT) send_request(c);
            if (ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_some(c, READ_BYTES);
        }
    }
    sample_cpu(&to);
    double elapsed = (double)(now() - measured_from) / 1e9, busiest, cpu = cpu_between(&from, &to, &busiest);
    double n = complete ? (double)complete : 1, streamed = events ? (double)events : 1;
    memory_last = resident_kilobytes();
    if (memory_last > memory_most) memory_most = memory_last;
    printf("{\"label\":\"%s\",\"rps\":%.1f,\"n\":%llu,\"err\":%llu,\"non2xx\":%llu,\"cut\":%llu,\"reconnects\":%llu,"
           "\"backlog\":%zu,\"seconds\":%.3f,", label, (double)complete / elapsed, (unsigned long long)complete,
           (unsigned long long)failed, (unsigned long long)not_2xx, (unsigned long long)cut,
           (unsigned long long)reconnects, pending_end - pending_first, (double)(now() - began) / 1e9);
    printf("\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f,\"ttfb50\":%.1f,\"ttfb99\":%.1f,",
           histogram_quantile(&latency, .5), histogram_quantile(&latency, .9), histogram_quantile(&latency, .99),
           histogram_quantile(&latency, .999), (double)latency.largest / 1e3, histogram_quantile(&first_byte, .5),
           histogram_quantile(&first_byte, .99));
    printf("\"events\":%llu,\"events_per_s\":%.0f,\"bytes\":%llu,\"cpu_us_per_req\":%.3f,\"busiest_us_per_req\":%.3f,"
           "\"cpu_us_per_event\":%.3f,\"cpu_share\":%.3f,", (unsigned long long)events, (double)events / elapsed,
           (unsigned long long)body_bytes, complete ? cpu / n : 0, complete ? busiest / n : 0,
           events ? cpu / streamed : 0, cpu / 1e6 / elapsed);
    if (counters)
        printf("\"mallocs_per_req\":%.3f,\"malloc_bytes_per_req\":%.1f,", (double)(counters[0] - calls) / n,
               (double)(counters[1] - allocated) / n);
    printf("\"rss_before_kb\":%ld,\"rss_early_kb\":%ld,\"rss_max_kb\":%ld,\"rss_kb\":%ld}\n", memory_before,
           memory_early ? memory_early : memory_last, memory_most, memory_last);
    return 0;
}
