import GatewayWire
import NIOCore
import NIOPosix

/// One connection of a simulated provider: requests in, replies out, one after the other.
///
/// All thinking is done by `RequestReader`, `ReplyMaker` and `Playback`; here are only bytes, timers and closing.
final class SimulatorHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// Bytes of further requests that are read while one is answered.
    private static let maxAhead = 64 << 10
    /// Bytes that are put together where several steps are due at once.
    private static let batchBytes = 16 << 10
    /// Bytes after which other connections get their turn.
    private static let turnBytes = 256 << 10
    /// How long a client that was refused may go on sending before the connection is closed for good.
    private static let lingering = TimeAmount.seconds(1)

    private enum Phase {
        case reading
        case replying
        case stalled
        case closing
    }

    private let state: SimulatorState
    private var phase = Phase.reading
    private var reader: RequestReader
    private var buffer = ByteBuffer()
    private var playback: Playback?
    private var path = ""
    private var due = NIODeadline.uptimeNanoseconds(0)
    private var timer: Scheduled<Void>?
    private var idleTimer: Scheduled<Void>?
    private var lastSign = NIODeadline.uptimeNanoseconds(0)
    private var isBlocked = false
    private var isReadHeld = false

    /// A connection of a provider.
    init(_ state: SimulatorState) {
        self.state = state
        self.reader = RequestReader(maxBodyBytes: state.limits.maxBodyBytes)
    }

    func channelActive(context: ChannelHandlerContext) {
        self.lastSign = .now()
        guard self.state.open(context.channel) else {
            let problem = RequestProblem(status: 503, "There are too many connections; close some.")
            return self.refuse(problem, retryAfter: 1, context)
        }
        self.watch(context, for: TimeAmount(self.state.limits.idleTimeout))
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.timer?.cancel()
        self.idleTimer?.cancel()
        self.state.close(context.channel)
        if self.phase == .replying, let playback = self.playback {
            self.state.log(.abandoned(path: self.path, tokens: playback.tokens))
        }
        self.phase = .closing
        self.playback = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.phase != .closing else { return }
        self.lastSign = .now()
        var bytes = self.unwrapInboundIn(data)
        if self.buffer.readableBytes == 0 { self.buffer = bytes } else { self.buffer.writeBuffer(&bytes) }
        self.readRequest(context)
    }

    func read(context: ChannelHandlerContext) {
        // The end of the connection is noticed all the same.
        guard self.phase == .replying || self.phase == .stalled, self.buffer.readableBytes >= Self.maxAhead else {
            return context.read()
        }
        self.isReadHeld = true
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, self.isBlocked {
            self.isBlocked = false
            self.due = .now()
            self.play(context)
        }
        context.fireChannelWritabilityChanged()
    }

    private func readRequest(_ context: ChannelHandlerContext) {
        while self.phase == .reading {
            switch self.reader.next(&self.buffer) {
            case .needMore:
                return
            case .expectsContinue:
                context.writeAndFlush(
                    self.wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")),
                    promise: nil
                )
            case .request(let request):
                self.answer(request, context)
            case .tooLarge:
                let limit = self.state.limits.maxBodyBytes
                self.refuse(RequestProblem(status: 413, "The body has more than \(limit) bytes; send less."), context)
            case .refused(let refusal):
                self.state.log(.refused(refusal))
                self.refuse(RequestProblem(status: refusal.status, refusal.message), context)
            }
        }
    }

    private func answer(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        let now = NIODeadline.now()
        let reply = self.state.maker.reply(to: request, unixTime: self.state.clock(), now: now.uptimeNanoseconds)
        let playback = Playback(reply, to: request)
        self.path = request.path
        self.playback = playback
        self.phase = .replying
        self.due = now + .nanoseconds(playback.firstDelay)
        if playback.firstDelay > 0 { self.playWhenDue(context) } else { self.play(context) }
    }

    /// Plays on when it is time, and never before others had their turn.
    private func playWhenDue(_ context: ChannelHandlerContext) {
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: self.due) {
            self.timer = nil
            self.play(context)
        }
    }

    /// Sends what is due, as long as the client reads.
    private func play(_ context: ChannelHandlerContext) {
        var batch = context.channel.allocator.buffer(capacity: 1024)
        var sent = 0
        while self.phase == .replying {
            guard context.channel.isWritable else {
                self.isBlocked = true
                self.lastSign = .now()
                break
            }
            switch self.playback?.advance(into: &batch) ?? .finished {
            case .pause(let delay):
                self.due = self.due + .nanoseconds(delay)
                let isDue = self.due <= .now()
                if isDue, batch.readableBytes < Self.batchBytes { continue }
                sent += batch.readableBytes
                context.writeAndFlush(self.wrapOutboundOut(batch), promise: nil)
                batch.clear()
                if !isDue || sent >= Self.turnBytes { return self.playWhenDue(context) }
            case .finished:
                return self.finish(batch, context)
            case .cut:
                self.note(fault: .cut)
                return self.sendLast(batch, context) { context.close(promise: nil) }
            case .stalled:
                self.note(fault: .stall)
                self.phase = .stalled
            case .reset:
                return self.reset(context)
            }
        }
        if batch.readableBytes > 0 { context.writeAndFlush(self.wrapOutboundOut(batch), promise: nil) }
    }

    private func finish(_ batch: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let playback = self.playback else { return }
        self.state.log(.answered(path: self.path, status: playback.status, tokens: playback.tokens))
        self.playback = nil
        guard playback.keepsAlive else {
            return self.sendLast(batch, context) { context.close(promise: nil) }
        }
        self.phase = .reading
        self.lastSign = .now()
        context.writeAndFlush(self.wrapOutboundOut(batch), promise: nil)
        if self.buffer.readableBytes > 0 {
            // Not at once: a client that sends many requests ahead must not build up the stack.
            context.eventLoop.assumeIsolated().execute { self.readRequest(context) }
        }
        if self.isReadHeld {
            self.isReadHeld = false
            context.read()
        }
    }

    private func reset(_ context: ChannelHandlerContext) {
        self.note(fault: .reset)
        self.phase = .closing
        let options = context.channel as? any SocketOptionProvider
        // A close that does not linger discards everything and sends RST.
        let isSet = options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)) ?? context.eventLoop.makeSucceededVoidFuture()
        isSet.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func note(fault: Fault) {
        self.state.log(.faulted(path: self.path, fault: fault, tokens: self.playback?.tokens ?? 0))
    }

    /// Answers with an error and gives the client time to read it before the connection closes.
    private func refuse(_ problem: RequestProblem, retryAfter: Int? = nil, _ context: ChannelHandlerContext) {
        var reply = Reply(problem)
        if let retryAfter { reply.add("retry-after", String(retryAfter)) }
        var playback = Playback(reply, to: ReceivedRequest(method: .post, path: "", keepsAlive: false))
        var batch = context.channel.allocator.buffer(capacity: 512)
        _ = playback.advance(into: &batch)
        self.buffer.clear()
        self.sendLast(batch, context) {
            // A full close while bytes arrive would reset the connection and take the answer with it.
            context.close(mode: .output, promise: nil)
            self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) {
                context.close(promise: nil)
            }
        }
    }

    /// Sends the last bytes of the connection.
    private func sendLast(_ batch: ByteBuffer, _ context: ChannelHandlerContext, then action: @escaping () -> Void) {
        self.phase = .closing
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in action() }
        context.writeAndFlush(self.wrapOutboundOut(batch), promise: promise)
    }

    /// Closes the connection once it was silent for too long while it should not be.
    private func watch(_ context: ChannelHandlerContext, for time: TimeAmount) {
        self.idleTimer = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            let limit = TimeAmount(self.state.limits.idleTimeout)
            let isWaiting = self.phase == .reading || self.phase == .closing || self.isBlocked
            let silent = isWaiting ? NIODeadline.now() - self.lastSign : .zero
            if silent >= limit {
                context.close(promise: nil)
            } else {
                self.watch(context, for: limit - silent)
            }
        }
    }
}
