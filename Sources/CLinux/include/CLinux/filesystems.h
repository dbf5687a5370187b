#pragma once
// Whole file systems: how much is free, and flushing one.
#include "result.h"
#include <sys/statvfs.h>

// Bytes that a process without privileges may still use, and the block size times all blocks.
static inline int apus_filesystem_space(int descriptor, uint64_t *available, uint64_t *total) {
    struct statvfs s;
    if (fstatvfs(descriptor, &s) < 0) return -errno;
    *available = (uint64_t)s.f_bavail * s.f_frsize;
    *total = (uint64_t)s.f_blocks * s.f_frsize;
    return 0;
}
static inline int apus_sync_filesystem(int descriptor) { return apus_int(syscall(SYS_syncfs, descriptor)); }
