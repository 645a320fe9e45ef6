#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What tells one content of a file from another without reading it.
///
/// Symbolic links are followed, so a swapped link (Kubernetes' `..data`) shows as another inode, as does a file that an
/// editor renamed into place.
package struct FileStamp: Sendable, Equatable {
    /// Device that holds the file.
    package var device: UInt64
    /// File on that device.
    package var inode: UInt64
    /// Bytes.
    package var size: Int64
    /// Last change of the content, in nanoseconds.
    package var modified: Int64
    /// Last change of the inode, in nanoseconds; it also shows a content written with an old time.
    package var changed: Int64

    /// Creates a stamp.
    package init(device: UInt64 = 0, inode: UInt64, size: Int64, modified: Int64, changed: Int64 = 0) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }
}

/// Why a file could not be read.
package struct FileProblem: Error, Sendable, Equatable {
    /// What went wrong, in the system's words.
    package var reason: String

    /// Creates a problem.
    package init(reason: String) {
        self.reason = reason
    }
}

/// Where files come from; tests put their own in.
package struct FileSource: Sendable {
    /// Reads a whole file.
    package var read: @Sendable (String) throws(FileProblem) -> [UInt8]
    /// Looks at a file; nil if there is none.
    package var stamp: @Sendable (String) -> FileStamp?

    /// Creates a source.
    package init(
        read: @escaping @Sendable (String) throws(FileProblem) -> [UInt8],
        stamp: @escaping @Sendable (String) -> FileStamp?
    ) {
        self.read = read
        self.stamp = stamp
    }

    /// The system's files.
    package static let system = FileSource(
        read: { path throws(FileProblem) in try ConfigFile.contents(of: path) },
        stamp: { path in ConfigFile.stamp(of: path) }
    )
}

/// Files of the system.
package enum ConfigFile {
    /// Bytes that are read at most.
    package static let limit = 8 << 20

    /// Reads a regular file. Never waits: pipes and devices are refused.
    package static func contents(of path: String) throws(FileProblem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.lastProblem() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.lastProblem() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileProblem(reason: "not a regular file") }
        guard status.st_size <= Self.limit else { throw FileProblem(reason: "larger than 8MiB") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= Self.limit {
            let count = chunk.withUnsafeMutableBytes { buffer in
                Self.readSome(descriptor, buffer)
            }
            guard count >= 0 else { throw Self.lastProblem() }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
        throw FileProblem(reason: "larger than 8MiB")
    }

    /// Looks at a file.
    package static func stamp(of path: String) -> FileStamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        return FileStamp(
            device: UInt64(truncatingIfNeeded: status.st_dev),
            inode: UInt64(truncatingIfNeeded: status.st_ino),
            size: Int64(truncatingIfNeeded: status.st_size),
            modified: Self.nanoseconds(modified),
            changed: Self.nanoseconds(changed)
        )
    }

    private static func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 || errno != EINTR { return count }
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    private static func lastProblem() -> FileProblem {
        let number = errno
        return FileProblem(reason: strerror(number).map { String(cString: $0) } ?? "error \(number)")
    }
}
