#pragma once
// Ranges of files: copied inside the kernel, allocated, cloned.
#include "result.h"
#include <sys/ioctl.h>

static inline long apus_copy_file_range(int from, int to, size_t count) {
    return apus_long(syscall(SYS_copy_file_range, from, NULL, to, NULL, count, 0));
}
static inline long apus_copy_file_range_at(int from, int64_t from_offset, int to, int64_t to_offset, size_t count) {
    return apus_long(syscall(SYS_copy_file_range, from, &from_offset, to, &to_offset, count, 0));
}
static inline int apus_fallocate(int descriptor, int mode, int64_t offset, int64_t length) {
    return apus_int(syscall(SYS_fallocate, descriptor, mode, offset, length));
}
// FICLONE: the whole file shares its blocks with the other until one is written (btrfs, xfs).
static inline int apus_clone_file(int from, int to) { return apus_int(ioctl(to, 0x40049409, from)); }
static inline int apus_posix_fadvise(int descriptor, int64_t offset, int64_t length, int advice) {
    return apus_int(syscall(SYS_fadvise64, descriptor, offset, length, advice));
}
