#pragma once
// From which memory nodes pages are taken: set_mempolicy(2).
#include "result.h"

// `maximum`: how many bits of the mask count.
static inline int apus_set_memory_policy(int mode, const void *mask, unsigned long maximum) {
    return apus_int(syscall(SYS_set_mempolicy, mode, mask, maximum));
}
