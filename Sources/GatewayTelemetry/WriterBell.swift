import Glibc

/// Wakes the writer thread: a pipe that neither side waits to write to.
///
/// `Sendable`: the two descriptors never change and live as long as the bell.
final class WriterBell: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    /// Opens the pipe.
    init() throws(AccessLogFault) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .cannotOpen(path: "pipe", errno: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (self.readEnd, self.writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(self.readEnd)
        close(self.writeEnd)
    }

    /// Wakes the writer, now or when it next waits. A full pipe is as good as one more byte.
    func ring() {
        var byte: UInt8 = 1
        _ = write(self.writeEnd, &byte, 1)
    }

    /// Waits for a ring; with a time limit in milliseconds, or without one if it is negative.
    func wait(milliseconds: Int32) {
        var descriptor = pollfd(fd: self.readEnd, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds) > 0 else { return }
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            while read(self.readEnd, buffer.baseAddress, buffer.count) > 0 {}
        }
    }
}
