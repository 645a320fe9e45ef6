package import NIOCore

/// The client of one server on one event loop: a few connections that all commands share.
///
/// A command takes the connection that owes the fewest replies. While none is ready, commands wait, in order and within
/// their time; while the breaker is open they are refused at once. Commands that were on a connection that is lost
/// fail: whether to send them again is for the caller to say. Must be closed by whoever made it.
package final class RedisNode: RedisClient {
    /// The loop to which the client is confined.
    package let eventLoop: any EventLoop
    /// How the server is reached and treated.
    package let configuration: RedisNodeConfiguration
    /// Receives out-of-band messages of all connections.
    package var onPush: ((RESPValue) -> Void)?
    /// Called for each connection that became ready, before any waiting command goes out on it.
    package var onConnected: ((RedisConnection) -> Void)?
    /// Called with the index of a connection that was ready and is lost.
    package var onDisconnected: ((Int) -> Void)?

    private let connector: any RedisConnector
    private let health: RedisHealth
    private var slots: [ConnectionSlot]
    private var queue = CommandQueue<(RedisReply) -> Void>()
    private var queueTimer: Scheduled<Void>?
    private var queueTimerAt = NIODeadline.distantFuture
    private var probeTimer: Scheduled<Void>?
    private var lastNumber: UInt64 = 0
    private var isClosed = false

    /// A client that begins to connect when the loop turns next. Call it on the loop.
    package init(
        _ configuration: RedisNodeConfiguration,
        eventLoop: any EventLoop,
        connector: any RedisConnector = SocketConnector()
    ) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        self.connector = connector
        self.health = RedisHealth(configuration)
        let backoff = RedisBackoff(base: configuration.backoffBase, maximum: configuration.backoffMaximum)
        self.slots = (0..<min(max(configuration.connections, 1), 8)).map { _ in ConnectionSlot(backoff: backoff) }
        // The owner first sets its hooks.
        eventLoop.assumeIsolated().execute { self.connectAll() }
    }

    /// Whether a connection is ready and the breaker is closed.
    package var isAvailable: Bool {
        self.health.breaker.name == .closed && self.slots.contains { $0.ready != nil }
    }

    /// What has been done so far, and what is under way.
    package var statistics: RedisStatistics {
        var statistics = self.health.statistics
        statistics.breaker = self.health.breaker.name
        statistics.waiting = self.queue.count
        for slot in self.slots {
            guard let connection = slot.ready else { continue }
            statistics.connected += 1
            statistics.inFlight += connection.pendingCount
        }
        return statistics
    }

    /// The connections that are ready: what hooks act on when they are set late.
    package var readyConnections: [RedisConnection] { self.slots.compactMap(\.ready) }

    /// Sends a command; it waits for a connection where there is none.
    @discardableResult
    package func send(
        _ command: RESPCommand,
        within timeout: TimeAmount,
        _ done: @escaping (RedisReply) -> Void
    ) -> RedisTicket {
        self.lastNumber += 1
        let number = self.lastNumber
        let now = self.eventLoop.now
        switch self.admit(1, bytes: command.byteBound, within: timeout, at: now) {
        case .connection(let connection, let deadline):
            self.health.statistics.commands += 1
            connection.send(command, number: number, deadline: deadline, at: now, done)
        case .wait(let deadline):
            self.health.statistics.commands += 1
            self.queue.append(command, number: number, deadline: deadline, done)
            self.armQueueTimer()
        case .refused(let error):
            self.health.statistics.unavailable += 1
            self.refuse(error, done)
        }
        return RedisTicket(number: number)
    }

    /// Sends commands right behind each other on one connection.
    @discardableResult
    package func sendPipeline(
        _ commands: [RESPCommand],
        within timeout: TimeAmount,
        _ done: @escaping ([RedisReply]) -> Void
    ) -> RedisTicket {
        let first = self.lastNumber + 1
        let ticket = RedisTicket(number: first, count: commands.count)
        self.lastNumber += UInt64(commands.count)
        let now = self.eventLoop.now
        let collector = PipelineReplies(count: commands.count, done)
        guard !commands.isEmpty else {
            self.eventLoop.assumeIsolated().execute { done([]) }
            return ticket
        }
        let bytes = commands.reduce(0) { $0 + $1.byteBound }
        let admission = self.admit(commands.count, bytes: bytes, within: timeout, at: now)
        for (index, command) in commands.enumerated() {
            let number = first + UInt64(index)
            let part: (RedisReply) -> Void = { collector.put($0, at: index) }
            switch admission {
            case .connection(let connection, let deadline):
                self.health.statistics.commands += 1
                connection.send(command, number: number, deadline: deadline, at: now, part)
            case .wait(let deadline):
                self.health.statistics.commands += 1
                self.queue.append(command, number: number, deadline: deadline, part)
            case .refused(let error):
                self.health.statistics.unavailable += 1
                self.refuse(error, part)
            }
        }
        self.armQueueTimer()
        return ticket
    }

    /// Gives up on a command or on all commands of a pipeline.
    package func cancel(_ ticket: RedisTicket) {
        for number in ticket.number..<ticket.number + UInt64(ticket.count) {
            if let done = self.queue.cancel(number) {
                self.health.statistics.cancelled += 1
                done(.failure(.cancelled))
                continue
            }
            for slot in self.slots where slot.connection?.cancel(number) == true { break }
        }
    }

    /// Ends all connections; whoever waits learns it at once.
    package func close() {
        if self.isClosed { return }
        self.isClosed = true
        self.queueTimer?.cancel()
        self.probeTimer?.cancel()
        for index in self.slots.indices {
            self.slots[index].retry?.cancel()
            self.slots[index].connection?.close(.disconnected, "the client was closed")
        }
        for done in self.queue.removeAll() { done(.failure(.disconnected)) }
    }
}

// MARK: - Admission

extension RedisNode {
    private enum Admission {
        case connection(RedisConnection, deadline: NIODeadline)
        case wait(deadline: NIODeadline)
        case refused(RedisError)
    }

    private func admit(_ count: Int, bytes: Int, within timeout: TimeAmount, at now: NIODeadline) -> Admission {
        if self.isClosed { return .refused(.disconnected) }
        if let retryAfter = self.health.breaker.retryAfter(at: now) {
            return .refused(.unavailable(retryAfter: retryAfter))
        }
        guard timeout > .zero else { return .refused(.unavailable(retryAfter: .zero)) }
        let deadline = now + min(timeout, .hours(24))
        var best: RedisConnection?
        var isAnyReady = false
        for slot in self.slots {
            guard let connection = slot.ready else { continue }
            isAnyReady = true
            guard connection.hasRoom(for: count, bytes: bytes) else { continue }
            if let best, best.pendingCount <= connection.pendingCount { continue }
            best = connection
        }
        if let best { return .connection(best, deadline: deadline) }
        guard !isAnyReady, self.queue.hasRoom(for: count, bytes: bytes, self.configuration) else {
            return .refused(.unavailable(retryAfter: .milliseconds(1)))
        }
        return .wait(deadline: deadline)
    }

    /// Calls back with an error when the loop turns again, so that a caller never hears of a command within `send`.
    func refuse(_ error: RedisError, _ done: @escaping (RedisReply) -> Void) {
        self.eventLoop.assumeIsolated().execute { done(.failure(error)) }
    }

    private func armQueueTimer() {
        let next = self.queue.firstDeadline
        guard next < self.queueTimerAt else { return }
        self.queueTimer?.cancel()
        self.queueTimerAt = next
        self.queueTimer = self.eventLoop.assumeIsolated().scheduleTask(deadline: next) { [weak self] in
            self?.queueTimerFired()
        }
    }

    private func queueTimerFired() {
        self.queueTimerAt = .distantFuture
        let now = self.eventLoop.now
        let expired = self.queue.expire(at: now)
        self.armQueueTimer()
        if expired.isEmpty { return }
        self.health.statistics.unavailable += UInt64(expired.count)
        for _ in expired { self.failed(at: now) }
        let retryAfter = self.health.breaker.retryAfter(at: now) ?? .zero
        for done in expired { done(.failure(.unavailable(retryAfter: retryAfter))) }
    }
}

// MARK: - Connections

/// One of a node's places for a connection.
private struct ConnectionSlot {
    var backoff: RedisBackoff
    /// The connection there is, ready or not yet.
    var connection: RedisConnection?
    var readyAt: NIODeadline?
    var retry: Scheduled<Void>?
    var wasEverReady = false

    /// The connection when commands may be given to it.
    var ready: RedisConnection? { self.readyAt == nil ? nil : self.connection }
}

extension RedisNode: RedisConnectionOwner {
    private func connectAll() {
        for index in self.slots.indices { self.connect(index) }
    }

    private func connect(_ index: Int) {
        if self.isClosed { return }
        let connection = RedisConnection(
            index: index,
            configuration: self.configuration,
            health: self.health,
            owner: self,
            at: self.eventLoop.now
        )
        self.slots[index].retry = nil
        self.connector.connect(self.configuration, on: self.eventLoop).assumeIsolated().whenComplete { result in
            self.opened(index, connection, result)
        }
    }

    private func opened(_ index: Int, _ connection: RedisConnection, _ result: Result<any Channel, any Error>) {
        do {
            let channel = try result.get()
            guard !self.isClosed else { return channel.close(promise: nil) }
            self.slots[index].connection = connection
            do {
                let pipeline = channel.pipeline.syncOperations
                if let tls = self.configuration.tls { try pipeline.addHandler(tls.makeHandler()) }
                try pipeline.addHandler(connection)
            } catch {
                channel.close(promise: nil)
                throw error
            }
        } catch {
            self.connectFailed(index, .disconnected, String(describing: error))
        }
    }

    private func connectFailed(_ index: Int, _ error: RedisError, _ text: String) {
        self.slots[index].connection = nil
        if self.isClosed { return }
        self.health.statistics.connectFailures += 1
        self.health.statistics.lastError = error
        self.health.statistics.lastFailure = text
        self.failed(at: self.eventLoop.now)
        self.retry(index)
        // A refusal is the same for everybody who waits, and says more than that time has passed.
        guard case .server = error, !self.slots.contains(where: { $0.ready != nil }) else { return }
        for done in self.queue.removeAll() { done(.failure(error)) }
    }

    private func retry(_ index: Int) {
        let wait = self.slots[index].backoff.next(&self.health.jitter)
        self.slots[index].retry = self.eventLoop.assumeIsolated().scheduleTask(in: wait) { [weak self] in
            self?.connect(index)
        }
    }

    func connectionReady(_ connection: RedisConnection) {
        let index = connection.index
        self.health.statistics.connects += 1
        if self.slots[index].wasEverReady { self.health.statistics.reconnects += 1 }
        self.slots[index].wasEverReady = true
        self.slots[index].readyAt = self.eventLoop.now
        // The handshake has been answered: that is a probe.
        self.closeBreaker()
        self.onConnected?(connection)
        while self.slots[index].readyAt != nil, let entry = self.queue.popFirst() {
            guard let done = entry.context else { continue }
            guard connection.hasRoom(for: 1, bytes: entry.bytes) else {
                self.refuse(.unavailable(retryAfter: .milliseconds(1)), done)
                continue
            }
            connection.send(
                entry.command,
                number: entry.number,
                deadline: entry.deadline,
                at: self.eventLoop.now,
                done
            )
        }
    }

    func connectionEnded(_ connection: RedisConnection, wasReady: Bool, _ error: RedisError, _ text: String) {
        let index = connection.index
        guard self.slots[index].connection === connection else { return }
        let now = self.eventLoop.now
        guard wasReady, let readyAt = self.slots[index].readyAt else {
            return self.connectFailed(index, error, text)
        }
        self.slots[index].connection = nil
        self.slots[index].readyAt = nil
        if !self.isClosed {
            self.health.statistics.lastError = error
            self.health.statistics.lastFailure = text
            // A server that accepts and drops us at once is not hammered.
            if now - readyAt >= self.configuration.backoffMaximum { self.slots[index].backoff.reset() }
            self.failed(at: now)
            // The probe may have been lost with the connection; another one then finds out.
            self.probeFailed()
            self.retry(index)
        }
        self.onDisconnected?(index)
    }

    func pushed(_ value: RESPValue, by connection: RedisConnection) { self.onPush?(value) }
}

// MARK: - The breaker

extension RedisNode {
    func commandsTimedOut(_ count: Int) {
        let now = self.eventLoop.now
        for _ in 0..<count { self.failed(at: now) }
    }

    func probeEnded(_ isAnswered: Bool) {
        if isAnswered { return self.closeBreaker() }
        self.probeFailed()
    }

    private func failed(at now: NIODeadline) {
        guard let cooldown = self.health.breaker.failed(at: now, &self.health.jitter) else { return }
        self.health.statistics.breakerOpened += 1
        self.scheduleProbe(in: cooldown)
        let waiting = self.queue.removeAll()
        self.health.statistics.unavailable += UInt64(waiting.count)
        for done in waiting { self.refuse(.unavailable(retryAfter: cooldown), done) }
    }

    private func scheduleProbe(in cooldown: TimeAmount) {
        self.probeTimer?.cancel()
        self.probeTimer = self.eventLoop.assumeIsolated().scheduleTask(in: cooldown) { [weak self] in
            self?.probe()
        }
    }

    private func probe() {
        guard self.health.breaker.beginProbe() else { return }
        // Without a connection, the next one that becomes ready is the probe.
        guard let connection = self.slots.lazy.compactMap(\.ready).first else { return self.probeFailed() }
        connection.probe(within: self.configuration.probeTimeout)
    }

    private func probeFailed() {
        let now = self.eventLoop.now
        guard let cooldown = self.health.breaker.probeFailed(at: now, &self.health.jitter) else { return }
        self.scheduleProbe(in: cooldown)
    }

    private func closeBreaker() {
        self.probeTimer?.cancel()
        self.health.breaker.close()
    }
}
