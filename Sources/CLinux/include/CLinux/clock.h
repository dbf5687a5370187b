#pragma once
// Clocks.
#include "result.h"
#include <time.h>

// Nanoseconds of a clock: CLOCK_REALTIME since 1970, CLOCK_MONOTONIC and CLOCK_BOOTTIME since the boot.
static inline int64_t apus_clock(int clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) < 0) return -errno;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline int apus_sleep(int64_t nanoseconds) {
    struct timespec wait = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    return apus_int(nanosleep(&wait, 0));
}
