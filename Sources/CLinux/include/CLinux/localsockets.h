#pragma once
// Sockets of one machine (AF_UNIX) and descriptors sent through them.
#include "result.h"
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static inline int apus_local_pair(int type, int *into) {
    return apus_int(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, into));
}
static inline int apus_local_socket(int type) { return apus_int(socket(AF_UNIX, type | SOCK_CLOEXEC, 0)); }

static inline int apus_local_address(const char *path, struct sockaddr_un *into) {
    memset(into, 0, sizeof *into);
    into->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof into->sun_path) return -ENAMETOOLONG;
    strcpy(into->sun_path, path);
    return 0;
}
static inline int apus_local_bind(int socket_, const char *path) {
    struct sockaddr_un address;
    int result = apus_local_address(path, &address);
    return result < 0 ? result : apus_int(bind(socket_, (struct sockaddr *)&address, sizeof address));
}
static inline int apus_local_connect(int socket_, const char *path) {
    struct sockaddr_un address;
    int result = apus_local_address(path, &address);
    return result < 0 ? result : apus_int(connect(socket_, (struct sockaddr *)&address, sizeof address));
}
static inline int apus_listen(int socket_, int backlog) { return apus_int(listen(socket_, backlog)); }
// flags: SOCK_NONBLOCK
static inline int apus_accept(int socket_, int flags) {
    return apus_int(syscall(SYS_accept4, socket_, NULL, NULL, flags | SOCK_CLOEXEC));
}
static inline int apus_shutdown(int socket_, int how) { return apus_int(shutdown(socket_, how)); }
// into: pid, uid, gid of who is at the other end
static inline int apus_peer(int socket_, int *into) {
    struct { int pid; uint32_t user, group; } peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket_, SOL_SOCKET, 17 /* SO_PEERCRED */, &peer, &size) < 0) return -errno;
    into[0] = peer.pid; into[1] = (int)peer.user; into[2] = (int)peer.group;
    return 0;
}

// One message with at most 32 descriptors; never a SIGPIPE.
static inline long apus_send_message(
    int socket_, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count, int flags) {
    union { char bytes[CMSG_SPACE(32 * sizeof(int))]; struct cmsghdr aligned; } control;
    struct iovec vector = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (descriptor_count > 32) return -EINVAL;
    if (descriptor_count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(descriptor_count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptor_count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, descriptor_count * sizeof(int));
    }
    return apus_long(sendmsg(socket_, &message, flags | MSG_NOSIGNAL));
}

// Receives one message and up to `capacity` (at most 32) descriptors, closed on exec. Cut-off bytes or descriptors
// close everything and answer -EMSGSIZE.
static inline long apus_receive_message(
    int socket_, void *bytes, size_t count, int *descriptors, size_t capacity, size_t *received, int flags) {
    union { char bytes[CMSG_SPACE(32 * sizeof(int))]; struct cmsghdr aligned; } control;
    struct iovec vector = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    *received = 0;
    long result = recvmsg(socket_, &message, flags | 0x40000000 /* MSG_CMSG_CLOEXEC */);
    if (result < 0) return -(long)errno;
    int cut = (message.msg_flags & (MSG_CTRUNC | MSG_TRUNC)) != 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t have = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < have; index++) {
            int number;
            memcpy(&number, CMSG_DATA(header) + index * sizeof(int), sizeof number);
            if (*received < capacity) descriptors[(*received)++] = number;
            else { close(number); cut = 1; }
        }
    }
    if (cut) {
        for (size_t index = 0; index < *received; index++) close(descriptors[index]);
        *received = 0;
        return -EMSGSIZE;
    }
    return result;
}
