#ifndef SIGNALBOX_ALLOCATOR_H
#define SIGNALBOX_ALLOCATOR_H

#if defined(__GLIBC__)
#include <malloc.h>
#else
#include <features.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#endif

/// Lets the allocator keep freed buffers of request bodies, instead of giving them back to the system and faulting them
/// in anew for each request: blocks up to 1 MiB come from the heap, of which up to 8 MiB stay when free.
static inline void signalbox_keep_large_buffers(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 8 << 20);
#endif
}

#endif
