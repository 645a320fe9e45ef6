import GatewayCore
import GatewayWire
import NIOCore
import NIOHPACK
import NIOHTTP2

/// A client's HTTP/2 connection (RFC 9113): hands frames to the streams they belong to, without a channel per stream.
///
/// `NIOHTTP2Handler` before it keeps the protocol's state and holds DATA back as the client's windows ask; as that
/// handler's frame delegate this one learns what has left it. Confined to its loop.
final class HTTP2Connection: FlushTarget, ChannelInboundHandler, ServedConnection, NIOHTTP2FrameDelegate {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// Streams that a client may have open at a time.
    static let maxStreams = 128
    /// Bytes of request body that a client may send on a stream before it is told to go on.
    static let streamWindow = 256 << 10
    /// Bytes of request bodies that a client may send on all streams before it is told to go on.
    private static let connectionWindow = 1 << 20
    /// Malformed requests after which the connection is given up.
    private static let maxMalformed = 100

    let loop: LoopState
    let intake: RequestIntake
    private let registry: ConnectionRegistry
    let writer: HTTP2WriteCoalescer
    private(set) var context: ChannelHandlerContext?
    private var timer: HTTP2ConnectionTimer?
    private var armedFor = UInt64.max
    private var idleAt = UInt64.max
    private var blockedUntil = UInt64.max
    var farewell = Farewell.none
    /// When the farewell goes on.
    var farewellAt = UInt64.max
    private(set) var streams: [HTTP2StreamID: HTTP2ClientStream] = [:]
    private(set) var lastStreamID = HTTP2StreamID.rootStream
    private var progressed: [HTTP2ClientStream] = []
    private var malformed = 0
    /// Whether new streams are refused.
    var isLeaving = false
    private var isBroken = false
    private var wroteReset = false
    private var wroteFatal = false
    private var isResetting = false
    private var isCloseScheduled = false

    init(intake: RequestIntake, registry: ConnectionRegistry, writer: HTTP2WriteCoalescer) {
        self.intake = intake
        self.loop = intake.loop
        self.registry = registry
        self.writer = writer
        super.init()
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.registry.add(self)
        self.timer = HTTP2ConnectionTimer(self)
        self.idleAt = self.loop.now &+ self.loop.bounds.headTimeout
        self.arm(self.idleAt)
        if context.channel.isActive {
            self.widenWindow(by: Self.connectionWindow - 65535)
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        self.widenWindow(by: Self.connectionWindow - 65535)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.tearDown()
    }

    func channelInactive(context: ChannelHandlerContext) {
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
        let streams = self.streams.values
        self.streams = [:]
        self.progressed = []
        for stream in streams {
            stream.closed()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An error of one stream: met while sending, or answered with RST_STREAM by the handler just before.
        if let error = error as? NIOHTTP2Errors.StreamError {
            self.reset(error.streamID, .internalError)
            return
        }
        if self.wroteReset, !self.wroteFatal {
            self.wroteReset = false
            return
        }
        self.isBroken = true
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.wroteReset = false
        let frame = self.unwrapInboundIn(data)
        switch frame.payload {
        case .data(let payload):
            guard case .byteBuffer(let bytes) = payload.data else { return }
            let padding = payload.paddingBytes.map { $0 + 1 } ?? 0
            self.streams[frame.streamID]?.dataReceived(bytes, padding: padding, isLast: payload.endStream)
        case .headers(let payload):
            if let stream = self.streams[frame.streamID] {
                stream.trailersReceived(payload.headers, isLast: payload.endStream)
            } else {
                self.open(frame.streamID, payload)
            }
        case .settings:
            if self.lastStreamID == .rootStream {
                self.idleAt = self.loop.now &+ self.loop.bounds.idleTimeout
            }
        case .goAway:
            self.isLeaving = true
            self.closeIfDone()
        default:
            break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as NIOHTTP2WindowUpdatedEvent:
            guard event.streamID == .rootStream, let size = event.inboundWindowSize else { return }
            if size < Self.connectionWindow / 2, !self.isBroken {
                self.widenWindow(by: Self.connectionWindow - size)
            }
        case let event as StreamClosedEvent:
            guard let stream = self.streams.removeValue(forKey: event.streamID) else { return }
            stream.closed()
            if self.streams.isEmpty {
                self.idleAt = self.loop.now &+ self.loop.bounds.idleTimeout
                self.arm(self.idleAt)
                self.lastStreamClosed()
            }
        case is NIOHTTP2StreamCreatedEvent:
            break
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.settleProgress()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            self.blockedUntil = .max
        } else {
            self.blockedUntil = self.loop.now &+ self.loop.bounds.writeTimeout
            self.arm(self.blockedUntil)
        }
        self.settleProgress()
    }

    // MARK: Streams

    private func open(_ id: HTTP2StreamID, _ payload: HTTP2Frame.FramePayload.Headers) {
        if self.loop.isDraining {
            // The connection was set up while the others were told.
            self.drain()
        }
        guard !self.isLeaving else {
            // A client that knows which stream was the last knows that this one is not looked at, and common ones take
            // a further word about it for a breach of the protocol.
            if self.farewell != .said {
                self.reset(id, .refusedStream)
            }
            return
        }
        self.lastStreamID = id
        guard let text = HTTP2FieldText.request(payload.headers, hasBody: !payload.endStream) else {
            self.refuseMalformed(id)
            return
        }
        self.idleAt = .max
        let stream = HTTP2ClientStream(id: id, connection: self)
        self.streams[id] = stream
        if self.registry.isLeaving {
            // Likewise.
            self.leave()
        }
        stream.begin(text, isLast: payload.endStream)
    }

    /// Resets a stream whose fields no request may have (RFC 9113, 8.1.1); a peer that goes on so loses the connection.
    func refuseMalformed(_ id: HTTP2StreamID) {
        self.malformed += 1
        self.loop.observer?.requestRefused(
            GatewayError(.malformedRequest, "The request's header fields are malformed.")
        )
        guard self.malformed <= Self.maxMalformed else {
            self.goAway(.enhanceYourCalm)
            self.context?.close(promise: nil)
            return
        }
        self.reset(id, .protocolError)
    }

    /// Sends RST_STREAM; what the stream still had to send is dropped.
    func reset(_ id: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        self.isResetting = true
        self.write(HTTP2Frame(streamID: id, payload: .rstStream(code)))
        self.isResetting = false
        self.flushSoon()
    }

    /// Queues a frame.
    func write(_ frame: HTTP2Frame) {
        guard let context = self.context, !self.isBroken else { return }
        context.write(self.wrapOutboundOut(frame), promise: nil)
    }

    /// Lets the client send more on a stream, or on all of them.
    func widen(_ id: HTTP2StreamID, by bytes: Int) {
        self.write(HTTP2Frame(streamID: id, payload: .windowUpdate(windowSizeIncrement: bytes)))
        self.flushSoon()
    }

    private func widenWindow(by bytes: Int) {
        self.widen(.rootStream, by: bytes)
    }

    // MARK: Flushing

    /// Flushes at the end of the loop's tick, so that what many streams send in it leaves in one write.
    func flushSoon() {
        self.loop.flusher.add(self)
    }

    override func flushNow() {
        self.context?.flush()
        self.settleProgress()
    }

    /// A frame has left for the socket.
    func wroteFrame(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .data(let payload):
            guard let stream = self.streams[frame.streamID] else { return }
            if stream.wrote(payload.data.readableBytes, isLast: payload.endStream) {
                self.progressed.append(stream)
            }
        case .headers(let payload):
            if payload.endStream, let stream = self.streams[frame.streamID], stream.wrote(0, isLast: true) {
                self.progressed.append(stream)
            }
        case .rstStream:
            self.wroteReset = !self.isResetting
        case .goAway(_, let code, _):
            self.wroteFatal = code != .noError
        default:
            break
        }
    }

    /// Tells streams of the room that frames have made; not from within the handler that wrote them.
    private func settleProgress() {
        while !self.progressed.isEmpty {
            let streams = self.progressed
            self.progressed.removeAll(keepingCapacity: true)
            for stream in streams {
                stream.progressed()
            }
        }
    }

    // MARK: Time

    /// Makes sure that the timer fires at a time, or before.
    func arm(_ deadline: UInt64) {
        guard deadline < self.armedFor, let timer = self.timer else { return }
        self.armedFor = deadline
        self.loop.timers.set(timer, to: deadline)
    }

    /// The earliest deadline may have passed.
    func timedOut(at now: UInt64) {
        guard let context = self.context else { return }
        self.armedFor = .max
        if now >= self.blockedUntil {
            context.close(promise: nil)
            return
        }
        if now >= self.farewellAt {
            self.continueFarewell()
        }
        if now >= self.idleAt, self.streams.isEmpty {
            self.goAway(.noError)
            context.close(promise: nil)
            return
        }
        var next = min(self.blockedUntil, self.farewellAt, self.streams.isEmpty ? self.idleAt : .max)
        for stream in Array(self.streams.values) {
            if now >= stream.deadline {
                stream.timedOut()
            }
            next = min(next, stream.deadline)
        }
        self.arm(next)
    }

    // MARK: Stopping

    /// Ends event streams with an error in band, breaks other replies off, and closes.
    func cutOff() {
        self.isLeaving = true
        for stream in Array(self.streams.values) {
            stream.cutOff()
        }
        self.flushNow()
        self.goAway(.noError)
        self.context?.close(promise: nil)
    }

    /// Closes a connection that takes no new streams and has none.
    func closeIfDone() {
        guard self.isLeaving, self.streams.isEmpty, !self.isCloseScheduled, let context = self.context else { return }
        // Not at once: the closing of the last stream is told while its last frame is on its way.
        self.isCloseScheduled = true
        context.eventLoop.assumeIsolated().execute {
            self.isCloseScheduled = false
            self.flushNow()
            guard self.streams.isEmpty else { return }
            self.goAway(.noError)
            self.context?.close(promise: nil)
        }
    }

    private func goAway(_ code: HTTP2ErrorCode) {
        let payload = HTTP2Frame.FramePayload.goAway(lastStreamID: self.lastStreamID, errorCode: code, opaqueData: nil)
        self.write(HTTP2Frame(streamID: .rootStream, payload: payload))
        self.context?.flush()
    }
}
