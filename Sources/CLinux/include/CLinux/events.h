#pragma once
// What a loop waits for: epoll, signals, timers, counters, pipes.
#include "result.h"
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>

static inline int apus_epoll_create(void) { return apus_int(epoll_create1(EPOLL_CLOEXEC)); }
static inline int apus_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return apus_int(epoll_ctl(epoll, operation, descriptor, &event));
}
// Fills up to 64 pairs of events and token: into[2n] = events, into[2n + 1] = token.
static inline int apus_epoll_wait(int epoll, uint64_t *into, int capacity, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, capacity > 64 ? 64 : capacity, milliseconds);
    if (count < 0) return -errno;
    for (int index = 0; index < count; index++) {
        into[2 * index] = events[index].events;
        into[2 * index + 1] = events[index].data.u64;
    }
    return count;
}
// Waits for one descriptor; answers its events, or 0 when the time is over.
static inline int apus_poll(int descriptor, int events, int milliseconds) {
    struct pollfd one = {.fd = descriptor, .events = (short)events};
    int count = poll(&one, 1, milliseconds);
    return count < 0 ? -errno : (count == 0 ? 0 : one.revents);
}

// Signal sets as 64-bit masks, bit n - 1 for signal n: the kernel's own form.
static inline int apus_signal_mask(int how, uint64_t set, uint64_t *old) {
    return apus_int(syscall(SYS_rt_sigprocmask, how, &set, old, 8));
}
static inline int apus_signalfd(int descriptor, uint64_t set, int flags) {
    return apus_int(syscall(SYS_signalfd4, descriptor, &set, 8, flags));
}
struct apus_signal { uint32_t number; int32_t code; uint32_t pid, user; int32_t status, value; };
// 1 when one was read, -EAGAIN when none is there.
static inline int apus_read_signal(int descriptor, struct apus_signal *into) {
    struct signalfd_siginfo info;
    long count = read(descriptor, &info, sizeof info);
    if (count < 0) return -errno;
    if (count != sizeof info) return -EIO;
    *into = (struct apus_signal){info.ssi_signo, info.ssi_code, info.ssi_pid, info.ssi_uid, info.ssi_status,
                                 info.ssi_int};
    return 1;
}
// Default action for one signal, or to ignore it. The kernel's struct, so that no handler of glibc's is kept.
static inline int apus_signal_action(int number, int ignore) {
    struct { void *handler; unsigned long flags; void *restorer; uint64_t mask; } action = {0};
    action.handler = ignore ? (void *)1 : (void *)0;
    return apus_int(syscall(SYS_rt_sigaction, number, &action, NULL, 8));
}

static inline int apus_eventfd(unsigned start, int flags) { return apus_int(eventfd(start, flags)); }
static inline int apus_timerfd(int clock) { return apus_int(timerfd_create(clock, TFD_CLOEXEC | TFD_NONBLOCK)); }
// Nanoseconds from now (or at, when absolute); 0 stops the timer.
static inline int apus_timerfd_set(int timer, int64_t first, int64_t interval, int absolute) {
    struct itimerspec when = {
        .it_value = {.tv_sec = first / 1000000000, .tv_nsec = first % 1000000000},
        .it_interval = {.tv_sec = interval / 1000000000, .tv_nsec = interval % 1000000000}};
    return apus_int(timerfd_settime(timer, absolute ? TFD_TIMER_ABSTIME : 0, &when, NULL));
}
static inline int apus_pipe2(int *into, int flags) { return apus_int(syscall(SYS_pipe2, into, flags)); }
static inline int apus_inotify(void) { return apus_int(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)); }
static inline int apus_inotify_add(int watch, const char *path, uint32_t events) {
    return apus_int(inotify_add_watch(watch, path, events));
}
static inline long apus_sendfile(int to, int from, size_t count) {
    return apus_long(syscall(SYS_sendfile, to, from, NULL, count));
}
