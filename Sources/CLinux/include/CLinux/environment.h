#pragma once
// The environment of this process.
#include "result.h"
#include <stdlib.h>

extern char **environ;

// The entry at an index that is not past the end by more than one; null after the last.
static inline const char *apus_environment_entry(long index) { return environ ? environ[index] : 0; }
static inline const char *apus_environment(const char *name) { return getenv(name); }
static inline void apus_set_environment(const char *name, const char *value) {
    if (value) setenv(name, value, 1);
    else unsetenv(name);
}
