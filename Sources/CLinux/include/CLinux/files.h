#pragma once
// Files and directories by descriptor: open, read, write, status, names.
#include "result.h"
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

static inline int apus_openat(int directory, const char *path, int flags, unsigned mode) {
    return apus_int(openat(directory, path, flags, mode));
}

static inline int apus_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return apus_int(syscall(SYS_openat2, directory, path, &how, sizeof how));
}

static inline int apus_close(int descriptor) { return apus_int(close(descriptor)); }
static inline long apus_read(int descriptor, void *bytes, size_t count) {
    return apus_long(read(descriptor, bytes, count));
}
static inline long apus_write(int descriptor, const void *bytes, size_t count) {
    return apus_long(write(descriptor, bytes, count));
}
static inline long apus_pread(int descriptor, void *bytes, size_t count, int64_t offset) {
    return apus_long(pread(descriptor, bytes, count, offset));
}
static inline long apus_pwrite(int descriptor, const void *bytes, size_t count, int64_t offset) {
    return apus_long(pwrite(descriptor, bytes, count, offset));
}
static inline long apus_lseek(int descriptor, int64_t offset, int whence) {
    return apus_long(lseek(descriptor, offset, whence));
}
static inline int apus_ftruncate(int descriptor, int64_t length) { return apus_int(ftruncate(descriptor, length)); }
static inline int apus_fdatasync(int descriptor) { return apus_int(fdatasync(descriptor)); }
static inline int apus_fsync(int descriptor) { return apus_int(fsync(descriptor)); }
static inline int apus_syncfs(int descriptor) { return apus_int(syscall(SYS_syncfs, descriptor)); }

// What stat tells, as plain numbers. Times are seconds and nanoseconds since 1970.
struct apus_status {
    uint64_t device, inode, device_type, links;
    uint32_t mode, user, group;
    int64_t size, blocks, modified_seconds, changed_seconds, accessed_seconds;
    int64_t modified_nanoseconds, changed_nanoseconds, accessed_nanoseconds;
};

static inline int apus_fstatat(int directory, const char *path, int flags, struct apus_status *into) {
    struct stat s;
    if (fstatat(directory, path, &s, flags) < 0) return -errno;
    *into = (struct apus_status){
        .device = s.st_dev, .inode = s.st_ino, .device_type = s.st_rdev, .links = s.st_nlink,
        .mode = s.st_mode, .user = s.st_uid, .group = s.st_gid, .size = s.st_size, .blocks = s.st_blocks,
        .modified_seconds = s.st_mtim.tv_sec, .modified_nanoseconds = s.st_mtim.tv_nsec,
        .changed_seconds = s.st_ctim.tv_sec, .changed_nanoseconds = s.st_ctim.tv_nsec,
        .accessed_seconds = s.st_atim.tv_sec, .accessed_nanoseconds = s.st_atim.tv_nsec,
    };
    return 0;
}

static inline int apus_mkdirat(int directory, const char *path, unsigned mode) {
    return apus_int(mkdirat(directory, path, mode));
}
static inline int apus_unlinkat(int directory, const char *path, int flags) {
    return apus_int(unlinkat(directory, path, flags));
}
static inline int apus_symlinkat(const char *target, int directory, const char *path) {
    return apus_int(symlinkat(target, directory, path));
}
static inline int apus_linkat(int from, const char *old, int to, const char *name, int flags) {
    return apus_int(linkat(from, old, to, name, flags));
}
static inline long apus_readlinkat(int directory, const char *path, char *into, size_t count) {
    return apus_long(readlinkat(directory, path, into, count));
}
// flags: RENAME_NOREPLACE 1, RENAME_EXCHANGE 2, RENAME_WHITEOUT 4
static inline int apus_renameat2(int from, const char *old, int to, const char *name, unsigned flags) {
    return apus_int(syscall(SYS_renameat2, from, old, to, name, flags));
}
static inline int apus_fchmod(int descriptor, unsigned mode) { return apus_int(fchmod(descriptor, mode)); }
static inline int apus_fchmodat(int directory, const char *path, unsigned mode) {
    return apus_int(fchmodat(directory, path, mode, 0));
}
static inline int apus_fchownat(int directory, const char *path, uint32_t user, uint32_t group, int flags) {
    return apus_int(fchownat(directory, path, user, group, flags));
}
static inline int apus_mknodat(int directory, const char *path, unsigned mode, uint32_t major_, uint32_t minor_) {
    return apus_int(mknodat(directory, path, mode, makedev(major_, minor_)));
}
static inline uint32_t apus_major(uint64_t device) { return major(device); }
static inline uint32_t apus_minor(uint64_t device) { return minor(device); }
// getdents64 into a buffer; records are read in Swift.
static inline long apus_getdents64(int descriptor, void *into, size_t count) {
    return apus_long(syscall(SYS_getdents64, descriptor, into, count));
}
static inline int64_t apus_fstatfs_type(int descriptor) {
    struct statfs s;
    return fstatfs(descriptor, &s) < 0 ? -errno : (int64_t)s.f_type;
}
static inline int apus_fcntl(int descriptor, int command, long argument) {
    return apus_int(fcntl(descriptor, command, argument));
}

// flock(2): bound to the open file description, so a child that inherits it holds it too.
static inline int apus_flock(int descriptor, int operation) { return apus_int(flock(descriptor, operation)); }

// A POSIX record lock over [start, start+length). `F_GETLK` answers the holder's pid, or 0.
static inline int apus_lock(int descriptor, int command, short type, int64_t start, int64_t length) {
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    if (fcntl(descriptor, command, &lock) < 0) return -errno;
    return command == F_GETLK ? (lock.l_type == F_UNLCK ? 0 : (lock.l_pid > 0 ? lock.l_pid : 1)) : 0;
}
