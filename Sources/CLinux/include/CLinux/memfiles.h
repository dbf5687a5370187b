#pragma once
// Files that live in memory and have no name.
#include "result.h"

static inline int apus_memfd(const char *name, unsigned flags) {
    return apus_int(syscall(SYS_memfd_create, name, flags));
}
