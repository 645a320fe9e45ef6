import CVectorKernels
import Glibc

/// A file in memory, mapped read-only: pages that nobody reads take no memory, and processes share the others.
///
/// The file must not be written to while it is mapped; whoever replaces it moves another one into its place, as set-up
/// does.
///
/// `@unchecked Sendable`: the bytes are immutable, and the mapping lives as long as the object.
final class MappedFile: @unchecked Sendable {
    /// Sizes that a model file may have: a gigabyte is ten times the largest known one.
    static let sizes = 1...(1 << 30)

    /// The file's path, for messages.
    let path: String
    /// All bytes of the file; valid while the object lives.
    let bytes: UnsafeRawBufferPointer

    /// Maps a file. Blocks.
    init(_ path: String) throws(EmbedderError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR ? .missing(path: path) : .unreadable(path: path, errno: errno)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, errno: EINVAL) }
        let size = Int(status.st_size)
        guard Self.sizes.contains(size) else { throw .malformed(path: path, .size(size)) }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED else {
            throw .unreadable(path: path, errno: errno)
        }
        self.path = path
        self.bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: self.bytes.baseAddress), self.bytes.count) }

    /// The SHA-256 of the file in lower-case hexadecimal digits. Reads it all.
    func digest() -> String { Self.digest(of: self.bytes) }

    /// The SHA-256 of some bytes in lower-case hexadecimal digits.
    static func digest(of bytes: UnsafeRawBufferPointer) -> String {
        let sum = [UInt8](unsafeUninitializedCapacity: 32) { sum, count in
            if let start = sum.baseAddress {
                signalbox_sha256(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, start)
                count = 32
            }
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: sum.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Checks that this is the file with a digest; nil stands for any.
    func check(digest wanted: String?) throws(EmbedderError) -> String {
        let found = self.digest()
        if let wanted, wanted != found { throw .otherDigest(path: self.path, wanted: wanted, found: found) }
        return found
    }
}
