package import NIOCore

/// One connection to a server: the last handler of its channel.
///
/// Commands given within one turn of the loop are encoded into one buffer and flushed once. Which reply is whose, and
/// how long anybody waits, is decided by `ConnectionMachine`. Confined to the channel's loop.
package final class RedisConnection {
    /// What ends a command.
    typealias Done = (RedisReply) -> Void

    /// Which of the node's connections this is, from 0.
    package let index: Int
    private let configuration: RedisNodeConfiguration
    private let health: RedisHealth
    private weak var owner: (any RedisConnectionOwner)?
    private var machine: ConnectionMachine<Done>
    private var parser: RESPParser
    private var context: ChannelHandlerContext?
    private var output = ByteBuffer()
    private var outputCapacity = 1_024
    private var isFlushScheduled = false
    private var isReading = false
    private var isOpened = false
    private var isOver = false
    private var timer: Scheduled<Void>?
    private var timerAt = NIODeadline.distantFuture
    private var failure = RedisError.disconnected
    private var failureText = "the connection was closed"

    /// A connection that has not been opened yet.
    init(
        index: Int,
        configuration: RedisNodeConfiguration,
        health: RedisHealth,
        owner: any RedisConnectionOwner,
        at now: NIODeadline
    ) {
        self.index = index
        self.configuration = configuration
        self.health = health
        self.owner = owner
        self.machine = ConnectionMachine(ConnectionMachine.Rules(configuration), at: now)
        self.parser = RESPParser(limits: configuration.limits)
    }

    /// Whether commands may be given.
    var isReady: Bool { self.machine.isReady }

    /// How many replies the server owes.
    var pendingCount: Int { self.machine.pendingCount }

    /// Whether so many more commands, of so many bytes, may be given.
    func hasRoom(for count: Int, bytes: Int) -> Bool { self.machine.hasRoom(for: count, bytes: bytes) }

    /// Sends a command on this very connection, for what concerns the connection itself: tracking, subscriptions.
    /// Calls back as a client's `send` does; there is no giving up.
    package func send(
        _ command: RESPCommand,
        within timeout: TimeAmount,
        _ done: @escaping (RedisReply) -> Void
    ) {
        guard let context, self.machine.isReady else {
            self.owner?.refuse(.disconnected, done)
            return
        }
        let now = context.eventLoop.now
        self.health.statistics.commands += 1
        let bytes = self.write(command)
        self.machine.enqueueDirect(
            done,
            bytes: bytes,
            confirmations: command.confirmations,
            deadline: now + timeout,
            at: now
        )
        self.wake(by: now + timeout)
    }

    /// Writes a command of a caller who has a ticket.
    func send(
        _ command: RESPCommand,
        number: UInt64,
        deadline: NIODeadline,
        at now: NIODeadline,
        _ done: @escaping Done
    ) {
        let bytes = self.write(command)
        self.machine.enqueue(
            done,
            number: number,
            bytes: bytes,
            confirmations: command.confirmations,
            deadline: deadline,
            at: now
        )
        self.wake(by: deadline)
    }

    /// Gives up on a command; false when it is not under way here.
    func cancel(_ number: UInt64) -> Bool {
        guard let done = self.machine.cancel(number) else { return false }
        self.health.statistics.cancelled += 1
        done(.failure(.cancelled))
        return true
    }

    /// Asks whether the server answers within a time; the owner learns how it went.
    func probe(within timeout: TimeAmount) {
        guard let now = self.context?.eventLoop.now else { return }
        _ = self.write(.ping)
        self.machine.enqueueProbe(deadline: now + timeout, at: now)
        self.wake(by: now + timeout)
    }

    /// Closes the connection for a reason; everybody who waits learns it.
    func close(_ error: RedisError, _ text: String) {
        if self.isOver { return }
        self.failure = error
        self.failureText = text
        guard let context else { return }
        // What waits behind a dead server would keep the close waiting as well, so nothing is flushed first.
        context.close(promise: nil)
        self.ended()
    }

    private func write(_ command: RESPCommand) -> Int {
        if self.output.readableBytes == 0 {
            self.output = ByteBufferAllocator().buffer(capacity: self.outputCapacity)
        }
        let before = self.output.readableBytes
        command.encode(into: &self.output)
        self.scheduleFlush()
        return self.output.readableBytes - before
    }

    private func scheduleFlush() {
        // Within a read, the end of the read flushes.
        guard !self.isFlushScheduled, !self.isReading, let context else { return }
        self.isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute {
            self.isFlushScheduled = false
            self.flush()
        }
    }

    private func flush() {
        guard let context, !self.isOver, self.output.readableBytes > 0 else { return }
        let bytes = self.output
        self.output = ByteBuffer()
        self.outputCapacity = min(max(1_024, bytes.readableBytes), 64 << 10)
        context.writeAndFlush(self.wrapOutboundOut(bytes), promise: nil)
    }

    private func ended() {
        if self.isOver { return }
        self.isOver = true
        self.timer?.cancel()
        self.timer = nil
        let wasReady = self.machine.isReady
        let waiting = self.machine.closed()
        self.output = ByteBuffer()
        self.health.statistics.disconnected += UInt64(waiting.count)
        // A server that refuses us says why; everybody else only learns that the connection is gone.
        let error: RedisError = if case .protocol = self.failure { self.failure } else { .disconnected }
        self.owner?.connectionEnded(self, wasReady: wasReady, self.failure, self.failureText)
        for done in waiting { done(.failure(error)) }
    }
}

// MARK: - Time

extension RedisConnection {
    private func wake(by deadline: NIODeadline) {
        guard deadline < self.timerAt else { return }
        self.rearm()
    }

    private func rearm() {
        guard let context, !self.isOver else { return }
        let next = self.machine.nextWake
        guard next != self.timerAt || self.timer == nil else { return }
        self.timer?.cancel()
        self.timerAt = next
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) { self.timerFired() }
    }

    private func timerFired() {
        self.timer = nil
        self.timerAt = .distantFuture
        guard let context, !self.isOver else { return }
        let now = context.eventLoop.now
        let due = self.machine.due(at: now)
        if due.handshake { self.shakeHands(at: now) }
        if due.ping {
            _ = self.write(.ping)
            self.machine.enqueueKeepalive(at: now)
        }
        self.rearm()
        if !due.expired.isEmpty {
            self.health.statistics.timeouts += UInt64(due.expired.count)
            self.owner?.commandsTimedOut(due.expired.count)
            for done in due.expired { done(.failure(.timedOut)) }
        }
        if due.probeFailed { self.owner?.probeEnded(false) }
        switch due.ending {
        case .connectTimeout: self.close(.timedOut, "the handshake took too long")
        case .hung:
            self.health.statistics.hungConnections += 1
            self.close(.timedOut, "the server does not answer")
        case nil: break
        }
    }
}

// MARK: - The channel

extension RedisConnection: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { self.opened(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.ended()
        self.context = nil
    }

    package func channelActive(context: ChannelHandlerContext) {
        self.opened(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        self.ended()
        context.fireChannelInactive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isOver else { return }
        self.isReading = true
        self.machine.heard(at: context.eventLoop.now)
        self.parser.feed(self.unwrapInboundIn(data))
        do throws(RESPParseError) {
            while !self.isOver, let value = try self.parser.next() {
                self.deliver(value)
            }
        } catch {
            self.fail(error)
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        self.isReading = false
        self.flush()
        context.fireChannelReadComplete()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.close(.disconnected, String(describing: error))
    }

    /// Runs once: a channel may be active when the handler is added and still announce it afterwards.
    private func opened(_ context: ChannelHandlerContext) {
        if self.isOpened { return }
        self.isOpened = true
        self.shakeHands(at: context.eventLoop.now)
        self.rearm()
    }

    private func shakeHands(at now: NIODeadline) {
        for (step, command) in Handshake.commands(for: self.configuration) {
            _ = self.write(command)
            self.machine.enqueueHandshake(step, at: now)
        }
    }

    private func fail(_ error: RESPParseError) {
        self.health.statistics.protocolErrors += 1
        self.close(.protocol(error), "the server's bytes are not the Redis protocol: \(error)")
    }

    private func deliver(_ value: RESPValue) {
        switch self.machine.received(value) {
        case .reply(let done, let value):
            self.health.answered()
            if case .error(let error) = value {
                self.health.statistics.serverErrors += 1
                done(.failure(.server(error)))
            } else {
                done(.success(value))
            }
        case .push(let value):
            self.health.statistics.pushes += 1
            self.owner?.pushed(value, by: self)
        case .skipped: self.health.statistics.skippedReplies += 1
        case .probed: self.owner?.probeEnded(true)
        // An answer to the handshake or to a keepalive changes what is due next.
        case .nothing: self.rearm()
        case .ready:
            self.rearm()
            self.owner?.connectionReady(self)
        case .refused(let error): self.close(error, "the server refused the connection: \(error)")
        case .unexpected: self.fail(.unexpectedReply)
        }
    }
}
