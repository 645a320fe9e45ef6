import GatewayCore
import GatewayWire
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A client's HTTP/1.1 connection: own strict framing, one exchange at a time, pipelined requests in order.
///
/// It is the client stream of its current exchange itself, so that a request allocates none. Confined to its loop.
final class HTTP1Connection: ClientStream, ChannelInboundHandler, ServedConnection {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State {
        /// Between requests, or within a head.
        case head
        /// Collecting a body; the bytes left of one with a length.
        case length(Int)
        /// Collecting a chunked body.
        case chunked
        /// The exchange runs, its request is complete.
        case responding
        /// The last response is out; what still comes is thrown away until the client closes.
        case lingering(Int)
    }

    /// Replies up to this many bytes are copied behind their head into one buffer.
    private static let copiedBodyBytes = 16 << 10
    /// Capacity up to which the buffer of small writes is kept.
    private static let keptOutBytes = 64 << 10
    /// Bytes that a client may send ahead while its exchange runs.
    static let maxPipelinedBytes = 64 << 10
    /// Bytes thrown away after a refusal, so that the client gets to read it.
    private static let lingeringBytes = 1 << 20

    let loop: LoopState
    let intake: RequestIntake
    let registry: ConnectionRegistry
    var context: ChannelHandlerContext?
    var timer: ConnectionTimer?
    var state = State.head
    var head = HTTPRequestHead()
    var chunks: ChunkedDecoder
    var pending = ByteBuffer()
    var exchange: Exchange?
    var streamAfter: Int?
    var headStartedAt: UInt64 = 0
    var isProcessing = false
    var isLastRequest = false
    var responseEnded = false
    private var framing = Framing.none
    private var isWritableNow = true
    private var isReading = true
    var holdsReads = false
    var bodyIsHeld = false
    /// Small writes of a tick, copied together; kept for the next.
    private var out = ByteBuffer()
    private var isOutQueued = false
    var servesHEAD = false
    var isHTTP10 = false
    var sawFirstByte = false
    /// Bytes of the request body that have come.
    var bodyBytes = 0
    /// Whether a request body has bytes that nobody has read.
    var isBodyUnread = false
    /// Whether the channel reads large pieces, for a large body.
    var hasLargeReads = false
    /// Whether bytes were written to the channel and not flushed.
    private var hasUnflushed = false

    private enum Framing {
        case none
        case length
        case chunked
        case untilClose
    }

    init(intake: RequestIntake, registry: ConnectionRegistry) {
        self.intake = intake
        self.registry = registry
        self.loop = intake.loop
        self.chunks = ChunkedDecoder(limits: HTTPLimits())
        super.init()
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.registry.add(self)
        let timer = ConnectionTimer(self)
        self.timer = timer
        self.loop.timers.set(timer, to: self.loop.now &+ self.loop.bounds.headTimeout)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.tearDown()
    }

    private func tearDown() {
        guard self.context != nil else { return }
        self.context = nil
        self.registry.remove(self)
        if let timer = self.timer {
            timer.connection = nil
            self.loop.timers.cancel(timer)
            self.timer = nil
        }
        self.bodyAbandoned()
        self.listener?.clientWentAway()
    }

    /// An exchange whose body will never be complete is over.
    private func bodyAbandoned() {
        guard let exchange = self.exchange else { return }
        switch self.state {
        case .length, .chunked:
            if self.streamAfter != nil {
                self.exchange = nil
                Pipeline.fail(exchange, with: GatewayError(.clientClosedRequest, "The client closed the connection."))
                exchange.settle()
            }
        case .head, .responding, .lingering:
            break
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = self.unwrapInboundIn(data)
        if case .lingering(let left) = self.state {
            let rest = left - bytes.readableBytes
            self.state = .lingering(rest)
            if rest <= 0 {
                context.close(promise: nil)
            }
            return
        }
        if self.pending.readableBytes == 0 {
            self.pending = bytes
        } else {
            self.pending.writeBuffer(&bytes)
        }
        self.process()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        self.isWritableNow = isWritable
        guard isWritable else {
            self.setDeadline(self.loop.now &+ self.loop.bounds.writeTimeout)
            return
        }
        switch self.state {
        case .head:
            self.setDeadline(self.sawFirstByte ? self.loop.now &+ self.loop.bounds.headTimeout : self.idleDeadline)
        case .length, .chunked:
            self.setDeadline(self.loop.now &+ self.loop.bounds.bodyTimeout)
        case .responding:
            self.setDeadline(.max)
        case .lingering:
            break
        }
        self.listener?.clientBecameWritable()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.tearDown()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Client stream

    override var isWritable: Bool { self.isWritableNow }

    override var isGone: Bool { self.context == nil }

    override var isHeadRequest: Bool { self.servesHEAD }

    override func sendHead(_ head: ReplyHead) {
        guard self.context != nil else { return }
        self.takeOut()
        self.writeHead(head)
    }

    private func writeHead(_ head: ReplyHead) {
        if self.isBodyUnread || self.loop.isDraining || self.registry.isLeaving {
            self.isLastRequest = true
        }
        if head.contentLength != nil {
            self.framing = .length
        } else if head.status == 204 || head.status == 304 || self.servesHEAD {
            self.framing = .none
        } else if self.isHTTP10 {
            self.framing = .untilClose
            self.isLastRequest = true
        } else {
            self.framing = .chunked
        }
        let isChunked = if case .chunked = self.framing { true } else { false }
        let (isLast, isHTTP10) = (self.isLastRequest, self.isHTTP10)
        let room = HTTPStatusLine.maxBytes + head.lines.readableBytes + 128
        self.out.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
            let status = HTTPStatusLine.write(head.status, into: target)
            var lines = HeadWriter(UnsafeMutableRawBufferPointer(rebasing: target[status...]))
            lines.write(head.lines)
            if let length = head.contentLength {
                lines.write("content-length: ")
                lines.write(decimal: Int64(length))
                lines.write("\r\n")
            } else if isChunked {
                lines.write("transfer-encoding: chunked\r\n")
            }
            lines.write(isLast ? "connection: close\r\n\r\n" : isHTTP10 ? "connection: keep-alive\r\n\r\n" : "\r\n")
            return status + lines.count
        }
    }

    override func sendBody(_ bytes: ByteBuffer) {
        guard self.context != nil, !self.servesHEAD, bytes.readableBytes > 0 else { return }
        let isChunked = if case .chunked = self.framing { true } else { false }
        self.takeOut()
        if isChunked {
            self.writeChunkSize(bytes.readableBytes)
        }
        if bytes.readableBytes <= Self.copiedBodyBytes {
            self.out.writeImmutableBuffer(bytes)
            if isChunked {
                self.out.writeStaticString("\r\n")
            }
            return
        }
        self.writeOut()
        self.write(bytes)
        self.takeOut()
        if isChunked {
            self.out.writeStaticString("\r\n")
        }
        // Large pieces leave now, while they are in the cache. The chunk is closed before: the flush may tell the
        // listener that there is room again, and it may send at once.
        self.context?.flush()
    }

    override func sendEnd() {
        guard self.context != nil else { return }
        if case .chunked = self.framing, !self.servesHEAD {
            self.takeOut()
            self.out.writeStaticString(HTTPStatusLine.lastChunk)
        }
        self.endResponse()
    }

    override func sendWhole(_ head: ReplyHead, body: ByteBuffer) {
        self.sendHead(head)
        self.sendBody(body)
        self.sendEnd()
    }

    override func abort() {
        self.flushNow()
        if case .untilClose = self.framing {
            // Only a reset tells this client that the reply is not whole.
            let channel = self.context?.channel as? any SocketOptionProvider
            _ = channel?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        self.context?.close(promise: nil)
    }

    override func flush() {
        if self.context != nil, self.isOutQueued || self.hasUnflushed {
            self.loop.flusher.add(self)
        }
    }

    override func flushNow() {
        guard let context = self.context, self.isOutQueued || self.hasUnflushed else { return }
        self.hasUnflushed = false
        if self.isOutQueued, self.out.readableBytes > 0 {
            self.isOutQueued = false
            context.writeAndFlush(self.wrapOutboundOut(self.out), promise: nil)
            if self.out.capacity > Self.keptOutBytes {
                self.out = ByteBuffer()
            }
        } else {
            self.isOutQueued = false
            context.flush()
        }
    }

    override func setRequestBodyFlowing(_ isFlowing: Bool) {
        self.bodyIsHeld = !isFlowing
        self.updateReading()
    }

    private func writeChunkSize(_ count: Int) {
        self.out.writeWithUnsafeMutableBytes(minimumWritableBytes: 18) { target in
            var digits = 1
            while digits < 16, count >> (4 * digits) > 0 {
                digits += 1
            }
            for index in 0..<digits {
                let digit = UInt8(truncatingIfNeeded: count >> (4 * (digits - 1 - index)) & 15)
                target[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            target[digits] = 0x0D
            target[digits + 1] = 0x0A
            return digits + 2
        }
    }

    /// Makes `out` a buffer that can be appended to: what the channel still holds is not touched.
    private func takeOut() {
        if !self.isOutQueued {
            self.out.clear()
            self.isOutQueued = true
        }
    }

    private func writeOut() {
        guard self.isOutQueued else { return }
        self.isOutQueued = false
        guard self.out.readableBytes > 0 else { return }
        self.write(self.out)
    }

    func write(_ bytes: ByteBuffer) {
        self.hasUnflushed = true
        self.context?.write(self.wrapOutboundOut(bytes), promise: nil)
    }

    private func endResponse() {
        guard !self.responseEnded else { return }
        self.responseEnded = true
        if self.isLastRequest {
            self.flushNow()
        } else {
            self.flush()
        }
        self.exchange = nil
        self.listener = nil
        if self.isLastRequest {
            self.finishConnection()
            return
        }
        self.isBodyUnread = false
        self.state = .head
        self.bodyIsHeld = false
        self.holdsReads = false
        self.setDeadline(self.idleDeadline)
        self.updateReading()
        self.process()
    }

    private func finishConnection() {
        guard let context = self.context else { return }
        self.state = .lingering(Self.lingeringBytes)
        self.bodyIsHeld = false
        self.holdsReads = false
        self.pending = ByteBuffer()
        if self.isBodyUnread {
            // Closing with unread bytes would reset the connection and could destroy the answer on its way.
            self.setDeadline(self.loop.now &+ 2_000_000_000)
            context.close(mode: .output, promise: nil)
        } else {
            // Closing drops what the socket has not taken yet, so it waits for the last byte.
            self.setDeadline(self.loop.now &+ self.loop.bounds.writeTimeout)
            let written = context.eventLoop.makePromise(of: Void.self)
            context.writeAndFlush(self.wrapOutboundOut(ByteBuffer()), promise: written)
            written.futureResult.assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        }
        self.updateReading()
    }

    /// Lets the channel read, or not; a channel that reads by itself costs no call per read.
    func updateReading() {
        let wanted = !self.holdsReads && !self.bodyIsHeld
        guard wanted != self.isReading else { return }
        self.isReading = wanted
        try? self.context?.channel.syncOptions?.setOption(.autoRead, value: wanted)
    }
}
