#pragma once
// How a process ended, told by a descriptor of it.
#include "result.h"
#include <sys/ioctl.h>

// PIDFD_GET_INFO (kernel 6.13), first version of its struct; PIDFD_INFO_EXIT since 6.15.
struct apus_pidfd_info {
    uint64_t mask, cgroup;
    uint32_t pid, tgid, ppid, ids[8];
    int32_t exit_code;
};

// The wait status of an ended process, or -errno; -ENODATA when the kernel does not tell it.
static inline int64_t apus_pidfd_exit(int descriptor) {
    struct apus_pidfd_info info = {.mask = 1 << 3};
    if (ioctl(descriptor, _IOWR(0xFF, 11, struct apus_pidfd_info), &info) < 0) return -errno;
    if (!(info.mask & 1 << 3)) return -ENODATA;
    return (int64_t)(uint32_t)info.exit_code;
}
