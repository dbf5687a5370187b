#pragma once
// Extended attributes (xattr(7)) by descriptor, and by path with and without following the last link.
#include "result.h"
#include <stddef.h>
#include <sys/xattr.h>

static inline long apus_fgetxattr(int descriptor, const char *name, void *into, size_t count) {
    return apus_long(fgetxattr(descriptor, name, into, count));
}
static inline int apus_fsetxattr(int descriptor, const char *name, const void *value, size_t count, int flags) {
    return apus_int(fsetxattr(descriptor, name, value, count, flags));
}
static inline long apus_flistxattr(int descriptor, char *into, size_t count) {
    return apus_long(flistxattr(descriptor, into, count));
}
static inline int apus_fremovexattr(int descriptor, const char *name) {
    return apus_int(fremovexattr(descriptor, name));
}
static inline long apus_getxattr(const char *path, const char *name, void *into, size_t count, int follow) {
    return apus_long(follow ? getxattr(path, name, into, count) : lgetxattr(path, name, into, count));
}
static inline int apus_setxattr(const char *path, const char *name, const void *value, size_t count, int follow) {
    return apus_int(follow ? setxattr(path, name, value, count, 0) : lsetxattr(path, name, value, count, 0));
}
static inline long apus_listxattr(const char *path, char *into, size_t count, int follow) {
    return apus_long(follow ? listxattr(path, into, count) : llistxattr(path, into, count));
}
static inline int apus_removexattr(const char *path, const char *name, int follow) {
    return apus_int(follow ? removexattr(path, name) : lremovexattr(path, name));
}
