#pragma once
// Extended regular expressions of POSIX (regex(7)).
#include <errno.h>
#include <regex.h>

// 1: some part of the text matches, 0: none does, -EINVAL: it is no regular expression.
static inline int apus_matches(const char *pattern, const char *text) {
    regex_t compiled;
    if (regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0) return -EINVAL;
    int answer = regexec(&compiled, text, 0, NULL, 0);
    regfree(&compiled);
    return answer == 0;
}
