/* Counts the allocations of a process that is not to be changed.
 *
 *   MALLOC_COUNT_FILE=PATH LD_PRELOAD=malloc_count.so PROGRAM
 *
 * PATH is mapped and shared, so that a reader sees the counters move while the program runs and the allocations per
 * request are a difference of two readings. Layout, 64-bit each: allocating calls, bytes asked for, frees.
 * A realloc counts as one call. The calls of child processes are added to the same counters.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* glibc's own names: no dlsym, which would itself allocate before the first call could be counted. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

typedef struct { atomic_ullong calls, bytes, frees; } counters;

static counters before_mapping;
static counters *counted = &before_mapping;

static void count(size_t bytes) {
    atomic_fetch_add_explicit(&counted->calls, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counted->bytes, bytes, memory_order_relaxed);
}

__attribute__((constructor)) static void map_file(void) {
    const char *path = getenv("MALLOC_COUNT_FILE");
    if (!path) return;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return;
    if (!ftruncate(fd, 4096)) {
        void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (map != MAP_FAILED) counted = map;
    }
    close(fd);
}

void *malloc(size_t n) { count(n); return __libc_malloc(n); }
void *calloc(size_t n, size_t size) { count(n * size); return __libc_calloc(n, size); }
void *realloc(void *p, size_t n) { count(n); return __libc_realloc(p, n); }
void *memalign(size_t alignment, size_t n) { count(n); return __libc_memalign(alignment, n); }
void *aligned_alloc(size_t alignment, size_t n) { count(n); return __libc_memalign(alignment, n); }
void *valloc(size_t n) { count(n); return __libc_memalign((size_t)sysconf(_SC_PAGESIZE), n); }

int posix_memalign(void **out, size_t alignment, size_t n) {
    if (!alignment || alignment % sizeof(void *) || (alignment & (alignment - 1))) return EINVAL;
    count(n);
    void *p = __libc_memalign(alignment, n);
    if (!p) return ENOMEM;
    *out = p;
    return 0;
}

void free(void *p) {
    if (p) atomic_fetch_add_explicit(&counted->frees, 1, memory_order_relaxed);
    __libc_free(p);
}
