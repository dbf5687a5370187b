// The first instructions of the release executable, before those of the C library.
//
// A program that is about to enter containers executes itself again from a read-only mount of its own file (see
// ExecutableProtection.swift). Here it costs no start of the C library, which on a virtual machine takes 0.2 ms: every
// CPUID instruction is a trap. Nothing is set up yet: no library function may be called, not even a memcpy that the
// compiler puts in, and there is no thread-local memory for stack protectors. Whatever cannot be done here is done, or
// reported, later.
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#ifndef SYS_open_tree
#define SYS_open_tree 428
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

#define PLAIN __attribute__((no_stack_protector, no_builtin))

enum { here = -100, empty_path = 0x1000, path_only = 010000000, close_on_exec = 02000000, read_only = 1 };

#if defined(__x86_64__)
__asm__(
    ".text\n.globl apus_entry\n.type apus_entry,@function\napus_entry:\n"
    "    xorl %ebp, %ebp\n"
    "    movq %rsp, %rdi\n"
    "    pushq %rdx\n"
    "    pushq %rdx\n"
    "    call apus_protect_at_entry\n"
    "    popq %rdx\n"
    "    popq %rdx\n"
    "    jmp _start\n");

PLAIN static inline long call(long number, long a, long b, long c, long d, long e) {
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
__asm__(
    ".text\n.globl apus_entry\n.type apus_entry,%function\napus_entry:\n"
    "    mov x29, #0\n"
    "    mov x19, x0\n"
    "    mov x0, sp\n"
    "    bl apus_protect_at_entry\n"
    "    mov x0, x19\n"
    "    mov x30, #0\n"
    "    b _start\n");

PLAIN static inline long call(long number, long a, long b, long c, long d, long e) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}
#endif

PLAIN static int equal(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

// The words of ExecutableProtection: one of them among the arguments, were it as somebody's name, is enough.
PLAIN static int enters_containers(char **arguments) {
    static const char words[][8] = {"create", "run", "exec", "monitor", "session"};
    for (; *arguments; arguments++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (equal(*arguments, words[i])) return 1;
    return 0;
}

// `stack` is what the kernel puts there: the number of arguments, they and the environment, each ended by a null.
PLAIN __attribute__((used, visibility("hidden"))) void apus_protect_at_entry(long *stack) {
#ifdef APUS_WEAKENED
    // The executable that attacks have to succeed on: see Safeguard.swift.
    return;
#endif
    char **arguments = (char **)(stack + 1);
    char **environment = arguments + stack[0] + 1;
    if (stack[0] < 2 || !enters_containers(arguments + 1)) return;
    if (call(SYS_getpid, 0, 0, 0, 0, 0) == 1 || call(SYS_geteuid, 0, 0, 0, 0, 0) != 0) return;
    long program = call(SYS_openat, here, (long)"/proc/self/exe", path_only | close_on_exec, 0, 0);
    if (program < 0) return;
    struct statfs place;
    struct stat status;
    int known = call(SYS_fstatfs, program, (long)&place, 0, 0, 0) == 0 && call(SYS_fstat, program, (long)&status, 0, 0, 0) == 0;
    call(SYS_close, program, 0, 0, 0, 0);
    if (!known || (place.f_flags & read_only) || status.st_uid != 0) return;
    // Without close-on-exec: to close the last descriptor of such a mount waits for a grace period of the kernel. The
    // program closes it when it has nothing else to do.
    long tree = call(SYS_open_tree, here, (long)"/proc/self/exe", 1 /* OPEN_TREE_CLONE */, 0, 0);
    if (tree < 0) return;
    struct { uint64_t set, clear, propagation, user_namespace; } attributes;
    attributes.set = 1;  // MOUNT_ATTR_RDONLY
    attributes.clear = attributes.propagation = attributes.user_namespace = 0;
    if (call(SYS_mount_setattr, tree, (long)"", empty_path, (long)&attributes, sizeof attributes) == 0) {
        // Executed from such a mount the program has the path "/": Swift's runtime would look for its backtracer in the
        // directory that it is called in, and execute it after a crash. Volatile: no call of memcpy, which is not there yet.
        size_t count = 0;
        while (environment[count]) count++;
        char *volatile extended[count + 2];
        extended[0] = (char *)"SWIFT_BACKTRACE=enable=no";
        for (size_t i = 0; i <= count; i++) extended[i + 1] = environment[i];
        call(SYS_execveat, tree, (long)"", (long)arguments, (long)extended, empty_path);
    }
    call(SYS_close, tree, 0, 0, 0, 0);
}
