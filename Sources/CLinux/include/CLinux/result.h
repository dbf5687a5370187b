#pragma once
// How every inline of this module answers: the result of the call, or the negative errno.
#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static inline int apus_int(long result) { return result < 0 ? -errno : (int)result; }
static inline long apus_long(long result) { return result < 0 ? -(long)errno : result; }
