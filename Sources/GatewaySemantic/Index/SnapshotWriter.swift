import CVectorKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A snapshot that is being written: beside the old file, which it replaces in one step when it is whole.
struct SnapshotWriter: ~Copyable {
    private let path: String
    private let part: String
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawPointer
    private var filled = 0
    private var sum: UInt64 = 0
    private var isDone = false

    /// Begins a file.
    init(path: String) throws(SnapshotError) {
        let part = path + ".part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("open", errno: errno) }
        self.path = path
        self.part = part
        self.descriptor = descriptor
        self.buffer = .allocate(byteCount: SnapshotFormat.piece, alignment: 64)
    }

    /// Writes the head.
    mutating func begin(_ kind: SnapshotFormat.Kind, space: String) throws(SnapshotError) {
        try self.put(SnapshotFormat.magic)
        try self.put(SnapshotFormat.version)
        try self.put(kind.rawValue)
        let name = [UInt8](space.utf8.prefix(SnapshotFormat.mostSpaceBytes))
        try self.put(UInt32(name.count))
        for byte in name {
            try self.put(byte)
        }
    }

    deinit {
        self.buffer.deallocate()
        close(self.descriptor)
        if !self.isDone { unlink(self.part) }
    }

    /// Writes a number.
    @inline(__always)
    mutating func put<Number: FixedWidthInteger>(_ number: Number) throws(SnapshotError) {
        try withUnsafeBytes(of: number.littleEndian) { (bytes) throws(SnapshotError) in try self.put(bytes) }
    }

    /// Writes bytes.
    mutating func put(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
        var taken = 0
        while taken < bytes.count {
            let count = min(bytes.count - taken, SnapshotFormat.piece - self.filled)
            if let base = bytes.baseAddress {
                (self.buffer + self.filled).copyMemory(from: base + taken, byteCount: count)
            }
            self.filled += count
            taken += count
            if self.filled == SnapshotFormat.piece { try self.flush() }
        }
    }

    /// Ends the file and puts it in the place of the old one.
    mutating func finish() throws(SnapshotError) {
        try self.flush()
        let sum = self.sum
        try self.put(sum)
        try self.flush()
        guard fsync(self.descriptor) == 0 else { throw .system("fsync", errno: errno) }
        guard rename(self.part, self.path) == 0 else { throw .system("rename", errno: errno) }
        self.isDone = true
    }

    private mutating func flush() throws(SnapshotError) {
        guard self.filled > 0 else { return }
        self.sum = vector_checksum(self.buffer, self.filled, self.sum)
        var written = 0
        while written < self.filled {
            let count = write(self.descriptor, self.buffer + written, self.filled - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("write", errno: errno) }
            written += count
        }
        self.filled = 0
    }
}
