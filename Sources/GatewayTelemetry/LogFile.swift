import GatewayCore
import Glibc

/// Where log lines end up: a descriptor, and the plain system calls on it.
///
/// Confined to the writer thread.
struct LogFile: ~Copyable {
    private static let waitMilliseconds: Int32 = 50
    /// POSIX lets a pipe that polls as writable take this many bytes without waiting.
    private static let pipePiece = 4096

    private let descriptor: Int32
    private let isOwned: Bool
    private let isRegular: Bool
    private let patience: Int
    private var isTorn = false

    /// Opens a destination; nil for `off`.
    ///
    /// - Parameter patience: How many times 50 ms a reader may take nothing once the gateway stops.
    init?(_ destination: AccessLogSettings.Destination, patience: Int = 100) throws(AccessLogFault) {
        switch destination {
        case .off:
            return nil
        case .standardOutput:
            self.descriptor = STDOUT_FILENO
            self.isOwned = false
        case .file(let path):
            self.descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
            guard self.descriptor >= 0 else { throw .cannotOpen(path: path, errno: errno) }
            self.isOwned = true
        }
        self.patience = patience
        var status = stat()
        self.isRegular = fstat(self.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    deinit {
        if self.isOwned {
            close(self.descriptor)
        }
    }

    /// Writes whole lines.
    ///
    /// - Parameter isStopping: Asked while a reader takes nothing; true limits the patience with it.
    /// - Returns: nil if all was written; else the lines that were not, and why.
    mutating func write(_ lines: [UInt8], isStopping: () -> Bool) -> (lost: UInt64, errno: Int32)? {
        // A line that a failure cut in two must not swallow the next one.
        if self.isTorn {
            if let failure = self.writeAll([UInt8(ascii: "\n")], isStopping: isStopping) {
                return (Self.lineCount(lines[...]), failure.errno)
            }
            self.isTorn = false
        }
        guard let failure = self.writeAll(lines, isStopping: isStopping) else { return nil }
        self.isTorn = failure.written > 0 && lines[failure.written - 1] != UInt8(ascii: "\n")
        return (Self.lineCount(lines[failure.written...]), failure.errno)
    }

    private func writeAll(_ bytes: [UInt8], isStopping: () -> Bool) -> (written: Int, errno: Int32)? {
        bytes.withUnsafeBytes { bytes -> (written: Int, errno: Int32)? in
            var written = 0
            var waits = 0
            while written < bytes.count {
                if !self.isRegular, !self.waitUntilWritable() {
                    waits += 1
                    if waits > self.patience, isStopping() { return (written, EAGAIN) }
                    continue
                }
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                let piece = self.isRegular ? rest.count : min(rest.count, Self.pipePiece)
                let count = Glibc.write(self.descriptor, rest.baseAddress, piece)
                if count > 0 {
                    written += count
                    waits = 0
                } else if count < 0, errno != EINTR, errno != EAGAIN {
                    return (written, errno)
                }
            }
            return nil
        }
    }

    /// Whether a piece can be written now; waits a little for it. An error counts as writable: `write` reports it.
    private func waitUntilWritable() -> Bool {
        var state = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&state, 1, Self.waitMilliseconds) != 0
    }

    private static func lineCount(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(into: 0) { count, byte in
            count &+= byte == UInt8(ascii: "\n") ? 1 : 0
        }
    }
}
