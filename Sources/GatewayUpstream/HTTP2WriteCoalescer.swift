import NIOCore

/// Gathers the small writes of a frame encoder into one buffer per flush.
///
/// An encoder writes nine bytes, a header block, nine bytes, a body; each would become a TLS record of its own.
final class HTTP2WriteCoalescer: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Larger writes pass uncopied.
    private static let copiedBytes = 8 << 10
    /// Size of a TLS record: the gathered buffer does not grow beyond it.
    private static let recordBytes = 16 << 10

    private var out: ByteBuffer
    private var isQueued = false

    init() {
        self.out = ByteBufferAllocator().buffer(capacity: 1024)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = self.unwrapOutboundIn(data)
        guard bytes.readableBytes <= Self.copiedBytes, promise == nil else {
            self.writeGathered(context)
            context.write(data, promise: promise)
            return
        }
        if self.isQueued, self.out.readableBytes + bytes.readableBytes > Self.recordBytes {
            self.writeGathered(context)
        }
        if !self.isQueued {
            self.isQueued = true
            self.out.clear()
        }
        self.out.writeImmutableBuffer(bytes)
    }

    func flush(context: ChannelHandlerContext) {
        self.writeGathered(context)
        context.flush()
    }

    private func writeGathered(_ context: ChannelHandlerContext) {
        guard self.isQueued else { return }
        self.isQueued = false
        context.write(self.wrapOutboundOut(self.out), promise: nil)
        if self.out.capacity > 4 * Self.recordBytes {
            self.out = ByteBufferAllocator().buffer(capacity: 1024)
        }
    }
}
