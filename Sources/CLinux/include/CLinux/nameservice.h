#pragma once
// The name service switch of the C library: which sources answer look-ups of names.
#include "result.h"

// Not in glibc's public nsswitch.h; exported all the same (it is how nscd keeps itself from asking itself).
extern int __nss_configure_lookup(const char *database, const char *sources);

static inline int apus_nss_configure(const char *database, const char *sources) {
    return apus_int(__nss_configure_lookup(database, sources));
}
