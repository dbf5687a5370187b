#pragma once
// Loads a system call filter: seccomp(2) with SECCOMP_SET_MODE_FILTER.
#include "result.h"

// `instructions`: `count` records of eight bytes, as struct sock_filter of <linux/filter.h>.
// With SECCOMP_FILTER_FLAG_NEW_LISTENER (8) the answer is a descriptor (5.0), else 0.
static inline int apus_seccomp_filter(const void *instructions, uint16_t count, unsigned long flags) {
    struct { unsigned short count; const void *filter; } program = {count, instructions};
    return apus_int(syscall(SYS_seccomp, 1ul, flags, &program));
}

// Whether the kernel knows flags of filters: without a filter it answers EFAULT, to unknown flags EINVAL before that.
static inline int apus_seccomp_knows(unsigned long flags) {
    return apus_int(syscall(SYS_seccomp, 1ul, flags, NULL)) == -EFAULT;
}
