#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a tool cannot go on: what is wrong and how to mend it.
struct ToolFailure: Error, Equatable {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}

/// A file that is read from its beginning to its end; one that gzip has compressed is unpacked on the way.
///
/// Unpacking is left to the system's gzip: this is a tool on a developer's machine, not a part of the gateway.
final class ByteFile {
    /// Bytes that are read at once.
    static let pieceBytes = 64 << 10

    private let path: String
    private let stream: UnsafeMutablePointer<FILE>
    private let isUnpacked: Bool
    /// What was read to see how the file begins.
    private var head: [UInt8]
    private var isClosed = false

    /// Opens a file; `-` is standard input.
    init(_ path: String) throws(ToolFailure) {
        let opened = path == "-" ? fdopen(dup(STDIN_FILENO), "r") : fopen(path, "r")
        guard let opened else { throw ToolFailure("\(path): \(Self.lastReason()).") }
        let head = Self.read(opened, most: 2)
        self.path = path
        guard head == [0x1F, 0x8B] else {
            self.stream = opened
            self.isUnpacked = false
            self.head = head
            return
        }
        fclose(opened)
        guard path != "-" else {
            throw ToolFailure("standard input is compressed: give the file's name, or unpack it by gzip -dc.")
        }
        guard let unpacked = popen("exec gzip -dc < \(CacheText.quoted(path))", "r") else {
            throw ToolFailure("\(path): gzip, which unpacks it, does not start: \(Self.lastReason()).")
        }
        self.stream = unpacked
        self.isUnpacked = true
        self.head = []
    }

    deinit {
        _ = self.close()
    }

    /// The next bytes; none at the end.
    func read() throws(ToolFailure) -> [UInt8] {
        guard !self.isClosed else { return [] }
        if !self.head.isEmpty {
            defer { self.head = [] }
            return self.head
        }
        let bytes = Self.read(self.stream, most: Self.pieceBytes)
        guard bytes.isEmpty else { return bytes }
        guard ferror(self.stream) == 0 else { throw ToolFailure("\(self.path): \(Self.lastReason()).") }
        guard self.close() else { throw ToolFailure("\(self.path): gzip cannot unpack it: is it whole?") }
        return []
    }

    /// All bytes of a file.
    static func contents(of path: String, most: Int) throws(ToolFailure) -> [UInt8] {
        let file = try ByteFile(path)
        var bytes: [UInt8] = []
        while true {
            let piece = try file.read()
            guard !piece.isEmpty else { return bytes }
            guard bytes.count + piece.count <= most else {
                throw ToolFailure("\(path): longer than \(most) bytes: split it.")
            }
            bytes += piece
        }
    }

    /// Writes a file whole: a reader sees what was there before, or all of it.
    static func write(_ bytes: [UInt8], to path: String) throws(ToolFailure) {
        let part = path + ".part"
        guard let file = fopen(part, "w") else { throw ToolFailure("\(part): \(Self.lastReason()).") }
        let written = fwrite(bytes, 1, bytes.count, file)
        let isFlushed = fclose(file) == 0
        guard written == bytes.count, isFlushed, rename(part, path) == 0 else {
            let reason = Self.lastReason()
            unlink(part)
            throw ToolFailure("\(path): \(reason).")
        }
    }

    /// The files of a folder whose names end so, in the order of their names.
    static func files(in folder: String, suffix: String) throws(ToolFailure) -> [String] {
        guard let handle = opendir(folder) else { throw ToolFailure("\(folder): \(Self.lastReason()).") }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(suffix) { names.append(name) }
        }
        return names.sorted().map { folder + "/" + $0 }
    }

    /// Whether what was read is whole.
    private func close() -> Bool {
        guard !self.isClosed else { return true }
        self.isClosed = true
        return self.isUnpacked ? pclose(self.stream) == 0 : fclose(self.stream) == 0
    }

    private static func read(_ stream: UnsafeMutablePointer<FILE>, most: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            count = fread(buffer.baseAddress, 1, most, stream)
        }
    }

    private static func lastReason() -> String {
        let number = errno
        return strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}
