/// What a block of the heap really takes, for those who account for memory.
package enum AllocationSize {
    private static let header = 8
    private static let alignment = 16
    private static let smallest = 32
    private static let mapped = 128 << 10
    private static let page = 4096

    /// Bytes that the allocator uses for a request of `bytes`; 0 for an empty one.
    ///
    /// glibc puts 8 bytes before each block, rounds to 16 and gives at least 32. Blocks from 128 KiB on may come straight
    /// from the system in whole pages; where they do not, this is at most 3 % too much. Other allocators round to size
    /// classes that differ by a few percent.
    package static func of(_ bytes: Int) -> Int {
        guard bytes > 0 else { return 0 }
        guard bytes < Self.mapped else {
            return (bytes + 2 * Self.header + Self.page - 1) & ~(Self.page - 1)
        }
        return max(Self.smallest, (bytes + Self.header + Self.alignment - 1) & ~(Self.alignment - 1))
    }

    /// Bytes of a `ByteBuffer` with its own storage of `capacity` bytes: the storage object and the block behind it.
    ///
    /// The caller gives `storageCapacity`, not `readableBytes`: a buffer rounds its storage up to a power of two, and a
    /// slice keeps the whole storage of the buffer that it was cut from.
    package static func ofByteBuffer(capacity: Int) -> Int {
        Self.of(64) + Self.of(capacity)
    }
}
