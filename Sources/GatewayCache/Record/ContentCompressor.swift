import CZstd
import NIOCore

/// Compression of records' bytes by zstd, with contexts that are used again; confined to one event loop.
final class ContentCompressor {
    /// The fastest of the usual levels.
    private static let level: Int32 = 1

    private let compressor: OpaquePointer?
    private let decompressor: OpaquePointer?

    init() {
        self.compressor = ZSTD_createCCtx()
        self.decompressor = ZSTD_createDCtx()
    }

    deinit {
        ZSTD_freeCCtx(self.compressor)
        ZSTD_freeDCtx(self.decompressor)
    }

    /// Appends the compressed content if it is smaller by the given share.
    ///
    /// - Returns: the number of bytes appended; nil, with nothing appended, where it does not pay.
    func compress(_ content: ByteBuffer, savingPercent: Int, into out: inout ByteBuffer) -> Int? {
        guard let compressor = self.compressor else { return nil }
        // Room for no more than what pays: the compressor stops by itself where that does not suffice.
        let room = content.readableBytes / 100 * (100 - savingPercent)
        guard room > 0 else { return nil }
        let written = out.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
            content.withUnsafeReadableBytes { source in
                let count = ZSTD_compressCCtx(
                    compressor,
                    target.baseAddress,
                    room,
                    source.baseAddress,
                    source.count,
                    Self.level
                )
                return ZSTD_isError(count) == 0 ? count : 0
            }
        }
        return written > 0 ? written : nil
    }

    /// The content, which must be of exactly the given size: no more memory than that is used.
    func decompress(_ bytes: ByteBuffer, count: Int) throws(EnvelopeError) -> ByteBuffer {
        guard let decompressor = self.decompressor, count > 0 else { throw .malformed }
        let content = ByteBuffer.exact(count) { target in
            bytes.withUnsafeReadableBytes { source in
                guard ZSTD_getFrameContentSize(source.baseAddress, source.count) == UInt64(count) else { return 0 }
                let written = ZSTD_decompressDCtx(
                    decompressor,
                    target.baseAddress,
                    count,
                    source.baseAddress,
                    source.count
                )
                return ZSTD_isError(written) == 0 ? written : 0
            }
        }
        guard content.readableBytes == count else { throw .malformed }
        return content
    }
}
