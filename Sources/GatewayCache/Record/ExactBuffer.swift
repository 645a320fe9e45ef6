@_spi(CustomByteBufferAllocator) import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ByteBuffer {
    /// A buffer in memory of just the given size, for bytes that are kept for long.
    ///
    /// NIO's own buffers take the next power of two, which would waste a quarter of the cache's memory on average. The
    /// memory comes from `malloc`, which is what the default allocator frees.
    ///
    /// - Parameters:
    ///   - count: Bytes of the memory.
    ///   - fill: Writes the bytes and returns how many are there; nothing else sees the memory before.
    static func exact(_ count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> ByteBuffer {
        guard count > 0 else { return ByteBuffer() }
        guard let memory = malloc(count) else {
            var buffer = ByteBuffer()
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
                fill(UnsafeMutableRawBufferPointer(rebasing: target.prefix(count)))
            }
            return buffer
        }
        let target = UnsafeMutableRawBufferPointer(start: memory, count: count)
        let filled = min(max(0, fill(target)), count)
        return ByteBuffer(takingOwnershipOf: target, allocator: ByteBufferAllocator(), writerIndex: filled)
    }

    /// The bytes of several buffers in memory of just their size.
    static func exact(_ parts: [ByteBuffer]) -> ByteBuffer {
        self.exact(parts.reduce(0) { $0 + $1.readableBytes }) { target in
            var offset = 0
            for part in parts {
                part.withUnsafeReadableBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: bytes)
                }
                offset += part.readableBytes
            }
            return offset
        }
    }
}
