#pragma once
// CRC-32 (gzip's polynomial) with carry-less multiplication: instructions that Swift cannot name.
// Intel, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (2009); constants for the reflected
// polynomial 0xedb88320 from its section on gzip.
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <string.h>

// Vectors of the compiler itself: <immintrin.h> would cost every importer a second.
typedef long long apus_vector __attribute__((vector_size(16)));

// Whether the processor has the instructions (PCLMULQDQ and SSE4.1).
static inline int apus_crc32_is_fast(void) {
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_PCLMUL) && (c & bit_SSE4_1);
}

// Folds `count` bytes (a multiple of 16, at least 64) into 16 bytes that have the same remainder: the checksum of what
// went before, then these bytes, is the checksum of the 16 bytes alone with a start value of 0xffffffff (zlib's form).
__attribute__((target("pclmul,sse4.1"))) static inline void
apus_crc32_fold(uint32_t checksum, const void *bytes, size_t count, void *into) {
    const char *at = (const char *)bytes;
    const apus_vector by512 = {0x154442bd4, 0x1c6e41596}, by128 = {0x1751997d0, 0x0ccaa009e};
    apus_vector x0, x1, x2, x3, next;
    memcpy(&x0, at, 16), memcpy(&x1, at + 16, 16), memcpy(&x2, at + 32, 16), memcpy(&x3, at + 48, 16);
    x0 ^= (apus_vector){(long long)(uint32_t)~checksum, 0};
    at += 64;
    count -= 64;
#define APUS_FOLD(x, by, next)                                                                                       \
    x = __builtin_ia32_pclmulqdq128(x, by, 0x00) ^ __builtin_ia32_pclmulqdq128(x, by, 0x11) ^ (next)
    for (; count >= 64; count -= 64, at += 64) {
        memcpy(&next, at, 16), APUS_FOLD(x0, by512, next);
        memcpy(&next, at + 16, 16), APUS_FOLD(x1, by512, next);
        memcpy(&next, at + 32, 16), APUS_FOLD(x2, by512, next);
        memcpy(&next, at + 48, 16), APUS_FOLD(x3, by512, next);
    }
    APUS_FOLD(x0, by128, x1);
    APUS_FOLD(x0, by128, x2);
    APUS_FOLD(x0, by128, x3);
    for (; count >= 16; count -= 16, at += 16) memcpy(&next, at, 16), APUS_FOLD(x0, by128, next);
#undef APUS_FOLD
    memcpy(into, &x0, 16);
}
#else
static inline int apus_crc32_is_fast(void) { return 0; }
static inline void apus_crc32_fold(uint32_t checksum, const void *bytes, size_t count, void *into) {
    (void)checksum, (void)bytes, (void)count, (void)into;
}
#endif
