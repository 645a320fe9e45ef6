import GatewayCore
import GatewayWire
import NIOCore

/// A client's HTTP/1.1 connection: own strict framing, one exchange at a time, pipelined requests in order.
///
/// It is the client stream of its current exchange itself, so that a request allocates none. Confined to its loop.
final class HTTP1Connection: ClientStream, ChannelDuplexHandler, ServedConnection {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
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
    /// Bytes that a client may send ahead while its exchange runs.
    private static let maxPipelinedBytes = 64 << 10
    /// Bytes thrown away after a refusal, so that the client gets to read it.
    private static let lingeringBytes = 1 << 20

    let loop: LoopState
    private let intake: RequestIntake
    private let registry: ConnectionRegistry
    private var context: ChannelHandlerContext?
    private var timer: ConnectionTimer?
    private(set) var state = State.head
    private var head = HTTPRequestHead()
    private var chunks: ChunkedDecoder
    private var pending = ByteBuffer()
    private var exchange: Exchange?
    private var streamAfter: Int?
    private var headStartedAt: UInt64 = 0
    private var isProcessing = false
    private var isLastRequest = false
    private var responseEnded = false
    private var framing = Framing.none
    private var isWritableNow = true
    private var readIsHeld = false
    private var holdsReads = false
    private var bodyIsHeld = false
    private var out: ByteBuffer
    private var isOutQueued = false
    private var servesHEAD = false
    private var isHTTP10 = false
    private var sawFirstByte = false

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
        self.out = ByteBufferAllocator().buffer(capacity: 2048)
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

    func read(context: ChannelHandlerContext) {
        if self.holdsReads || self.bodyIsHeld {
            self.readIsHeld = true
        } else {
            context.read()
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
        if isWritable {
            self.setDeadline(.max)
            self.listener?.clientBecameWritable()
        } else {
            self.setDeadline(self.loop.now &+ self.loop.bounds.writeTimeout)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.tearDown()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Requests

    private func process() {
        guard !self.isProcessing else { return }
        self.isProcessing = true
        defer { self.isProcessing = false }
        while self.context != nil {
            switch self.state {
            case .head:
                guard self.pending.readableBytes > 0, self.readHead() else { return }
            case .length(let left):
                guard self.readBody(left) else { return }
            case .chunked:
                guard self.readChunks() else { return }
            case .responding:
                if self.pending.readableBytes > Self.maxPipelinedBytes {
                    self.holdsReads = true
                }
                return
            case .lingering:
                self.pending = ByteBuffer()
                return
            }
        }
    }

    /// Reads a head from `pending`; false while it is not complete.
    private func readHead() -> Bool {
        let now = self.loop.now
        if !self.sawFirstByte {
            self.sawFirstByte = true
            // Only now: the last exchange is gone, so that its head's storage can be used again.
            self.head.reset()
            self.headStartedAt = now
            self.setDeadline(now &+ self.loop.bounds.headTimeout)
        }
        let isComplete: Bool
        let pending = self.pending
        do throws(HTTPRefusal) {
            isComplete = try self.head.parse(pending.readableBytesSpan, limits: self.loop.bounds.http)
        } catch {
            self.refuse(error)
            return false
        }
        guard isComplete, let slice = self.pending.readSlice(length: self.head.headLength) else { return false }
        self.dropEmptyPending()
        self.sawFirstByte = false
        self.setDeadline(.max)
        self.servesHEAD = self.head.method == .head
        self.isHTTP10 = self.head.isHTTP10
        self.isLastRequest = !self.head.keepAlive
        self.responseEnded = false
        let framing = self.head.body
        let expectsContinue = self.head.expectsContinue
        let head = RequestHead(bytes: slice, parsed: self.head)
        self.state = .responding
        switch framing {
        case .none: break
        case .length(let length): if length > 0 { self.isBodyUnread = true }
        case .chunked: self.isBodyUnread = true
        }
        guard let (exchange, plan) = self.intake.begin(head, on: self, at: self.headStartedAt) else { return true }
        self.exchange = exchange
        if case .stream(let after) = plan {
            self.streamAfter = after
        } else {
            self.streamAfter = .max
        }
        switch framing {
        case .none:
            self.bodyComplete()
        case .length(let length):
            if length == 0 {
                self.bodyComplete()
                return true
            }
            self.state = .length(length)
            self.prepare(for: length, expectsContinue: expectsContinue)
        case .chunked:
            self.chunks = ChunkedDecoder(limits: HTTPLimits())
            self.state = .chunked
            self.prepare(for: 0, expectsContinue: expectsContinue)
        }
        return true
    }

    private var isBodyUnread = false

    private func prepare(for length: Int, expectsContinue: Bool) {
        self.setDeadline(self.loop.now &+ self.loop.bounds.bodyTimeout)
        if expectsContinue, self.pending.readableBytes == 0 {
            self.write(ByteBuffer(staticString: HTTPStatusLine.continue))
            self.flush()
        }
        guard length > self.pending.readableBytes else { return }
        if length > 32 << 10 {
            // Few large reads instead of many small ones.
            self.setReadSize(min(length, 128 << 10))
            self.exchange?.body.reserveCapacity(min(length, 1 << 20))
        }
    }

    private func setReadSize(_ bytes: Int) {
        try? self.context?.channel.syncOptions?.setOption(
            .recvAllocator,
            value: FixedSizeRecvByteBufferAllocator(capacity: bytes)
        )
        self.hasLargeReads = bytes > 16 << 10
    }

    private var hasLargeReads = false

    /// Takes body bytes from `pending`; false while more are needed.
    private func readBody(_ left: Int) -> Bool {
        let count = min(left, self.pending.readableBytes)
        guard count > 0, let slice = self.pending.readSlice(length: count) else { return false }
        self.dropEmptyPending()
        self.state = .length(left - count)
        if left == count {
            self.isBodyUnread = false
            self.bodyArrived(slice, isLast: true)
            return true
        }
        self.setDeadline(self.loop.now &+ self.loop.bounds.bodyTimeout)
        self.bodyArrived(slice, isLast: false)
        return false
    }

    /// Lets go of the read buffer, which the channel can then use again.
    private func dropEmptyPending() {
        if self.pending.readableBytes == 0 {
            self.pending = ByteBuffer()
        }
    }

    private func readChunks() -> Bool {
        var offset = 0
        let bytes = self.pending
        do throws(HTTPRefusal) {
            while case .chunked = self.state {
                switch try self.chunks.next(bytes.readableBytesSpan, from: offset) {
                case .data(let range):
                    offset = range.upperBound
                    guard let slice = bytes.getSlice(at: bytes.readerIndex + range.lowerBound, length: range.count)
                    else { return false }
                    self.bodyArrived(slice, isLast: false)
                case .needMore:
                    self.pending = ByteBuffer()
                    self.setDeadline(self.loop.now &+ self.loop.bounds.bodyTimeout)
                    return false
                case .end(let consumed):
                    self.pending.moveReaderIndex(forwardBy: consumed)
                    self.isBodyUnread = false
                    self.bodyArrived(ByteBuffer(), isLast: true)
                    return true
                }
            }
        } catch {
            self.refuse(error)
        }
        return false
    }

    private func bodyArrived(_ bytes: ByteBuffer, isLast: Bool) {
        guard let exchange = self.exchange else { return }
        guard let streamAfter = self.streamAfter else {
            // The pipeline runs already; the rest goes straight to its relay.
            if isLast {
                self.state = .responding
                self.setDeadline(.max)
            }
            if let listener = self.listener {
                listener.requestBodyArrived(bytes, isLast: isLast)
            } else if bytes.readableBytes > 0 {
                // Between attempts, or after the reply: nobody takes it.
                self.isLastRequest = true
            }
            return
        }
        if exchange.body.readableBytes == 0, exchange.body.capacity <= bytes.readableBytes {
            exchange.body = bytes
        } else {
            exchange.body.writeImmutableBuffer(bytes)
        }
        let limit = self.intake.maxBodyBytes
        guard exchange.body.readableBytes <= limit else {
            self.exchange = nil
            self.state = .responding
            Pipeline.fail(exchange, with: RequestIntake.tooLarge(limit))
            exchange.settle()
            return
        }
        if isLast {
            self.bodyComplete()
        } else if exchange.body.readableBytes >= streamAfter {
            self.streamAfter = nil
            exchange.isBodyComplete = false
            self.bodyIsHeld = true
            self.intake.bodyReceived(exchange)
        }
    }

    private func bodyComplete() {
        guard let exchange = self.exchange else { return }
        self.state = .responding
        self.streamAfter = nil
        self.setDeadline(.max)
        if self.hasLargeReads {
            self.setReadSize(16 << 10)
        }
        self.intake.bodyReceived(exchange)
    }

    /// Answers broken framing and closes: what follows on the connection cannot be told apart.
    private func refuse(_ refusal: HTTPRefusal) {
        let code: ErrorCode =
            switch refusal.status {
            case 414: .uriTooLong
            case 431: .headersTooLarge
            case 501, 505: .unsupportedProtocol
            default: .malformedRequest
            }
        var error = GatewayError(code, refusal.message)
        error.status = refusal.status
        self.isBodyUnread = true
        if let exchange = self.exchange {
            self.exchange = nil
            self.state = .responding
            if self.streamAfter == nil {
                self.listener?.clientWentAway()
            } else {
                Pipeline.fail(exchange, with: error)
                exchange.settle()
            }
            return
        }
        self.loop.observer?.requestRefused(error)
        self.isLastRequest = true
        self.state = .responding
        ErrorReply.send(error, id: nil, to: self)
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
        self.out.writeWithUnsafeMutableBytes(minimumWritableBytes: HTTPStatusLine.maxBytes) { target in
            HTTPStatusLine.write(head.status, into: target)
        }
        self.out.writeImmutableBuffer(head.lines)
        if self.isBodyUnread || self.loop.isDraining {
            self.isLastRequest = true
        }
        if let length = head.contentLength {
            self.framing = .length
            self.out.writeStaticString("content-length: ")
            self.out.writeDecimal(length)
            self.out.writeStaticString("\r\n")
        } else if head.status == 204 || head.status == 304 || self.servesHEAD {
            self.framing = .none
        } else if self.isHTTP10 {
            self.framing = .untilClose
            self.isLastRequest = true
        } else {
            self.framing = .chunked
            self.out.writeStaticString("transfer-encoding: chunked\r\n")
        }
        if self.isLastRequest {
            self.out.writeStaticString("connection: close\r\n\r\n")
        } else if self.isHTTP10 {
            self.out.writeStaticString("connection: keep-alive\r\n\r\n")
        } else {
            self.out.writeStaticString("\r\n")
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
        } else {
            self.writeOut()
            self.write(bytes)
            self.takeOut()
        }
        if isChunked {
            self.out.writeStaticString("\r\n")
        }
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
        self.context?.close(promise: nil)
    }

    override func flush() {
        if self.context != nil, self.isOutQueued || self.hasUnflushed {
            self.loop.flusher.add(self)
        }
    }

    override func flushNow() {
        guard let context = self.context, self.isOutQueued || self.hasUnflushed else { return }
        self.writeOut()
        self.hasUnflushed = false
        context.flush()
    }

    override func setRequestBodyFlowing(_ isFlowing: Bool) {
        self.bodyIsHeld = !isFlowing
        self.resumeReading()
    }

    private var hasUnflushed = false

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

    private func write(_ bytes: ByteBuffer) {
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
        if self.out.capacity > 64 << 10 {
            self.out = ByteBufferAllocator().buffer(capacity: 2048)
        }
        if self.isLastRequest {
            self.finishConnection()
            return
        }
        self.isBodyUnread = false
        self.state = .head
        self.bodyIsHeld = false
        self.holdsReads = false
        self.setDeadline(self.loop.now &+ self.loop.bounds.idleTimeout)
        self.resumeReading()
        self.process()
    }

    private func finishConnection() {
        guard let context = self.context else { return }
        guard self.isBodyUnread else {
            context.close(promise: nil)
            return
        }
        // Closing with unread bytes would reset the connection and could destroy the answer on its way.
        self.state = .lingering(Self.lingeringBytes)
        self.bodyIsHeld = false
        self.holdsReads = false
        self.pending = ByteBuffer()
        self.setDeadline(self.loop.now &+ 2_000_000_000)
        context.close(mode: .output, promise: nil)
        self.resumeReading()
    }

    private func resumeReading() {
        if self.readIsHeld, !self.holdsReads, !self.bodyIsHeld {
            self.readIsHeld = false
            self.context?.read()
        }
    }

    // MARK: Time

    private func setDeadline(_ deadline: UInt64) {
        if let timer = self.timer {
            self.loop.timers.set(timer, to: deadline)
        }
    }

    /// A timeout passed; which one follows from the state.
    fileprivate func timedOut() {
        guard let context = self.context else { return }
        switch self.state {
        case .head:
            if self.sawFirstByte {
                self.timeOut(GatewayError(.requestTimeout, "The request's head did not arrive in time."))
            } else {
                context.close(promise: nil)
            }
        case .length, .chunked:
            if self.streamAfter == nil {
                context.close(promise: nil)
            } else {
                self.timeOut(GatewayError(.requestTimeout, "The request's body did not arrive in time."))
            }
        case .responding, .lingering:
            context.close(promise: nil)
        }
    }

    private func timeOut(_ error: GatewayError) {
        self.isLastRequest = true
        self.isBodyUnread = true
        self.state = .responding
        if let exchange = self.exchange {
            self.exchange = nil
            Pipeline.fail(exchange, with: error)
            exchange.settle()
        } else {
            self.loop.observer?.requestRefused(error)
            ErrorReply.send(error, id: nil, to: self)
        }
    }

    /// The gateway is stopping: idle connections close now, others after their response.
    func drain() {
        if case .head = self.state, !self.sawFirstByte {
            self.context?.close(promise: nil)
        } else {
            self.isLastRequest = true
        }
    }

    /// The time to drain is over: a stream ends with an error in band, anything else is broken off.
    func cutOff() {
        guard let context = self.context else { return }
        guard let exchange = self.exchange, exchange.isStream, exchange.headSent, !self.responseEnded else {
            context.close(promise: nil)
            return
        }
        self.isLastRequest = true
        let relay = self.listener
        self.listener = nil
        exchange.error = .shuttingDown
        Pipeline.fail(exchange, with: GatewayError(.shuttingDown, "The gateway is stopping. Try again."))
        relay?.clientWentAway()
        self.flushNow()
        context.close(promise: nil)
    }
}

/// The one timer of a client connection.
final class ConnectionTimer: WheelTimer {
    private weak var connection: HTTP1Connection?

    init(_ connection: HTTP1Connection) {
        self.connection = connection
        super.init()
    }

    override func fired(at now: UInt64) {
        self.connection?.timedOut()
    }
}
