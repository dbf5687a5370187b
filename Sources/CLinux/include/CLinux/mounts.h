#pragma once
// Mounts by descriptor (open_tree and its family, kernel 5.2; mount_setattr, 5.12), and the calls before them.
// Neither <sys/mount.h> nor <linux/mount.h>: they contradict each other in glibc 2.36. The numbers live in Swift.
#include "result.h"
#include <sys/statvfs.h>

static inline int apus_mount(
    const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
    return apus_int(syscall(SYS_mount, source, target, type, flags, data));
}
static inline int apus_umount2(const char *target, int flags) { return apus_int(syscall(SYS_umount2, target, flags)); }
static inline int apus_pivot_root(const char *root, const char *old) {
    return apus_int(syscall(SYS_pivot_root, root, old));
}
static inline int apus_open_tree(int directory, const char *path, unsigned flags) {
    return apus_int(syscall(SYS_open_tree, directory, path, flags));
}
static inline int apus_move_mount(int from, const char *source, int to, const char *target, unsigned flags) {
    return apus_int(syscall(SYS_move_mount, from, source, to, target, flags));
}
static inline int apus_fsopen(const char *type, unsigned flags) { return apus_int(syscall(SYS_fsopen, type, flags)); }
static inline int apus_fsconfig(int context, unsigned command, const char *key, const char *value, int number) {
    return apus_int(syscall(SYS_fsconfig, context, command, key, value, number));
}
static inline int apus_fsmount(int context, unsigned flags, unsigned attributes) {
    return apus_int(syscall(SYS_fsmount, context, flags, attributes));
}
static inline int apus_fspick(int directory, const char *path, unsigned flags) {
    return apus_int(syscall(SYS_fspick, directory, path, flags));
}
static inline int apus_mount_setattr(
    int directory, const char *path, unsigned flags, uint64_t set, uint64_t clear, uint64_t propagation,
    uint64_t user_namespace) {
    struct { uint64_t set, clear, propagation, user_namespace; } attributes = {set, clear, propagation, user_namespace};
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
    return apus_int(syscall(SYS_mount_setattr, directory, path, flags, &attributes, sizeof attributes));
}
// The mount flags of the mount a descriptor lies on (ST_RDONLY 1, ST_NOSUID 2, ST_NODEV 4, ST_NOEXEC 8, …).
static inline long apus_mount_flags(int descriptor) {
    struct statvfs s;
    return fstatvfs(descriptor, &s) < 0 ? -(long)errno : (long)s.f_flag;
}
static inline int apus_chroot(const char *path) { return apus_int(chroot(path)); }
static inline int apus_chdir(const char *path) { return apus_int(chdir(path)); }
static inline int apus_fchdir(int directory) { return apus_int(fchdir(directory)); }
static inline long apus_getcwd(char *into, size_t count) { return apus_long(syscall(SYS_getcwd, into, count)); }
