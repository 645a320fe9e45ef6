import GatewayCore
import GatewayWire
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One stream of a client's HTTP/2 connection: a request, and where its reply goes.
///
/// Confined to the connection's loop.
final class HTTP2ClientStream: ClientStream {
    private enum RequestState {
        /// The body is collected.
        case collecting
        /// The exchange runs; the rest of the body goes to its relay.
        case streaming
        /// The body is complete, or nobody wants the rest of it.
        case complete
    }

    /// Pieces are gathered into one DATA frame up to this many bytes, the size of frame that every peer takes.
    private static let gatheredBytes = 16 << 10

    let id: HTTP2StreamID
    private let connection: HTTP2Connection
    private var exchange: Exchange?
    private var requestState = RequestState.complete
    private var streamAfter = Int.max
    private var isRequestComplete = false
    private var bodyIsHeld = false
    private var uncredited = 0
    private var servesHEAD = false
    private var hasBody = true
    private var pending = ByteBuffer()
    private var queued = 0
    private var wasFull = false
    private var isReplyComplete = false
    private var isSent = false
    private var isClosed = false
    /// When the stream has waited long enough for its client; `UInt64.max` while it waits for nothing.
    private(set) var deadline = UInt64.max

    init(id: HTTP2StreamID, connection: HTTP2Connection) {
        self.id = id
        self.connection = connection
        super.init()
    }

    // MARK: Request

    /// Takes the head, as text, and begins the exchange.
    func begin(_ text: ByteBuffer, isLast: Bool) {
        self.isRequestComplete = isLast
        let loop = self.connection.loop
        var parsed = HTTPRequestHead()
        do throws(HTTPRefusal) {
            guard try parsed.parse(text.readableBytesSpan, limits: loop.bounds.http) else { throw .headTooLong }
        } catch {
            self.refuse(error)
            return
        }
        self.servesHEAD = parsed.method == .head
        let head = RequestHead(bytes: text, parsed: parsed)
        guard let (exchange, plan) = self.connection.intake.begin(head, on: self, at: loop.now) else { return }
        self.exchange = exchange
        guard !isLast else {
            self.bodyComplete(exchange)
            return
        }
        if case .stream(let after) = plan {
            self.streamAfter = after
        }
        self.requestState = .collecting
        if case .length(let length) = parsed.body, length > Self.gatheredBytes {
            exchange.body.reserveCapacity(min(length, 1 << 20))
        }
        self.setDeadline(loop.now &+ self.connection.loop.bounds.bodyTimeout)
        if parsed.expectsContinue {
            self.connection.write(
                HTTP2Frame(streamID: self.id, payload: .headers(.init(headers: HPACKHeaders([(":status", "100")]))))
            )
            self.connection.flushSoon()
        }
    }

    /// Answers a head that is well formed in HTTP/2 but refused all the same, for instance because it is too long.
    private func refuse(_ refusal: HTTPRefusal) {
        let error = GatewayError(refusal)
        self.connection.loop.refuse(error, to: self)
    }

    /// Takes a DATA frame.
    func dataReceived(_ bytes: ByteBuffer, padding: Int, isLast: Bool) {
        self.isRequestComplete = self.isRequestComplete || isLast
        self.uncredited += bytes.readableBytes + padding
        switch self.requestState {
        case .complete:
            return
        case .collecting:
            self.collect(bytes, isLast: isLast)
        case .streaming:
            self.stream(bytes, isLast: isLast)
        }
        self.creditIfDue()
    }

    private func collect(_ bytes: ByteBuffer, isLast: Bool) {
        guard let exchange = self.exchange else { return }
        if exchange.body.readableBytes == 0, exchange.body.capacity <= bytes.readableBytes {
            exchange.body = bytes
        } else {
            exchange.body.writeImmutableBuffer(bytes)
        }
        let limit = self.connection.intake.maxBodyBytes
        guard exchange.body.readableBytes <= limit else {
            self.fail(exchange, RequestIntake.tooLarge(limit))
            return
        }
        if isLast {
            self.bodyComplete(exchange)
            return
        }
        self.setDeadline(self.connection.loop.now &+ self.connection.loop.bounds.bodyTimeout)
        if exchange.body.readableBytes >= self.streamAfter {
            self.requestState = .streaming
            exchange.isBodyComplete = false
            self.bodyIsHeld = true
            self.connection.intake.bodyReceived(exchange)
        }
    }

    private func stream(_ bytes: ByteBuffer, isLast: Bool) {
        if isLast {
            self.requestState = .complete
            self.setDeadline(.max)
        } else {
            self.setDeadline(self.connection.loop.now &+ self.connection.loop.bounds.bodyTimeout)
        }
        self.listener?.requestBodyArrived(bytes, isLast: isLast)
    }

    /// Takes a trailer section, which ends the request; what it says is dropped.
    func trailersReceived(_ headers: HPACKHeaders, isLast: Bool) {
        guard isLast, HTTP2FieldText.isTrailers(headers) else {
            self.connection.refuseMalformed(self.id)
            return
        }
        self.dataReceived(ByteBuffer(), padding: 0, isLast: true)
    }

    private func bodyComplete(_ exchange: Exchange) {
        self.requestState = .complete
        self.setDeadline(.max)
        self.connection.intake.bodyReceived(exchange)
    }

    /// Lets the client send more once half of the window is used up; nothing after the end of the request.
    private func creditIfDue() {
        guard !self.isRequestComplete, !self.bodyIsHeld, !self.isClosed, !self.isReplyComplete,
            self.uncredited >= HTTP2Connection.streamWindow / 2
        else { return }
        let bytes = self.uncredited
        self.uncredited = 0
        self.connection.widen(self.id, by: bytes)
    }

    /// Ends an exchange whose body will not be complete.
    private func fail(_ exchange: Exchange, _ error: GatewayError) {
        self.requestState = .complete
        self.exchange = nil
        Pipeline.fail(exchange, with: error)
        exchange.settle()
    }

    // MARK: Client stream

    override var isWritable: Bool {
        let isFull = self.queued + self.pending.readableBytes >= self.highWater
        self.wasFull = self.wasFull || isFull
        return !isFull
    }

    /// Leaves room for what a provider's connection still hands on after it was told to stop.
    private var highWater: Int { max(self.connection.loop.bounds.maxStreamBufferBytes - (128 << 10), 32 << 10) }

    override var isGone: Bool { self.isClosed }

    override var isHeadRequest: Bool { self.servesHEAD }

    override func sendHead(_ head: ReplyHead) {
        self.send(head, endsReply: self.servesHEAD || head.status == 204 || head.status == 304)
    }

    private func send(_ head: ReplyHead, endsReply: Bool) {
        guard !self.isClosed, !self.isReplyComplete else { return }
        self.hasBody = !endsReply
        let headers = HTTP2FieldText.response(head.status, contentLength: head.contentLength, lines: head.lines)
        self.connection.write(
            HTTP2Frame(streamID: self.id, payload: .headers(.init(headers: headers, endStream: endsReply)))
        )
    }

    override func sendBody(_ bytes: ByteBuffer) {
        guard !self.isClosed, !self.isReplyComplete, self.hasBody, bytes.readableBytes > 0 else { return }
        if self.pending.readableBytes == 0 {
            self.pending = bytes
        } else if self.pending.readableBytes + bytes.readableBytes <= Self.gatheredBytes {
            self.pending.writeImmutableBuffer(bytes)
        } else {
            self.writePending(isLast: false)
            self.pending = bytes
        }
    }

    override func flush() {
        guard !self.isClosed, !self.isReplyComplete else { return }
        if self.pending.readableBytes > 0 {
            self.writePending(isLast: false)
        }
        self.connection.flushSoon()
    }

    override func sendEnd() {
        guard !self.isClosed, !self.isReplyComplete else { return }
        if self.hasBody {
            self.writePending(isLast: true)
        }
        self.endReply()
    }

    override func sendWhole(_ head: ReplyHead, body: ByteBuffer) {
        let isEmpty = body.readableBytes == 0 || self.servesHEAD || head.status == 204 || head.status == 304
        self.send(head, endsReply: isEmpty)
        self.sendBody(body)
        self.sendEnd()
    }

    override func abort() {
        guard !self.isClosed else { return }
        self.isReplyComplete = true
        self.listener = nil
        self.connection.reset(self.id, .internalError)
    }

    override func setRequestBodyFlowing(_ isFlowing: Bool) {
        self.bodyIsHeld = !isFlowing
        if isFlowing {
            self.creditIfDue()
            if case .streaming = self.requestState {
                self.setDeadline(self.connection.loop.now &+ self.connection.loop.bounds.bodyTimeout)
            }
        }
    }

    private func writePending(isLast: Bool) {
        let bytes = self.pending
        self.pending = ByteBuffer()
        self.queued += bytes.readableBytes
        let payload = HTTP2Frame.FramePayload.Data(data: .byteBuffer(bytes), endStream: isLast)
        self.connection.write(HTTP2Frame(streamID: self.id, payload: .data(payload)))
        if self.deadline == .max {
            self.setDeadline(self.connection.loop.now &+ self.connection.loop.bounds.writeTimeout)
        }
    }

    private func endReply() {
        self.isReplyComplete = true
        self.requestState = .complete
        self.exchange = nil
        self.listener = nil
        self.connection.flushSoon()
    }

    // MARK: What the connection tells

    /// A frame has left for the socket.
    ///
    /// - Returns: whether `progressed` wants to be called, once the frame's writer is done.
    func wrote(_ bytes: Int, isLast: Bool) -> Bool {
        self.queued -= bytes
        if isLast {
            self.isSent = true
            self.deadline = .max
            return !self.isRequestComplete
        }
        if self.requestState == .complete || self.isReplyComplete {
            self.deadline =
                self.queued == 0 ? .max : self.connection.loop.now &+ self.connection.loop.bounds.writeTimeout
        }
        return self.wasFull
    }

    /// Acts on what `wrote` has taken note of.
    func progressed() {
        guard !self.isClosed else { return }
        if self.isSent {
            // The reply is out and the request is not wanted any more (RFC 9113, 8.1).
            if !self.isRequestComplete {
                self.isRequestComplete = true
                self.connection.reset(self.id, .noError)
            }
            return
        }
        guard self.wasFull, self.queued + self.pending.readableBytes < self.highWater / 2 else { return }
        self.wasFull = false
        self.listener?.clientBecameWritable()
    }

    /// The stream is closed, by whomever.
    func closed() {
        guard !self.isClosed else { return }
        self.isClosed = true
        self.deadline = .max
        self.pending = ByteBuffer()
        if case .collecting = self.requestState, let exchange = self.exchange {
            self.fail(exchange, GatewayError(.clientClosedRequest, "The client closed the stream."))
            return
        }
        self.requestState = .complete
        self.exchange = nil
        self.listener?.clientWentAway()
    }

    /// The deadline has passed.
    func timedOut() {
        self.deadline = .max
        switch self.requestState {
        case .collecting:
            guard let exchange = self.exchange else { return }
            self.fail(exchange, GatewayError(.requestTimeout, "The request's body did not arrive in time."))
        case .streaming where self.bodyIsHeld && self.queued == 0:
            // It is the provider who does not take the body.
            return
        case .streaming, .complete:
            self.connection.reset(self.id, .cancel)
        }
    }

    /// Ends an event stream with an error in band, and anything else by a reset.
    func cutOff() {
        guard !self.isClosed, !self.isReplyComplete else { return }
        guard let exchange = self.exchange, exchange.isStream, exchange.headSent else {
            self.connection.reset(self.id, .internalError)
            return
        }
        let relay = self.listener
        self.listener = nil
        Pipeline.fail(exchange, with: GatewayError(.shuttingDown, "The gateway is stopping. Try again."))
        relay?.clientWentAway()
    }

    private func setDeadline(_ deadline: UInt64) {
        self.deadline = deadline
        if deadline != .max {
            self.connection.arm(deadline)
        }
    }
}
