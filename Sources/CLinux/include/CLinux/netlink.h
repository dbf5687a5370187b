#pragma once
// Netlink sockets (netlink(7)) and the few interface requests that cost less by ioctl (netdevice(7)).
#include "result.h"
#include <linux/netlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

// protocol: NETLINK_ROUTE 0, NETLINK_NETFILTER 12. The three options only make answers better: kernels without them
// (before 4.12 and 4.20) are served as well. The first send binds the socket.
static inline int apus_netlink_socket(int protocol) {
    int number = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (number < 0) return -errno;
    int on = 1;
    setsockopt(number, 270 /* SOL_NETLINK */, 11 /* NETLINK_EXT_ACK */, &on, sizeof on);
    setsockopt(number, 270, 10 /* NETLINK_CAP_ACK */, &on, sizeof on);
    setsockopt(number, 270, 12 /* NETLINK_GET_STRICT_CHK */, &on, sizeof on);
    return number;
}
static inline long apus_netlink_send(int socket_, const void *bytes, size_t count) {
    return apus_long(sendto(socket_, bytes, count, 0, NULL, 0));
}
// Only what the kernel itself sent counts; -EMSGSIZE when it does not fit.
static inline long apus_netlink_receive(int socket_, void *bytes, size_t capacity, int flags) {
    for (;;) {
        struct sockaddr_nl sender;
        socklen_t size = sizeof sender;
        memset(&sender, 0, sizeof sender);
        long count = recvfrom(socket_, bytes, capacity, flags | MSG_TRUNC, (struct sockaddr *)&sender, &size);
        if (count < 0) return -(long)errno;
        if (sender.nl_pid != 0) continue;
        return (size_t)count > capacity ? -EMSGSIZE : count;
    }
}

static inline int apus_interface_request(int socket_, unsigned long request, const char *name, struct ifreq *into) {
    memset(into, 0, sizeof *into);
    if (strlen(name) >= sizeof into->ifr_name) return -ENAMETOOLONG;
    strcpy(into->ifr_name, name);
    return apus_int(ioctl(socket_, request, into));
}
// Any socket of the network namespace in question will do.
static inline int apus_interface_index(int socket_, const char *name) {
    struct ifreq request;
    int result = apus_interface_request(socket_, 0x8933 /* SIOCGIFINDEX */, name, &request);
    return result < 0 ? result : request.ifr_ifindex;
}
static inline int apus_interface_mtu(int socket_, const char *name) {
    struct ifreq request;
    int result = apus_interface_request(socket_, 0x8921 /* SIOCGIFMTU */, name, &request);
    return result < 0 ? result : request.ifr_mtu;
}
// Answers 1 when the interface was down and is up now.
static inline int apus_interface_up(const char *name) {
    int number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (number < 0) return -errno;
    struct ifreq request;
    int result = apus_interface_request(number, 0x8913 /* SIOCGIFFLAGS */, name, &request);
    if (result >= 0 && !(request.ifr_flags & IFF_UP)) {
        request.ifr_flags |= IFF_UP;
        result = apus_int(ioctl(number, 0x8914 /* SIOCSIFFLAGS */, &request));
        if (result >= 0) result = 1;
    }
    close(number);
    return result;
}
