import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is read piece by piece, off the threads that tasks share.
final class CacheWarmSource: Sendable {
    /// What reading gave.
    enum Piece: Sendable {
        case bytes([UInt8])
        case end
        case failed(String)
    }

    private static let pieceBytes = 64 << 10

    private let descriptor: Int32

    /// Opens a file; `-` is standard input.
    init(_ path: String) throws(CacheFailure) {
        self.descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard self.descriptor >= 0 else {
            throw CacheFailure("\(path): \(Self.lastReason())")
        }
    }

    deinit {
        close(self.descriptor)
    }

    /// The next piece; waits where the file is a pipe.
    func read() async -> Piece {
        await withUnsafeContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.readNow()) }
        }
    }

    private func readNow() -> Piece {
        var bytes = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let count = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(self.descriptor, buffer.baseAddress, buffer.count)
                #else
                    Darwin.read(self.descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failed("\(Self.lastReason()).") }
            bytes.removeLast(bytes.count - count)
            return count == 0 ? .end : .bytes(bytes)
        }
    }

    private static func lastReason() -> String {
        let number = errno
        return strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}
