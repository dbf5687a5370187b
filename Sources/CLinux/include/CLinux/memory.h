#pragma once
// Memory shared with forked children, and memory given back to the kernel.
#include "result.h"
#include <malloc.h>
#include <sys/mman.h>

static inline void *apus_shared_memory(size_t length) {
    void *memory = mmap(0, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? 0 : memory;
}
static inline int apus_unmap(void *memory, size_t length) { return apus_int(munmap(memory, length)); }
static inline void apus_trim_heap(void) { malloc_trim(0); }

static inline void apus_store_release(uint64_t *cell, uint64_t value) {
    __atomic_store_n(cell, value, __ATOMIC_RELEASE);
}
static inline uint64_t apus_load_acquire(const uint64_t *cell) { return __atomic_load_n(cell, __ATOMIC_ACQUIRE); }
