package import NIOCore

/// The client of a primary that sentinels watch, on one event loop.
///
/// Sentinels are asked where the primary is, the server there must confirm its role, and sentinels tell of a failover
/// themselves; where they cannot, losing the primary makes the client ask again. Meanwhile commands wait inside their
/// deadlines, and fail at once when that lasts longer than the patience.
package final class RedisSentinel: RedisClient, RedisNodeSource {
    /// The loop to which the client is confined.
    package let eventLoop: any EventLoop
    /// How the sentinels and the servers are reached and treated.
    package let configuration: RedisSentinelConfiguration
    /// Receives out-of-band messages of the primary.
    package var onPush: ((RESPValue) -> Void)?
    /// Called with each server that comes into use, before it connects.
    package var onNode: ((RedisNode) -> Void)?
    /// Called when another server is the primary than before, or none is.
    package var onPrimaries: (() -> Void)?
    /// How often the client went over to another server, the first one not counted.
    package private(set) var failovers: UInt64 = 0

    /// Why a sentinel did not name the primary, or the server did not tell its role; nil where the newest round was a
    /// success.
    package private(set) var refreshError: RedisError?

    private let connector: any RedisConnector
    private let dispatcher: RedirectDispatcher
    private var sentinels: [RedisNode] = []
    private var primary: ClusterMember?
    /// A server that was named and has not yet confirmed its role.
    private var candidate: ClusterMember?
    private var watch: ClusterMachine
    private var round: UInt64 = 0
    private var timer: Scheduled<Void>?
    private var timerAt: UInt64?
    private var jitter: RedisJitter
    private var retired = RedisStatistics()
    private var isClosed = false

    /// A client that begins to look for the primary at once.
    package init(
        _ configuration: RedisSentinelConfiguration,
        eventLoop: any EventLoop,
        connector: any RedisConnector = SocketConnector()
    ) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        self.connector = connector
        self.jitter = RedisJitter(seed: configuration.node.seed &+ 1)
        self.watch = ClusterMachine(settings: configuration.times, now: eventLoop.now.uptimeNanoseconds)
        self.dispatcher = RedirectDispatcher(
            eventLoop: eventLoop,
            limits: configuration.redirects,
            mostWaiting: configuration.maxWaitingCommands,
            seed: configuration.node.seed
        )
        self.dispatcher.routing = self
        self.sentinels = configuration.sentinels.map { self.makeSentinel($0) }
        self.arm()
    }

    /// Where the primary is, as far as known.
    package var primaryAddress: RedisAddress? { self.primary?.address }

    /// The primary, whether it can be reached or not.
    package var primaryNodes: [RedisNode] { self.primary.map { [$0.node] } ?? [] }

    /// The primary, and the server that may become it.
    package var nodes: [RedisNode] {
        [self.primary, self.candidate].compactMap { $0?.node }
    }

    /// How well the primary can be used.
    package var state: ClusterMachine.State { self.watch.state }

    /// Whether the primary is known and can be reached.
    package var isAvailable: Bool { self.primary?.node.isAvailable ?? false }

    /// The sums over all servers that are or were in use; sentinels are not counted.
    package var statistics: RedisStatistics {
        var sum = self.retired
        for node in self.nodes { sum.add(node.statistics) }
        sum.unavailable += self.dispatcher.counters.refused
        sum.waiting += self.dispatcher.waiting
        return sum
    }

    @discardableResult
    package func send(
        _ command: RESPCommand,
        within timeout: TimeAmount,
        _ done: @escaping (RedisReply) -> Void
    ) -> RedisTicket {
        self.dispatcher.send(.init(command: command, slot: nil), within: timeout, done)
    }

    /// Sends commands right behind each other. Those that meet a failover are sent again by themselves and may come after
    /// their successors; a pipeline that begins with `MULTI` is repeated as a whole.
    @discardableResult
    package func sendPipeline(
        _ commands: [RESPCommand],
        within timeout: TimeAmount,
        _ done: @escaping ([RedisReply]) -> Void
    ) -> RedisTicket {
        guard let first = commands.first else { return self.dispatcher.later { done([]) } }
        if ClusterPipeline.isMulti(first) {
            return self.dispatcher.send(transaction: commands, slot: nil, within: timeout, done)
        }
        return self.dispatcher.send(commands.map { .init(command: $0, slot: nil) }, within: timeout, done)
    }

    /// Gives up on a command or pipeline.
    package func cancel(_ ticket: RedisTicket) {
        self.dispatcher.cancel(ticket)
    }

    /// Ends all connections.
    package func close() {
        guard !self.isClosed else { return }
        self.isClosed = true
        self.timer?.cancel()
        self.dispatcher.close()
        for node in self.sentinels {
            node.onConnected = nil
            node.onPush = nil
            self.eventLoop.assumeIsolated().execute { node.close() }
        }
        for member in [self.primary, self.candidate].compactMap(\.self) { self.retire(member) }
        (self.primary, self.candidate) = (nil, nil)
    }
}

// MARK: - Routing

extension RedisSentinel: RedirectRouting {
    /// The primary, or why it cannot be used.
    package func route(_ call: RedirectCall) -> RedirectRoute {
        guard let primary else {
            return self.watch.isUnavailable ? .fail(.unavailable(retryAfter: self.retryAfter)) : .wait(.unowned)
        }
        if primary.node.isAvailable { return .node(primary.node) }
        if let since = primary.downSince, self.now &- since >= self.configuration.times.patience {
            return .fail(.unavailable(retryAfter: self.retryAfter))
        }
        return .wait(.unreachable)
    }

    /// Nil: servers outside of a cluster do not name each other.
    package func node(at address: RedisAddress) -> RedisNode? { nil }

    /// Takes the hint that the primary is lost or is none any more.
    package func tryEnded(_ cause: RedirectCause) {
        self.watch.noticed(.disconnected, now: self.now)
        self.arm()
    }

    private var now: UInt64 { self.eventLoop.now.uptimeNanoseconds }

    private var retryAfter: TimeAmount {
        let due = self.watch.due ?? self.now
        return .nanoseconds(Int64(clamping: due > self.now ? due - self.now : 0))
    }
}

// MARK: - Finding the primary

extension RedisSentinel {
    private func makeSentinel(_ address: RedisAddress) -> RedisNode {
        var settings = self.configuration.sentinel
        settings.address = address
        settings.seed = self.jitter.next()
        let node = RedisNode(settings, eventLoop: self.eventLoop, connector: self.connector)
        let name = self.configuration.primaryName
        node.onConnected = { [weak self] connection in
            guard let self else { return }
            let subscribe = RESPCommand.subscribe([.string(SentinelReply.switchChannel)])
            connection.send(subscribe, within: self.configuration.refreshTimeout) { _ in }
        }
        node.onPush = { [weak self] push in
            guard let self, let new = SentinelReply.newPrimary(push, name: name, host: address.host) else { return }
            self.verify(new, round: nil)
        }
        return node
    }

    /// Sets the timer to when the sentinels are to be asked next.
    private func arm() {
        guard !self.isClosed, let due = self.watch.due else { return }
        guard self.timer == nil || self.timerAt != due else { return }
        self.timer?.cancel()
        self.timerAt = due
        let loop = self.eventLoop.assumeIsolated()
        self.timer = loop.scheduleTask(deadline: .uptimeNanoseconds(due)) { [weak self] in
            guard let self else { return }
            self.timer = nil
            self.askSentinels()
        }
    }

    private func askSentinels() {
        guard !self.isClosed else { return }
        self.watch.refreshBegan(now: self.now)
        self.round += 1
        let round = self.round
        guard !self.sentinels.isEmpty else { return self.roundEnded(round, isFound: false) }
        let question = RESPCommand("SENTINEL", "GET-MASTER-ADDR-BY-NAME", .string(self.configuration.primaryName))
        var vote = SentinelVote(asked: self.sentinels.count)
        var isDecided = false
        for sentinel in self.sentinels {
            sentinel.send(question, within: self.configuration.refreshTimeout) { [weak self] reply in
                guard let self, self.round == round, !isDecided else { return }
                let host = sentinel.configuration.address.host
                if case .failure(let error) = reply { self.refreshError = error }
                let address = (try? reply.get()).flatMap { SentinelReply.address($0, host: host) }
                if let decided = vote.count(address) {
                    isDecided = true
                    self.verify(decided, round: round)
                } else if vote.isComplete {
                    self.roundEnded(round, isFound: false)
                }
            }
        }
    }

    /// Asks a server whether it is the primary, and goes over to it when it says so.
    private func verify(_ address: RedisAddress, round: UInt64?) {
        guard !self.isClosed else { return }
        let member = self.prepare(address)
        member.node.send(RESPCommand("ROLE"), within: self.configuration.refreshTimeout) { [weak self] reply in
            guard let self, !self.isClosed else { return }
            if case .failure(let error) = reply { self.refreshError = error }
            let isPrimary = (try? reply.get()).map { SentinelReply.isPrimary($0) } ?? false
            if isPrimary, member === self.candidate { self.adopt(member) }
            if let round { self.roundEnded(round, isFound: isPrimary && member === self.primary) }
        }
    }

    private func roundEnded(_ round: UInt64, isFound: Bool) {
        guard self.round == round, !self.isClosed else { return }
        self.round += 1
        if isFound {
            self.refreshError = nil
            self.watch.refreshSucceeded(isWhole: self.isAvailable, now: self.now)
        } else {
            if self.isAvailable { self.watch.answered(now: self.now) }
            self.watch.refreshFailed(now: self.now)
        }
        self.arm()
    }

    /// The member for an address: the primary, the candidate, or a new candidate in place of the old one.
    private func prepare(_ address: RedisAddress) -> ClusterMember {
        if let primary, primary.address == address { return primary }
        if let candidate, candidate.address == address { return candidate }
        if let old = self.candidate { self.retire(old) }
        var settings = self.configuration.node
        settings.address = address
        settings.seed = self.jitter.next()
        let node = RedisNode(settings, eventLoop: self.eventLoop, connector: self.connector)
        let member = ClusterMember(node: node, now: self.now)
        self.candidate = member
        node.onPush = { [weak self] in self?.onPush?($0) }
        node.onConnected = { [weak self, weak member] _ in
            guard let self else { return }
            member?.downSince = nil
            self.eventLoop.assumeIsolated().execute { self.dispatcher.wake() }
        }
        node.onDisconnected = { [weak self, weak member] _ in
            guard let self, let member, member.node.statistics.connected == 0 else { return }
            member.downSince = self.now
            if member === self.primary { self.tryEnded(.unreachable) }
        }
        self.onNode?(node)
        return member
    }

    private func adopt(_ member: ClusterMember) {
        if let old = self.primary {
            self.failovers += 1
            self.retire(old)
        }
        self.candidate = nil
        self.primary = member
        self.onPrimaries?()
        self.dispatcher.wake()
    }

    private func retire(_ member: ClusterMember) {
        let timeout = self.isClosed ? .zero : self.configuration.drainTimeout
        member.retire(within: timeout) { [weak self] in self?.retired.add($0) }
    }
}
