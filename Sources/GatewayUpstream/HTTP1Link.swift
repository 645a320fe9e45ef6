import GatewayCore
import GatewayWire
import NIOCore

/// An HTTP/1.1 connection to a provider; carries one request at a time.
///
/// Confined to its event loop.
final class HTTP1Link: UpstreamLink, ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case idle
        case head
        case length(Int)
        case chunked
        case untilClose
    }

    private static let limits = HTTPLimits(maxHeadBytes: 64 << 10)

    private let pool: ConnectionPool
    private var context: ChannelHandlerContext?
    private var relay: Relay?
    private var state = State.idle
    private var head = HTTPResponseHead()
    private var chunks: ChunkedDecoder
    private var pending = ByteBuffer()
    private var isHEAD = false
    private var requestIsComplete = true
    private var chunksRequest = false
    /// A request that waits for the end of the tick, in one piece.
    private var whole: ByteBuffer?
    private var isReading = true
    private var sawResponseByte = false
    private var served = 0
    private var failed = false
    /// When the connection became idle.
    private(set) var idleSince: UInt64 = 0

    init(pool: ConnectionPool) {
        self.pool = pool
        self.chunks = ChunkedDecoder(limits: HTTPLimits())
    }

    override var isReused: Bool { self.served > 0 }

    /// Whether the connection can take a request.
    var isUsable: Bool { self.context != nil && !self.failed }

    /// Gives the connection to a relay, which sends its request at once.
    func start(_ relay: Relay) {
        self.relay = relay
        self.state = .head
        // Only now: the last exchange is gone, so that its head's storage can be used again.
        self.head.reset()
        self.sawResponseByte = false
        relay.linkReady(self)
    }

    /// Puts the connection among the idle ones at a time.
    func rest(since now: UInt64) {
        self.idleSince = now
    }

    // MARK: Request

    override func send(_ request: UpstreamRequest) {
        guard let context = self.context else { return }
        let exchange = request.exchange
        var buffer = self.pool.takeScratch()
        let method = exchange.head.parsed.method
        self.isHEAD = method == .head
        let path = RequestLines.target(exchange, request.target)
        let constant = request.target.provider.headerLines
        self.chunksRequest = request.bodyLength == nil
        let copiesBody = !self.chunksRequest && exchange.body.readableBytes <= RequestLines.copiedBodyBytes
        let bodyBytes = copiesBody ? request.patch.length(of: exchange.body.readableBytes) : 0
        buffer.writeHead(room: path.count + constant.count + RequestLines.room(exchange) + bodyBytes) { head in
            head.write(exchange.head.bytes, exchange.head.parsed.methodRange)
            head.write(" ")
            head.write(path)
            head.write(" HTTP/1.1\r\n")
            head.write(constant)
            RequestLines.writeLines(exchange, to: &head)
            if let length = request.bodyLength {
                if length > 0 || method == .post || method == .put {
                    head.write("content-length: ")
                    head.write(decimal: Int64(length))
                    head.write("\r\n")
                }
            } else {
                head.write("transfer-encoding: chunked\r\n")
            }
            head.write("\r\n")
            if copiesBody {
                request.patch.write(exchange.body, to: &head)
            }
        }
        self.requestIsComplete = exchange.isBodyComplete
        if self.chunksRequest {
            context.write(self.wrapOutboundOut(buffer), promise: nil)
            var body = ByteBuffer()
            request.patch.append(exchange.body, to: &body)
            self.sendBody(body, isLast: exchange.isBodyComplete)
        } else if copiesBody {
            self.whole = buffer
        } else {
            context.write(self.wrapOutboundOut(buffer), promise: nil)
            request.patch.forEachSlice(of: exchange.body) { slice in
                context.write(self.wrapOutboundOut(slice), promise: nil)
            }
            // Now, while the body is in the cache; a wake-up saved does not outweigh reading it from memory again.
            context.flush()
            self.pool.returnScratch(buffer)
        }
        self.pool.loop.flusher.add(self)
    }

    override func sendBody(_ bytes: ByteBuffer?, isLast: Bool) {
        guard let context = self.context else { return }
        if let bytes, bytes.readableBytes > 0 {
            if self.chunksRequest {
                var size = ByteBuffer()
                size.writeString(String(bytes.readableBytes, radix: 16))
                size.writeStaticString("\r\n")
                context.write(self.wrapOutboundOut(size), promise: nil)
                context.write(self.wrapOutboundOut(bytes), promise: nil)
                context.write(self.wrapOutboundOut(ByteBuffer(staticString: "\r\n")), promise: nil)
            } else {
                context.write(self.wrapOutboundOut(bytes), promise: nil)
            }
        }
        if isLast {
            self.requestIsComplete = true
            if self.chunksRequest {
                context.write(self.wrapOutboundOut(ByteBuffer(staticString: "0\r\n\r\n")), promise: nil)
            }
        }
        self.pool.loop.flusher.add(self)
    }

    override func flushNow() {
        if let whole = self.whole.take() {
            self.context?.writeAndFlush(self.wrapOutboundOut(whole), promise: nil)
            self.pool.returnScratch(whole)
        } else {
            self.context?.flush()
        }
    }

    override func setReading(_ isReading: Bool) {
        guard isReading != self.isReading else { return }
        self.isReading = isReading
        // A channel that reads by itself costs no call per read.
        try? self.context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
    }

    override func cancel() {
        self.relay = nil
        self.close()
    }

    /// Closes the connection.
    func close() {
        self.failed = true
        self.context?.close(promise: nil)
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = self.unwrapInboundIn(data)
        guard self.relay != nil else {
            // Nobody asked: the peer does not keep to the protocol, or announces its closing.
            self.close()
            return
        }
        self.sawResponseByte = true
        if self.pending.readableBytes > 0 {
            self.pending.writeBuffer(&bytes)
            bytes = self.pending
            self.pending = ByteBuffer()
        }
        do throws(HTTPRefusal) {
            try self.consume(&bytes)
        } catch {
            let relay = self.relay
            self.relay = nil
            self.close()
            relay?.linkFailed(.malformed(error.message))
        }
    }

    private func consume(_ bytes: inout ByteBuffer) throws(HTTPRefusal) {
        while let relay = self.relay {
            switch self.state {
            case .idle:
                return
            case .head:
                guard bytes.readableBytes > 0 else { return }
                let isComplete = try self.head.parse(
                    bytes.readableBytesSpan,
                    limits: Self.limits,
                    forHEAD: self.isHEAD
                )
                guard isComplete else {
                    self.pending = bytes
                    return
                }
                guard let slice = bytes.readSlice(length: self.head.headLength) else { return }
                if self.head.isInterim {
                    self.head.reset()
                    continue
                }
                switch self.head.body {
                case .none: self.state = .length(0)
                case .length(let length): self.state = .length(length)
                case .chunked: self.state = .chunked
                case .untilClose: self.state = .untilClose
                }
                relay.headReceived(ProviderHead(bytes: slice, parsed: self.head))
                if case .length(0) = self.state {
                    self.finish(leftover: bytes.readableBytes)
                    return
                }
            case .length(let left):
                guard bytes.readableBytes > 0 else { return }
                let count = min(left, bytes.readableBytes)
                self.state = .length(left - count)
                if let slice = bytes.readSlice(length: count) {
                    relay.bodyReceived(slice)
                }
                if left == count {
                    self.finish(leftover: bytes.readableBytes)
                    return
                }
            case .chunked:
                guard bytes.readableBytes > 0 else { return }
                try self.consumeChunks(&bytes, relay)
                return
            case .untilClose:
                guard bytes.readableBytes > 0 else { return }
                relay.bodyReceived(bytes)
                return
            }
        }
    }

    private func consumeChunks(_ bytes: inout ByteBuffer, _ relay: Relay) throws(HTTPRefusal) {
        var offset = 0
        while self.relay === relay {
            switch try self.chunks.next(bytes.readableBytesSpan, from: offset) {
            case .data(let range):
                offset = range.upperBound
                if let slice = bytes.getSlice(at: bytes.readerIndex + range.lowerBound, length: range.count) {
                    relay.bodyReceived(slice)
                }
            case .needMore:
                return
            case .end(let consumed):
                self.finish(leftover: bytes.readableBytes - consumed)
                return
            }
        }
    }

    /// The response is complete.
    private func finish(leftover: Int) {
        guard let relay = self.relay else { return }
        self.relay = nil
        self.state = .idle
        self.served += 1
        let isReusable = self.head.keepAlive && self.requestIsComplete && leftover == 0 && !self.failed
        if isReusable {
            self.setReading(true)
            self.pool.release(self)
        } else {
            self.close()
        }
        relay.responseEnded()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.relay?.readCompleted()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.relay?.linkWritabilityChanged(context.channel.isWritable)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.failed = true
        self.context = nil
        self.pool.loop.timers.cancel(self.timer)
        self.pool.closed(self)
        guard let relay = self.relay else { return }
        self.relay = nil
        if case .untilClose = self.state {
            relay.responseEnded()
        } else {
            relay.linkFailed(self.sawResponseByte ? .reset : .closedBeforeResponse(reused: self.isReused))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .untilClose = self.state {
            // A reset is no orderly end of a body that only the closing delimits.
            self.state = .head
        }
        self.failed = true
        context.close(promise: nil)
    }
}
