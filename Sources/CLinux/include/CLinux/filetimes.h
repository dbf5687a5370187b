#pragma once
// Times of files (utimensat(2)), as plain numbers. A nanosecond count of UTIME_OMIT (0x3ffffffe) leaves a time alone.
#include "result.h"
#include <fcntl.h>
#include <sys/stat.h>

// A null path means the descriptor itself.
static inline int apus_utimensat(int directory, const char *path, int64_t accessed_seconds,
                                 int64_t accessed_nanoseconds, int64_t modified_seconds,
                                 int64_t modified_nanoseconds, int flags) {
    struct timespec times[2] = {
        {.tv_sec = accessed_seconds, .tv_nsec = accessed_nanoseconds},
        {.tv_sec = modified_seconds, .tv_nsec = modified_nanoseconds},
    };
    return apus_int(syscall(SYS_utimensat, directory, path, times, flags));
}
