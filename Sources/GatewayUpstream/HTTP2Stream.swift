import GatewayCore
import GatewayWire
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One request on an HTTP/2 connection to a provider.
///
/// Confined to the connection's loop.
final class HTTP2Stream: UpstreamLink {
    /// Bytes of a response head at most.
    static let maxHeadBytes = 64 << 10
    private static let limits = HTTPLimits(maxHeadBytes: HTTP2Stream.maxHeadBytes)
    /// Bytes of a streamed request body that may wait for the provider.
    private static let highWater = 256 << 10

    let id: HTTP2StreamID
    private let session: HTTP2Session
    private var relay: Relay?
    private let isFresh: Bool
    private var framesAtStart = 0
    private var queued = 0
    private var isFull = false
    private var uncredited = 0
    private var isReading = true
    private var isHEAD = false
    private var isRequestComplete = false
    private var sawHead = false
    private var isResponseComplete = false
    private var isClosed = false
    private var isTouched = false
    private var resetCode: HTTP2ErrorCode?
    /// Whether a request was sent.
    private(set) var isOpen = false

    init(id: HTTP2StreamID, session: HTTP2Session, relay: Relay) {
        self.id = id
        self.session = session
        self.relay = relay
        self.isFresh = session.served == 0
    }

    override var isReused: Bool { !self.isFresh }

    // MARK: Request

    override func send(_ request: UpstreamRequest) {
        self.isOpen = true
        self.framesAtStart = self.session.framesReceived
        let exchange = request.exchange
        self.isHEAD = exchange.head.parsed.method == .head
        self.isRequestComplete = exchange.isBodyComplete
        let isEmpty = exchange.isBodyComplete && (request.bodyLength ?? 0) == 0
        let headers = self.headers(request)
        self.session.write(
            HTTP2Frame(streamID: self.id, payload: .headers(.init(headers: headers, endStream: isEmpty)))
        )
        if !isEmpty {
            self.sendBody(request)
        }
        self.session.flushSoon()
    }

    private func headers(_ request: UpstreamRequest) -> HPACKHeaders {
        let exchange = request.exchange
        let head = exchange.head
        let provider = request.target.provider
        self.session.constantFields.take(from: provider)
        let constant = self.session.constantFields
        var headers = HPACKHeaders()
        headers.reserveCapacity(constant.headers.count + head.parsed.fields.count + 8)
        headers.add(name: ":method", value: head.bytes.text(head.parsed.methodRange))
        headers.add(name: ":scheme", value: provider.provider.origin.isTLS ? "https" : "http")
        headers.add(name: ":authority", value: constant.authority)
        var text = self.session.pool.takeScratch()
        headers.add(
            name: ":path",
            value: String(decoding: RequestLines.target(exchange, request.target), as: UTF8.self)
        )
        headers.add(contentsOf: constant.headers)
        text.writeHead(room: RequestLines.room(exchange)) { RequestLines.writeLines(exchange, to: &$0) }
        _ = text.withUnsafeReadableBytes { bytes in
            HTTP2FieldText.add(bytes, to: &headers)
        }
        self.session.pool.returnScratch(text)
        if let length = request.bodyLength, length > 0 || head.parsed.method == .post || head.parsed.method == .put {
            headers.add(name: "content-length", value: String(length), indexing: .nonIndexable)
        }
        return headers
    }

    private func sendBody(_ request: UpstreamRequest) {
        let exchange = request.exchange
        guard exchange.body.readableBytes > RequestLines.copiedBodyBytes else {
            var body = ByteBufferAllocator().buffer(capacity: exchange.body.readableBytes + 256)
            request.patch.append(exchange.body, to: &body)
            self.write(body, isLast: exchange.isBodyComplete)
            return
        }
        var last: ByteBuffer?
        request.patch.forEachSlice(of: exchange.body) { slice in
            if let before = last {
                self.write(before, isLast: false)
            }
            last = slice
        }
        self.write(last ?? ByteBuffer(), isLast: exchange.isBodyComplete)
    }

    private func write(_ bytes: ByteBuffer, isLast: Bool) {
        guard bytes.readableBytes > 0 || isLast else { return }
        self.queued += bytes.readableBytes
        let payload = HTTP2Frame.FramePayload.Data(data: .byteBuffer(bytes), endStream: isLast)
        self.session.write(HTTP2Frame(streamID: self.id, payload: .data(payload)))
    }

    override func sendBody(_ bytes: ByteBuffer?, isLast: Bool) {
        guard !self.isClosed, !self.isRequestComplete else { return }
        self.isRequestComplete = isLast
        self.write(bytes ?? ByteBuffer(), isLast: isLast)
        self.session.flushSoon()
        if !isLast, !self.isFull, self.queued > Self.highWater {
            self.isFull = true
            self.relay?.linkWritabilityChanged(false)
        }
    }

    /// A DATA frame has left for the socket.
    ///
    /// - Returns: whether `progressed` wants to be called, once the frame's writer is done.
    func wrote(_ bytes: Int) -> Bool {
        self.queued -= bytes
        return self.isFull
    }

    /// Asks for more of the request's body once enough has left.
    func progressed() {
        guard self.isFull, self.queued < Self.highWater / 2 else { return }
        self.isFull = false
        self.relay?.linkWritabilityChanged(true)
    }

    override func setReading(_ isReading: Bool) {
        self.isReading = isReading
        self.creditIfDue()
    }

    override func cancel() {
        self.relay = nil
        guard self.isOpen, !self.isClosed else { return }
        self.session.reset(self.id, .cancel)
    }

    // MARK: Response

    /// Takes a HEADERS frame: the head, an interim one before it, or trailers.
    ///
    /// - Returns: whether `readCompleted` wants to be called.
    func headersReceived(_ headers: HPACKHeaders, isLast: Bool) -> Bool {
        guard let relay = self.relay else { return false }
        guard !self.sawHead else {
            if isLast {
                self.finish()
            } else {
                self.fail(.malformed("Trailers do not end the stream."))
            }
            return false
        }
        guard let status = HTTP2FieldText.status(headers) else {
            self.fail(.malformed("The status is missing or malformed."))
            return false
        }
        if status < 200 {
            if isLast || status == 101 {
                self.fail(.malformed("An interim response ends the stream."))
            }
            return false
        }
        self.sawHead = true
        guard let text = HTTP2FieldText.response(headers, status: status, hasBody: !isLast, forHEAD: self.isHEAD)
        else {
            self.fail(.malformed("A header field is malformed."))
            return false
        }
        var parsed = HTTPResponseHead()
        do throws(HTTPRefusal) {
            guard try parsed.parse(text.readableBytesSpan, limits: Self.limits, forHEAD: self.isHEAD) else {
                throw .headTooLong
            }
        } catch {
            self.fail(.malformed(error.message))
            return false
        }
        relay.headReceived(ProviderHead(bytes: text, parsed: parsed))
        if isLast {
            self.finish()
            return false
        }
        return self.touch()
    }

    /// Takes a DATA frame.
    ///
    /// - Returns: whether `readCompleted` wants to be called.
    func dataReceived(_ bytes: ByteBuffer, padding: Int, isLast: Bool) -> Bool {
        guard let relay = self.relay else { return false }
        guard self.sawHead else {
            self.fail(.malformed("A body comes before its head."))
            return false
        }
        self.uncredited += bytes.readableBytes + padding
        if bytes.readableBytes > 0 {
            relay.bodyReceived(bytes)
        }
        if isLast {
            self.finish()
            return false
        }
        return self.touch()
    }

    private func touch() -> Bool {
        guard self.relay != nil, !self.isTouched else { return false }
        self.isTouched = true
        return true
    }

    /// The connection has nothing more to read for now.
    func readCompleted() {
        self.isTouched = false
        self.relay?.readCompleted()
        self.creditIfDue()
    }

    /// Lets the provider send more once half of the window is used up, unless the client does not take it.
    private func creditIfDue() {
        guard self.isReading, !self.isClosed, !self.isResponseComplete, self.relay != nil,
            self.uncredited >= HTTP2Session.streamWindow / 2
        else { return }
        let bytes = self.uncredited
        self.uncredited = 0
        self.session.widen(self.id, by: bytes)
    }

    private func finish() {
        self.isResponseComplete = true
        guard let relay = self.relay else { return }
        self.relay = nil
        relay.responseEnded()
        if !self.isRequestComplete, !self.isClosed {
            // Nobody wants the rest of the request (RFC 9113, 8.1).
            self.session.reset(self.id, .cancel)
        }
    }

    private func fail(_ failure: LinkFailure) {
        let relay = self.relay
        self.relay = nil
        self.session.reset(self.id, .protocolError)
        relay?.linkFailed(failure)
    }

    /// The provider has reset the stream, or has said that it will not process it; its closing is told next.
    func resetReceived(_ code: HTTP2ErrorCode) {
        self.resetCode = code
    }

    /// The stream is closed, or its connection is gone.
    func lost() {
        guard !self.isClosed else { return }
        self.isClosed = true
        guard let relay = self.relay else { return }
        self.relay = nil
        if self.sawHead {
            relay.linkFailed(.reset)
        } else if let code = self.resetCode {
            // Only a refused stream is certain not to have been processed (RFC 9113, 8.7).
            relay.linkFailed(.closedBeforeResponse(reused: code == .refusedStream))
        } else {
            // A kept connection on which nothing came since the request was sent was most likely dead before.
            let isStale =
                !self.isFresh && !self.session.isGivenUp && self.session.framesReceived == self.framesAtStart
            relay.linkFailed(.closedBeforeResponse(reused: isStale))
        }
    }
}
