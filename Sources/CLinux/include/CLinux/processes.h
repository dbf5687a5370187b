#pragma once
// Processes: made, named, joined to namespaces, signalled, waited for, replaced.
#include "result.h"
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

// clone3 (5.3) without a new stack: returns twice, as fork does. Sound only in a process with one thread.
// The pidfd is written to `*pidfd` in the parent. `cgroup` < 0: no CLONE_INTO_CGROUP (5.7).
// `restrict_to_old`: use clone(2), for kernels and seccomp filters that answer ENOSYS to clone3.
static inline int apus_clone(uint64_t flags, int exit_signal, int cgroup, int restrict_to_old, int *pidfd) {
    if (restrict_to_old)
        return apus_int(
            syscall(SYS_clone, (unsigned long)flags | 0x1000ul | (unsigned long)exit_signal, 0ul, pidfd, 0ul, 0ul));
    struct {
        uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
    } arguments = {.flags = flags | 0x1000ull /* CLONE_PIDFD */, .pidfd = (uint64_t)(uintptr_t)pidfd,
                   .exit_signal = (uint64_t)exit_signal};
    size_t size = 64;
    if (cgroup >= 0) {
        arguments.flags |= 0x200000000ull; // CLONE_INTO_CGROUP
        arguments.cgroup = (uint64_t)cgroup;
        size = sizeof arguments;
    }
    return apus_int(syscall(SYS_clone3, &arguments, size));
}
static inline int apus_unshare(int flags) { return apus_int(syscall(SYS_unshare, flags)); }
static inline int apus_setns(int descriptor, int flags) { return apus_int(syscall(SYS_setns, descriptor, flags)); }
static inline int apus_pidfd_open(int process, unsigned flags) {
    return apus_int(syscall(SYS_pidfd_open, process, flags));
}
static inline int apus_pidfd_send_signal(int pidfd, int signal, unsigned flags) {
    return apus_int(syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, flags));
}
static inline int apus_pidfd_getfd(int pidfd, int number) {
    return apus_int(syscall(SYS_pidfd_getfd, pidfd, number, 0));
}
static inline int apus_kill(int process, int signal) { return apus_int(kill(process, signal)); }

// How a child changed: waitid(2). `pid` 0: nothing changed (WNOHANG).
struct apus_child_change { int pid, code, status; };
// type: 0 any child, 1 P_PID, 3 P_PIDFD (5.4)
static inline int apus_waitid(int type, int which, int options, struct apus_child_change *into) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    if (syscall(SYS_waitid, type, which, &info, options, NULL) < 0) return -errno;
    *into = (struct apus_child_change){.pid = info.si_pid, .code = info.si_code, .status = info.si_status};
    return 0;
}
static inline int apus_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
    return apus_int(prctl(option, a, b, c, d));
}
static inline int apus_set_process_name(const char *name) { return apus_int(prctl(PR_SET_NAME, name, 0, 0, 0)); }
static inline int apus_getpid(void) { return getpid(); }
static inline int apus_getppid(void) { return getppid(); }
static inline int apus_setsid(void) { return apus_int(setsid()); }
static inline int apus_execve(const char *path, char *const *arguments, char *const *environment) {
    return apus_int(execve(path, arguments, environment));
}
static inline int apus_execveat(
    int directory, const char *path, char *const *arguments, char *const *environment, int flags) {
    return apus_int(syscall(SYS_execveat, directory, path, arguments, environment, flags));
}
static inline int apus_access(const char *path, int mode) { return apus_int(faccessat(-100, path, mode, 0x200)); }
static inline void apus_exit(int status) { _exit(status); }
// Closes [first, last], or with flag 4 (CLOSE_RANGE_CLOEXEC, 5.11) only marks them.
static inline int apus_close_range(unsigned first, unsigned last, unsigned flags) {
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
    return apus_int(syscall(SYS_close_range, first, last, flags));
}
static inline int apus_dup3(int from, int to, int flags) { return apus_int(syscall(SYS_dup3, from, to, flags)); }
static inline int apus_sethostname(const char *name, size_t count) { return apus_int(sethostname(name, count)); }
static inline int apus_setdomainname(const char *name, size_t count) {
    return apus_int(syscall(SYS_setdomainname, name, count));
}
static inline unsigned apus_umask(unsigned mask) { return umask(mask); }
// Limits may be RLIM_INFINITY (all ones). process 0: the caller. old may be null.
static inline int apus_prlimit(int process, int resource, uint64_t soft, uint64_t hard, uint64_t *old) {
    struct { uint64_t soft, hard; } limit = {soft, hard}, before = {0, 0};
    if (syscall(SYS_prlimit64, process, resource, old ? NULL : &limit, old ? &before : NULL) < 0) return -errno;
    if (old) { old[0] = before.soft; old[1] = before.hard; }
    return 0;
}
static inline int apus_personality(unsigned long persona) { return apus_int(syscall(SYS_personality, persona)); }
static inline int apus_ioprio_set(int which, int who, int value) {
    return apus_int(syscall(SYS_ioprio_set, which, who, value));
}
static inline int apus_sched_setattr(
    int process, uint32_t policy, uint64_t flags, int32_t nice, uint32_t priority, uint64_t runtime, uint64_t deadline,
    uint64_t period) {
    struct { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t runtime, deadline, period; }
    attributes = {48, policy, flags, nice, priority, runtime, deadline, period};
    return apus_int(syscall(SYS_sched_setattr, process, &attributes, 0));
}
static inline int apus_sched_setaffinity(int process, const void *mask, size_t count) {
    return apus_int(syscall(SYS_sched_setaffinity, process, count, mask));
}
// keyctl(KEYCTL_JOIN_SESSION_KEYRING, name)
static inline int apus_join_session_keyring(const char *name) { return apus_int(syscall(SYS_keyctl, 1, name)); }
