import GatewayCore
import GatewayWire
import NIOCore
import NIOHTTP2

/// An HTTP/2 connection to a provider, which carries many requests at a time (RFC 9113).
///
/// `NIOHTTP2Handler` before it keeps the protocol's state; frames go to the streams they belong to, without a channel
/// per stream. Confined to its loop.
final class HTTP2Session: FlushTarget, ChannelInboundHandler, NIOHTTP2FrameDelegate {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// Requests at a time, whatever more the provider allows.
    static let maxStreams = 100
    /// Bytes of a response that a provider may send ahead; a client that does not read holds up this much of it.
    static let streamWindow = 128 << 10
    /// Bytes of all responses that a provider may send ahead.
    private static let connectionWindow = 1 << 20
    /// Silence, while requests wait, after which the provider is asked whether it is still there.
    private static let silence: UInt64 = 30_000_000_000
    /// Time it has for its answer.
    private static let pingTimeout: UInt64 = 15_000_000_000

    let pool: ConnectionPool
    private var context: ChannelHandlerContext?
    private var timer: HTTP2SessionTimer?
    private var streams: [HTTP2StreamID: HTTP2Stream] = [:]
    private var nextStreamID = 1
    private var peerMaxStreams = HTTP2Session.maxStreams
    private var touched: [HTTP2Stream] = []
    private var progressed: [HTTP2Stream] = []
    private var idleSince: UInt64
    private var lastRead: UInt64
    private var awaitsPing = false
    private var isTimerSet = false
    private var hasNewRoom = false
    private var takesRequests = true
    private var isBroken = false
    private var wroteReset = false
    private var wroteFatal = false
    private var isResetting = false
    private var isReportedClosed = false
    /// What the requests have in common.
    var constantFields = HTTP2ConstantFields()
    /// Frames received so far, by which a stream tells whether the connection was alive after its request.
    private(set) var framesReceived = 0
    /// Requests begun so far.
    private(set) var served = 0
    /// Whether the provider was silent for so long that nobody knows what became of its requests.
    private(set) var isGivenUp = false

    init(pool: ConnectionPool) {
        self.pool = pool
        self.idleSince = pool.loop.now
        self.lastRead = pool.loop.now
        super.init()
    }

    /// The loop's time.
    private var now: UInt64 { self.pool.loop.now }

    // MARK: For the pool

    /// Whether it can take a request.
    var hasRoom: Bool {
        self.context != nil && self.takesRequests && !self.isBroken
            && self.streams.count < min(self.peerMaxStreams, Self.maxStreams)
    }

    /// Whether it carries no request.
    var isIdle: Bool { self.streams.isEmpty }

    /// Whether it has carried no request for longer than a time.
    func isIdle(since now: UInt64, longerThan limit: UInt64) -> Bool {
        self.streams.isEmpty && now &- self.idleSince > limit
    }

    /// Takes a relay's request, which is sent at once; there has to be room.
    func start(_ relay: Relay) {
        let id = HTTP2StreamID(self.nextStreamID)
        self.nextStreamID += 2
        if self.nextStreamID > Int(Int32.max) - 2 {
            self.takesRequests = false
        }
        if self.streams.isEmpty {
            self.lastRead = self.now
        }
        let stream = HTTP2Stream(id: id, session: self, relay: relay)
        self.streams[id] = stream
        self.served += 1
        self.watchSilence()
        relay.linkReady(stream)
        if !stream.isOpen {
            // The relay was over already and sent nothing.
            self.forget(id)
        }
    }

    /// Takes no new requests, and closes once the running ones are done.
    func retire() {
        self.takesRequests = false
        if self.streams.isEmpty {
            self.close()
        }
    }

    private func close() {
        guard let context = self.context else { return }
        if !self.isBroken {
            let payload = HTTP2Frame.FramePayload.goAway(
                lastStreamID: .rootStream,
                errorCode: .noError,
                opaqueData: nil
            )
            context.writeAndFlush(
                self.wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: payload)),
                promise: nil
            )
        }
        self.isBroken = true
        context.close(promise: nil)
    }

    /// Tells the pool once that no request will fit in here any more.
    private func reportClosed() {
        guard !self.isReportedClosed else { return }
        self.isReportedClosed = true
        self.pool.closed(self)
    }

    // MARK: For streams

    /// Queues a frame.
    func write(_ frame: HTTP2Frame) {
        guard let context = self.context, !self.isBroken else { return }
        context.write(self.wrapOutboundOut(frame), promise: nil)
    }

    /// Resets a stream; what it still had to send is dropped.
    func reset(_ id: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        self.isResetting = true
        self.write(HTTP2Frame(streamID: id, payload: .rstStream(code)))
        self.isResetting = false
        self.flushSoon()
    }

    /// Lets the provider send more on a stream, or on all of them.
    func widen(_ id: HTTP2StreamID, by bytes: Int) {
        self.write(HTTP2Frame(streamID: id, payload: .windowUpdate(windowSizeIncrement: bytes)))
        self.flushSoon()
    }

    /// Flushes at the end of the loop's tick, so that what many streams send in it leaves in one write.
    func flushSoon() {
        self.pool.loop.flusher.add(self)
    }

    override func flushNow() {
        self.context?.flush()
        self.settleProgress()
        self.offerRoom()
    }

    private func forget(_ id: HTTP2StreamID) {
        guard self.streams.removeValue(forKey: id) != nil else { return }
        self.hasNewRoom = true
        if self.streams.isEmpty {
            self.idleSince = self.now
        }
        self.flushSoon()
    }

    /// Takes waiting requests, or closes if none will come; not from within the handler that tells of frames.
    private func offerRoom() {
        guard self.hasNewRoom, self.context != nil else { return }
        self.hasNewRoom = false
        if self.takesRequests {
            self.pool.drain(into: self)
        } else if self.streams.isEmpty {
            self.close()
        }
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.timer = HTTP2SessionTimer(self)
        if context.channel.isActive {
            self.widen(.rootStream, by: Self.connectionWindow - 65535)
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        self.widen(.rootStream, by: Self.connectionWindow - 65535)
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
        self.isBroken = true
        if let timer = self.timer {
            self.pool.loop.timers.cancel(timer)
            self.timer = nil
        }
        let streams = self.streams.values
        self.streams = [:]
        self.touched = []
        self.progressed = []
        self.reportClosed()
        for stream in streams {
            stream.lost()
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
        self.framesReceived &+= 1
        let frame = self.unwrapInboundIn(data)
        switch frame.payload {
        case .data(let payload):
            guard let stream = self.streams[frame.streamID], case .byteBuffer(let bytes) = payload.data else { return }
            let padding = payload.paddingBytes.map { $0 + 1 } ?? 0
            if stream.dataReceived(bytes, padding: padding, isLast: payload.endStream) {
                self.touched.append(stream)
            }
        case .headers(let payload):
            guard let stream = self.streams[frame.streamID] else { return }
            if stream.headersReceived(payload.headers, isLast: payload.endStream) {
                self.touched.append(stream)
            }
        case .rstStream(let code):
            self.streams[frame.streamID]?.resetReceived(code)
        case .settings(.settings(let settings)):
            for setting in settings where setting.parameter == .maxConcurrentStreams {
                self.peerMaxStreams = min(setting.value, Self.maxStreams)
                self.hasNewRoom = true
                self.flushSoon()
            }
        case .goAway(let lastStreamID, _, _):
            self.goAwayReceived(lastStreamID)
        case .ping(_, let isAnswer):
            if isAnswer {
                self.awaitsPing = false
            }
        default:
            break
        }
    }

    private func goAwayReceived(_ lastStreamID: HTTP2StreamID) {
        self.takesRequests = false
        for stream in self.streams.values where stream.id > lastStreamID {
            stream.resetReceived(.refusedStream)
        }
        self.reportClosed()
        self.hasNewRoom = true
        self.flushSoon()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as NIOHTTP2WindowUpdatedEvent:
            guard event.streamID == .rootStream, let size = event.inboundWindowSize else { return }
            if size < Self.connectionWindow / 2, !self.isBroken {
                self.widen(.rootStream, by: Self.connectionWindow - size)
            }
        case let event as StreamClosedEvent:
            guard let stream = self.streams[event.streamID] else { return }
            self.forget(event.streamID)
            stream.lost()
        case is NIOHTTP2StreamCreatedEvent:
            break
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.lastRead = self.now
        while !self.touched.isEmpty {
            let streams = self.touched
            self.touched.removeAll(keepingCapacity: true)
            for stream in streams {
                stream.readCompleted()
            }
        }
        self.settleProgress()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.settleProgress()
    }

    // MARK: Frames that have left

    /// A frame has left for the socket.
    func wroteFrame(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .data(let payload):
            guard let stream = self.streams[frame.streamID] else { return }
            if stream.wrote(payload.data.readableBytes) {
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

    private func watchSilence() {
        guard !self.isTimerSet, let timer = self.timer else { return }
        self.isTimerSet = true
        self.pool.loop.timers.set(timer, to: self.now &+ Self.silence)
    }

    /// The provider has been silent for long, or does not answer.
    func timedOut(at now: UInt64) {
        self.isTimerSet = false
        guard let context = self.context, let timer = self.timer else { return }
        if self.awaitsPing {
            // A connection that is dead without anybody having said so.
            self.isGivenUp = true
            self.isBroken = true
            context.close(promise: nil)
            return
        }
        guard !self.streams.isEmpty else { return }
        self.isTimerSet = true
        guard now &- self.lastRead >= Self.silence else {
            self.pool.loop.timers.set(timer, to: self.lastRead &+ Self.silence)
            return
        }
        self.awaitsPing = true
        self.write(HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(withInteger: 1), ack: false)))
        self.flushSoon()
        self.pool.loop.timers.set(timer, to: now &+ Self.pingTimeout)
    }
}
