// Executes a command step by step and writes which code it runs: executed OUT-A OUT-B PROGRAM-A PROGRAM-B COMMAND [ARGUMENT...]
//
// Follows all processes that the command makes. Addresses of PROGRAM-A and PROGRAM-B (told apart by the size of the file that a process
// executes) are appended to OUT-A and OUT-B in the order of their first execution, in hexadecimal, 16 bytes of code apart.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { processes = 4096, pieces = 1 << 26 };
static struct process { pid_t pid; int program, looked; } known[processes];
static int count;
static off_t sizes[2];
static unsigned char *seen[2];
static FILE *out[2];

static struct process *process(pid_t pid) {
    for (int i = count - 1; i >= 0; i--) if (known[i].pid == pid) return &known[i];
    if (count == processes) { fprintf(stderr, "more than %d processes\n", processes); exit(1); }
    known[count] = (struct process){pid, -1, 0};
    return &known[count++];
}

static int program(pid_t pid) {
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/exe", pid);
    if (stat(path, &status) < 0) return -1;
    for (int i = 0; i < 2; i++) if (status.st_size == sizes[i]) return i;
    return -1;
}

int main(int argc, char **argv) {
    if (argc < 6) { fprintf(stderr, "usage: executed OUT-A OUT-B PROGRAM-A PROGRAM-B COMMAND...\n"); return 2; }
    for (int i = 0; i < 2; i++) {
        struct stat status;
        out[i] = fopen(argv[1 + i], "a");
        seen[i] = calloc(pieces, 1);
        if (!out[i] || !seen[i] || stat(argv[3 + i], &status) < 0) { perror(argv[1 + i]); return 1; }
        sizes[i] = status.st_size;
    }
    pid_t first = fork();
    if (first == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        execv(argv[5], argv + 5);
        _exit(127);
    }
    int status;
    waitpid(first, &status, 0);
    ptrace(PTRACE_SETOPTIONS, first, 0,
        PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
    process(first);
    ptrace(PTRACE_SINGLESTEP, first, 0, 0);
    for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) >= 0;) {
        if (!WIFSTOPPED(status)) continue;
        struct process *here = process(pid);
        int number = WSTOPSIG(status), event = status >> 16, pass = 0;
        if (number == SIGTRAP && event == PTRACE_EVENT_EXEC) here->program = program(pid);
        else if (number == SIGTRAP && event) {
            unsigned long child;
            ptrace(PTRACE_GETEVENTMSG, pid, 0, &child);
            int of = here->program;
            process((pid_t)child)->program = of;
            here = process(pid);
        } else if (number != SIGTRAP && number != SIGSTOP) pass = number;
        if (here->program < 0 && !here->looked) here->program = program(pid);
        here->looked = 1;
        struct user_regs_struct registers;
        if (here->program < 0 || ptrace(PTRACE_GETREGS, pid, 0, &registers) < 0) {
            ptrace(PTRACE_CONT, pid, 0, pass);
            continue;
        }
        unsigned long piece = registers.rip >> 4;
        if (piece < pieces && !seen[here->program][piece]) {
            seen[here->program][piece] = 1;
            fprintf(out[here->program], "%llx\n", (unsigned long long)registers.rip);
        }
        ptrace(PTRACE_SINGLESTEP, pid, 0, pass);
    }
    return 0;
}
