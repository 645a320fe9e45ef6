#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files that commands read whole.
enum WholeFile {
    /// The bytes of a file; `-` is standard input.
    static func contents(of path: String, upTo limit: Int) throws(CacheFailure) -> [UInt8] {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CacheFailure("\(path): \(Self.lastReason())") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CacheFailure("\(path): \(Self.lastReason())") }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw CacheFailure("\(path): longer than \(limit >> 20) MiB.") }
        }
    }

    private static func lastReason() -> String {
        let number = errno
        return strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}
