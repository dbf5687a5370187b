#pragma once
// Runs this program again from a read-only mount of its own file, before anything else of it has run.
#include "result.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

// For `.preinit_array`: no allocation, no library state. Returns when it is not needed or not possible; whether it is
// possible otherwise is then looked at with more care. `words`: only with one of these among the arguments.
static inline void apus_protect_early(char **arguments, char **environment, const char *const *words) {
    int wanted = 0;
    for (char **argument = arguments + 1; arguments[0] && *argument && !wanted; argument++)
        for (const char *const *word = words; *word; word++)
            if (strcmp(*argument, *word) == 0) wanted = 1;
    if (!wanted || getpid() == 1 || geteuid() != 0) return;
    int program = open("/proc/self/exe", 010000000 /* O_PATH */ | O_CLOEXEC);
    if (program < 0) return;
    struct statvfs place;
    struct stat status;
    int known = fstatvfs(program, &place) == 0 && fstat(program, &status) == 0;
    close(program);
    if (!known || (place.f_flag & ST_RDONLY) || status.st_uid != 0) return;
    long tree = syscall(SYS_open_tree, AT_FDCWD, "/proc/self/exe", 1u | O_CLOEXEC);
    if (tree < 0) return;
    struct { uint64_t set, clear, propagation, user_namespace; } attributes = {1 /* MOUNT_ATTR_RDONLY */, 0, 0, 0};
    if (syscall(SYS_mount_setattr, tree, "", 0x1000, &attributes, sizeof attributes) == 0)
        syscall(SYS_execveat, tree, "", arguments, environment, 0x1000);
    close((int)tree);
}

// The descriptor that this program was executed from, where it was left open for us to close; else -1.
static inline int apus_program_descriptor(void) {
    const char *name = (const char *)getauxval(31 /* AT_EXECFN */);
    if (!name || strncmp(name, "/dev/fd/", 8) != 0) return -1;
    int number = atoi(name + 8), flags = fcntl(number, F_GETFL);
    struct stat program, own;
    if (flags < 0 || !(flags & 010000000 /* O_PATH */) || fstat(number, &program) || stat("/proc/self/exe", &own)) return -1;
    if (program.st_dev != own.st_dev || program.st_ino != own.st_ino) return -1;
    fcntl(number, F_SETFD, FD_CLOEXEC);
    return number;
}

static inline void apus_protect_containers(char **arguments, char **environment) {
#ifdef APUS_WEAKENED
    // The executable that attacks have to succeed on: see Safeguard.swift.
    return;
#endif
    static const char *const words[] = {"create", "run", "exec", "monitor", "session", 0};
    apus_protect_early(arguments, environment, words);
}
