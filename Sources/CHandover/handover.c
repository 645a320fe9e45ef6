#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CHandover.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/// Room for the control data of a message, aligned as its header asks.
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * signalbox_max_descriptors)];
};

int signalbox_send_descriptors(
    int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count) {
    if (descriptor_count > signalbox_max_descriptors) return EINVAL;
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    union control control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor_count > 0) {
        size_t size = sizeof(int) * descriptor_count;
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(header), descriptors, size);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) return errno;
    return (size_t)sent == count ? 0 : EMSGSIZE;
}

ssize_t signalbox_receive_descriptors(
    int socket, void *bytes, size_t capacity, int *descriptors, size_t *descriptor_count) {
    *descriptor_count = 0;
    struct iovec part = {.iov_base = bytes, .iov_len = capacity};
    union control control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    if (received < 0) return -(ssize_t)errno;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < count; index++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof(int));
            if (*descriptor_count < signalbox_max_descriptors) {
                if (MSG_CMSG_CLOEXEC == 0) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
                descriptors[(*descriptor_count)++] = descriptor;
            } else {
                close(descriptor);
            }
        }
    }
    if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        for (size_t index = 0; index < *descriptor_count; index++) close(descriptors[index]);
        *descriptor_count = 0;
        // The kernel cuts the descriptors off where the process may not open that many.
        return message.msg_flags & MSG_CTRUNC ? -EMFILE : -EMSGSIZE;
    }
    return received;
}

int signalbox_peer_user(int socket, uid_t *user) {
#ifdef SO_PEERCRED
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return errno;
    *user = credentials.uid;
    return 0;
#else
    gid_t group;
    return getpeereid(socket, user, &group) == 0 ? 0 : errno;
#endif
}
