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
/// in anew for each request: blocks up to 4 MiB come from the heap, of which up to 32 MiB stay when free.
static inline void signalbox_keep_large_buffers(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
#endif
}

#endif
