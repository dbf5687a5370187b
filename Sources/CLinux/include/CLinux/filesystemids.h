#pragma once
// With which ids a thread makes files (setfsuid(2)). The calls answer the id before, whatever happens.
#include "result.h"

static inline uint32_t apus_setfsuid(uint32_t user) { return (uint32_t)syscall(SYS_setfsuid, user); }
static inline uint32_t apus_setfsgid(uint32_t group) { return (uint32_t)syscall(SYS_setfsgid, group); }
