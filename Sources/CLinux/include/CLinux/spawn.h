#pragma once
// Starts another program (posix_spawn(3)): safe in a process with threads, unlike fork.
#include "result.h"
#include <signal.h>
#include <spawn.h>
#include <fcntl.h>

// `places` holds pairs: a descriptor of ours, the number it gets in the program; -1 as the first of a pair is /dev/null.
// Ignored and blocked signals become default and free. Answers the pid or -errno.
static inline int apus_spawn(
    const char *program, char *const arguments[], char *const environment[], const int *places, int pairs, int session
) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return -error;
    if ((error = posix_spawnattr_init(&attributes))) {
        posix_spawn_file_actions_destroy(&actions);
        return -error;
    }
    for (int i = 0; i < pairs && !error; i++) {
        int from = places[2 * i], to = places[2 * i + 1];
        error = from < 0 ? posix_spawn_file_actions_addopen(&actions, to, "/dev/null", O_RDWR, 0)
                         : posix_spawn_file_actions_adddup2(&actions, from, to);
    }
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    // POSIX_SPAWN_SETSID is 0x80 in glibc, behind a feature macro.
    if (!error)
        error = posix_spawnattr_setflags(
            &attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (session ? 0x80 : 0)));
    pid_t pid = 0;
    if (!error) error = posix_spawn(&pid, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error ? -error : (int)pid;
}
