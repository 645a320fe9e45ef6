#ifndef SIGNALBOX_HANDOVER_H
#define SIGNALBOX_HANDOVER_H

#include <stddef.h>
#include <sys/types.h>

/// Descriptors that one message can carry; the kernel takes a few more, so that no message is ever cut.
enum { signalbox_max_descriptors = 64 };

/// Sends one message with descriptors over a UNIX domain socket.
///
/// Returns 0, or the error's number.
int signalbox_send_descriptors(
    int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count);

/// Receives one message with the descriptors that came along, which are closed on exec.
///
/// `descriptors` has room for `signalbox_max_descriptors`; `descriptor_count` tells how many came. A message that did
/// not arrive whole is an error, and its descriptors are closed. Returns the number of bytes, 0 where the other side has
/// closed, or the negated error's number.
ssize_t signalbox_receive_descriptors(
    int socket, void *bytes, size_t capacity, int *descriptors, size_t *descriptor_count);

/// Asks the kernel for the user of the process at the other end.
///
/// Returns 0, or the error's number.
int signalbox_peer_user(int socket, uid_t *user);

#endif
