/* What a set of processes used: CPU time from the scheduler's own counters, resident memory, counted allocations. */
#ifndef PROCESSES_H
#define PROCESSES_H
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_PROCESSES = 64, MAX_THREADS = 512 };

typedef struct { int id; uint64_t nanoseconds; } thread_time;
typedef struct { int count; thread_time thread[MAX_THREADS]; } cpu_sample;

static int process_count, process_ids[MAX_PROCESSES];

static void watch_processes(const char *list) {
    for (char *end; *list && process_count < MAX_PROCESSES; list = *end ? end + 1 : end) {
        long id = strtol(list, &end, 10);
        if (end == list) return;
        process_ids[process_count++] = (int)id;
    }
}

/* CPU time of every thread so far. /proc/PID/task/TID/schedstat counts nanoseconds, stat ticks of 10 ms. */
static void sample_cpu(cpu_sample *sample) {
    sample->count = 0;
    for (int i = 0; i < process_count; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/task", process_ids[i]);
        DIR *tasks = opendir(path);
        if (!tasks) continue;
        for (struct dirent *entry; (entry = readdir(tasks)) && sample->count < MAX_THREADS;) {
            int thread = atoi(entry->d_name);
            if (!thread) continue;
            snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", process_ids[i], thread);
            FILE *file = fopen(path, "r");
            if (!file) continue;
            unsigned long long used = 0;
            if (fscanf(file, "%llu", &used) == 1) sample->thread[sample->count++] = (thread_time){thread, used};
            fclose(file);
        }
        closedir(tasks);
    }
}

/* CPU time between two samples in microseconds, and that of the busiest thread, which bounds a server. */
static double cpu_between(const cpu_sample *from, const cpu_sample *to, double *busiest) {
    double sum = 0;
    *busiest = 0;
    for (int i = 0; i < to->count; i++) {
        uint64_t before = 0;
        for (int k = 0; k < from->count; k++)
            if (from->thread[k].id == to->thread[i].id) before = from->thread[k].nanoseconds;
        double used = (double)(to->thread[i].nanoseconds - before) / 1e3;
        sum += used;
        if (used > *busiest) *busiest = used;
    }
    return sum;
}

static long resident_kilobytes(void) {
    long sum = 0;
    for (int i = 0; i < process_count; i++) {
        char path[64], line[256];
        snprintf(path, sizeof path, "/proc/%d/status", process_ids[i]);
        FILE *file = fopen(path, "r");
        if (!file) continue;
        while (fgets(line, sizeof line, file))
            if (!strncmp(line, "VmRSS:", 6)) sum += atol(line + 6);
        fclose(file);
    }
    return sum;
}

/* The counters that malloc_count.c keeps in a file: calls that may allocate, then bytes asked for. */
static const volatile uint64_t *map_counters(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) { perror(path); return NULL; }
    void *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED) { perror(path); return NULL; }
    return map;
}
#endif
