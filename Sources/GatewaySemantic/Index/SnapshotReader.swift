import CVectorKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A snapshot that is being read. What it gives is to be used only after `finish` has found the file whole.
struct SnapshotReader: ~Copyable {
    private static let sumBytes = 8

    private let descriptor: Int32
    private let buffer: UnsafeMutableRawPointer
    private var filled = 0
    private var taken = 0
    private var sum: UInt64 = 0
    /// Bytes before the checksum that are still in the file.
    private var left: Int

    /// Opens a file.
    init(path: String) throws(SnapshotError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system("open", errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw .system("fstat", errno: number)
        }
        self.descriptor = descriptor
        self.buffer = .allocate(byteCount: SnapshotFormat.piece, alignment: 64)
        self.left = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) - Self.sumBytes : 0
    }

    /// Reads the head and finds out whether the file is the one wanted.
    mutating func begin(_ kind: SnapshotFormat.Kind, space: String) throws(SnapshotError) {
        guard self.left >= 20, try self.number(UInt64.self) == SnapshotFormat.magic else { throw .foreign }
        let version = try self.number(UInt32.self)
        guard version == SnapshotFormat.version else { throw .version(version) }
        guard try self.number(UInt32.self) == kind.rawValue else { throw .kind }
        let length = Int(try self.number(UInt32.self))
        guard length <= SnapshotFormat.mostSpaceBytes else { throw .damaged }
        var name: [UInt8] = []
        for _ in 0..<length {
            name.append(try self.number(UInt8.self))
        }
        guard name.elementsEqual(space.utf8.prefix(SnapshotFormat.mostSpaceBytes)) else {
            throw .space(found: String(decoding: name, as: UTF8.self))
        }
    }

    deinit {
        self.buffer.deallocate()
        close(self.descriptor)
    }

    /// Bytes that are not read yet: what a count may promise at most.
    var remaining: Int {
        self.left + self.filled - self.taken
    }

    /// Reads a number.
    @inline(__always)
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(SnapshotError) -> Number {
        var number: Number = 0
        try withUnsafeMutableBytes(of: &number) { (bytes) throws(SnapshotError) in try self.get(bytes) }
        return Number(littleEndian: number)
    }

    /// Reads as many bytes as fit.
    mutating func get(_ target: UnsafeMutableRawBufferPointer) throws(SnapshotError) {
        var given = 0
        while given < target.count {
            if self.taken == self.filled { try self.fill() }
            let count = min(target.count - given, self.filled - self.taken)
            if let base = target.baseAddress {
                (base + given).copyMemory(from: self.buffer + self.taken, byteCount: count)
            }
            self.taken += count
            given += count
        }
    }

    /// Finds out whether all was read and nothing changed.
    mutating func finish() throws(SnapshotError) {
        guard self.remaining == 0 else { throw .damaged }
        var sum: UInt64 = 0
        try withUnsafeMutableBytes(of: &sum) { (bytes) throws(SnapshotError) in
            guard let base = bytes.baseAddress, try self.read(to: base, bytes.count) == bytes.count else {
                throw .damaged
            }
        }
        guard UInt64(littleEndian: sum) == self.sum else { throw .damaged }
    }

    private mutating func fill() throws(SnapshotError) {
        let wanted = min(self.left, SnapshotFormat.piece)
        guard wanted > 0, try self.read(to: self.buffer, wanted) == wanted else { throw .damaged }
        self.sum = vector_checksum(self.buffer, wanted, self.sum)
        self.left -= wanted
        self.filled = wanted
        self.taken = 0
    }

    private func read(to target: UnsafeMutableRawPointer, _ count: Int) throws(SnapshotError) -> Int {
        var done = 0
        while done < count {
            let got = systemRead(self.descriptor, target + done, count - done)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .system("read", errno: errno) }
            guard got > 0 else { break }
            done += got
        }
        return done
    }
}

/// The system's `read`, which a method of that name hides.
private func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, target, count)
}
