#pragma once
// Pseudo-terminals and the modes of a terminal.
#include "result.h"
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

static inline int apus_unlock_terminal(int master) {
    int no = 0;
    return apus_int(ioctl(master, TIOCSPTLCK, &no));
}
static inline int apus_terminal_number(int master) {
    unsigned number = 0;
    return ioctl(master, TIOCGPTN, &number) < 0 ? -errno : (int)number;
}
// Opens the other end without a path (kernel 4.13).
static inline int apus_open_peer(int master, int flags) { return apus_int(ioctl(master, 0x5441 /* TIOCGPTPEER */, flags)); }
static inline int apus_set_controlling_terminal(int terminal) { return apus_int(ioctl(terminal, TIOCSCTTY, 0)); }
static inline int apus_set_window_size(int terminal, unsigned rows, unsigned columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return apus_int(ioctl(terminal, TIOCSWINSZ, &size));
}
// rows << 16 | columns
static inline long apus_window_size(int terminal) {
    struct winsize size;
    return ioctl(terminal, TIOCGWINSZ, &size) < 0 ? -(long)errno : (long)size.ws_row << 16 | size.ws_col;
}
static inline int apus_is_terminal(int descriptor) {
    struct termios mode;
    return tcgetattr(descriptor, &mode) == 0;
}
static inline int apus_terminal_mode(int terminal, struct termios *into) { return apus_int(tcgetattr(terminal, into)); }
static inline int apus_set_terminal_mode(int terminal, const struct termios *mode) {
    return apus_int(tcsetattr(terminal, TCSADRAIN, mode));
}
static inline int apus_set_raw(int terminal, const struct termios *before, int keep_output) {
    struct termios raw = *before;
    cfmakeraw(&raw);
    if (keep_output) raw.c_oflag |= OPOST;
    return apus_int(tcsetattr(terminal, TCSADRAIN, &raw));
}
// Without this the kernel turns every \n of a container into \r\n.
static inline int apus_clear_onlcr(int terminal) {
    struct termios mode;
    if (tcgetattr(terminal, &mode) < 0) return -errno;
    mode.c_oflag &= ~(tcflag_t)ONLCR;
    return apus_int(tcsetattr(terminal, TCSANOW, &mode));
}
