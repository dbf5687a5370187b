#pragma once
// Users, groups and capabilities of the calling process, by the kernel's calls: glibc's would signal threads.
#include "result.h"

static inline int apus_setresuid(uint32_t user) { return apus_int(syscall(SYS_setresuid, user, user, user)); }
static inline int apus_setresgid(uint32_t group) { return apus_int(syscall(SYS_setresgid, group, group, group)); }
static inline int apus_setgroups(const uint32_t *groups, size_t count) {
    return apus_int(syscall(SYS_setgroups, count, groups));
}
static inline uint32_t apus_getuid(void) { return getuid(); }
static inline uint32_t apus_geteuid(void) { return geteuid(); }
static inline uint32_t apus_getgid(void) { return getgid(); }
static inline uint32_t apus_getegid(void) { return getegid(); }

// Capability sets as 64-bit masks, bit n for capability n (_LINUX_CAPABILITY_VERSION_3).
static inline int apus_capset(uint64_t effective, uint64_t permitted, uint64_t inheritable) {
    struct { uint32_t version; int process; } header = {0x20080522, 0};
    struct { uint32_t effective, permitted, inheritable; } data[2] = {
        {(uint32_t)effective, (uint32_t)permitted, (uint32_t)inheritable},
        {(uint32_t)(effective >> 32), (uint32_t)(permitted >> 32), (uint32_t)(inheritable >> 32)}};
    return apus_int(syscall(SYS_capset, &header, data));
}
// into: effective, permitted, inheritable
static inline int apus_capget(uint64_t *into) {
    struct { uint32_t version; int process; } header = {0x20080522, 0};
    struct { uint32_t effective, permitted, inheritable; } data[2] = {{0, 0, 0}, {0, 0, 0}};
    if (syscall(SYS_capget, &header, data) < 0) return -errno;
    into[0] = data[0].effective | (uint64_t)data[1].effective << 32;
    into[1] = data[0].permitted | (uint64_t)data[1].permitted << 32;
    into[2] = data[0].inheritable | (uint64_t)data[1].inheritable << 32;
    return 0;
}
