package import NIOCore

/// The client of a cluster on one event loop: one ``RedisNode`` per primary (and replica, where these are read from).
///
/// What a caller sees: each command ends within its time, over all redirects and waits. While a shard has no primary,
/// its commands wait inside their deadlines; once it has had none for longer than the patience, they fail at once, and
/// so does everything when no node answers at all.
///
/// Commands of several slots are cut where they allow it (`MGET`, `DEL`, `UNLINK`, `EXISTS`); others fail as
/// `crossSlot`. Scripts go to the node of their keys. Commands without keys go to any node.
package final class RedisCluster: RedisClient, RedisNodeSource {
    /// The loop to which the client is confined.
    package let eventLoop: any EventLoop
    /// How the cluster is reached and treated.
    package let configuration: RedisClusterConfiguration
    /// Receives out-of-band messages of all nodes.
    package var onPush: ((RESPValue) -> Void)?
    /// Called with each node that comes into use, before it connects: the place to begin tracking.
    package var onNode: ((RedisNode) -> Void)?
    /// Called when other nodes are primaries than before.
    package var onPrimaries: (() -> Void)?

    /// Who owns what, as far as known.
    package internal(set) var topology = ClusterTopology.unknown
    /// How often the nodes decided what the cluster looks like.
    package internal(set) var refreshes: UInt64 = 0

    /// Why a node did not say what the cluster looks like; nil where the newest round was a success.
    package internal(set) var refreshError: RedisError?

    let dispatcher: RedirectDispatcher
    let connector: any RedisConnector
    var watch: ClusterMachine
    var members: [RedisAddress: ClusterMember] = [:]
    /// The members of each shard, in the order of the topology's shards.
    var shards: [ClusterMembers] = []
    var refresh: ClusterRefresh?
    var timer: Scheduled<Void>?
    var timerAt: UInt64?
    var jitter: RedisJitter
    /// What nodes did that are no longer used.
    var retired = RedisStatistics()
    var isClosed = false
    private var turn = 0

    /// A client that begins to look for the cluster at once.
    package init(
        _ configuration: RedisClusterConfiguration,
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
        self.arm()
    }

    /// How well the cluster can be used.
    package var state: ClusterMachine.State { self.watch.state }

    /// What has happened to commands on their way.
    package var redirects: RedirectDispatcher.Counters { self.dispatcher.counters }

    /// Whether a command given now has a fair chance: some primary can be reached.
    package var isAvailable: Bool {
        !self.isClosed && !self.watch.isUnavailable && self.shards.contains { $0.primary?.node.isAvailable ?? false }
    }

    /// The sums over all nodes that are or were in use; a command that was sent twice counts twice.
    package var statistics: RedisStatistics {
        var sum = self.retired
        for member in self.members.values { sum.add(member.node.statistics) }
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
        switch ClusterPlan(command) {
        case .whole(let slot):
            return self.dispatcher.send(.init(command: command, slot: slot), within: timeout, done)
        case .anywhere:
            return self.dispatcher.send(.init(command: command, slot: nil), within: timeout, done)
        case .crossSlot:
            return self.dispatcher.later { done(.failure(.crossSlot)) }
        case .parts(let split):
            let pieces = split.parts.map { RedirectDispatcher.Piece(command: $0.command, slot: $0.slot) }
            return self.dispatcher.send(pieces, within: timeout) { done(split.joined($0)) }
        }
    }

    /// Sends commands; those for one node go right behind each other on one connection. Where one is redirected, it is
    /// sent again by itself and may come after its successors. Commands without keys go along with the first that has
    /// some. A pipeline that begins with `MULTI` goes to one node, and is repeated, as a whole.
    @discardableResult
    package func sendPipeline(
        _ commands: [RESPCommand],
        within timeout: TimeAmount,
        _ done: @escaping ([RedisReply]) -> Void
    ) -> RedisTicket {
        let pipeline = ClusterPipeline(commands)
        switch pipeline.kind {
        case .refused:
            return self.dispatcher.later { done(commands.map { _ in .failure(.crossSlot) }) }
        case .transaction(let slot):
            return self.dispatcher.send(transaction: commands, slot: slot, within: timeout, done)
        case .pieces(let pieces) where pieces.isEmpty:
            return self.dispatcher.later { done(pipeline.joined([])) }
        case .pieces(let pieces):
            return self.dispatcher.send(pieces, within: timeout) { done(pipeline.joined($0)) }
        }
    }

    /// Gives up on a command or pipeline in all its parts.
    package func cancel(_ ticket: RedisTicket) {
        self.dispatcher.cancel(ticket)
    }

    /// Ends all connections.
    package func close() {
        guard !self.isClosed else { return }
        self.isClosed = true
        self.timer?.cancel()
        self.refresh = nil
        self.dispatcher.close()
        for member in self.members.values { self.retire(member) }
        self.members = [:]
        self.topology = .unknown
        self.bindShards()
    }
}

// MARK: - Routing

extension RedisCluster: RedirectRouting {
    /// The node for a command, or why there is none.
    package func route(_ call: RedirectCall) -> RedirectRoute {
        guard !self.watch.isUnavailable else { return .fail(.unavailable(retryAfter: self.retryAfter)) }
        guard let slot = call.slot else { return self.routeAnywhere() }
        guard let index = self.topology.shardIndex(of: slot), let primary = self.shards[index].primary else {
            return .wait(.unowned)
        }
        if self.configuration.reads != .primary, !call.machine.needsPrimary,
            let node = self.reader(self.shards[index])
        {
            return .node(node)
        }
        if primary.node.isAvailable { return .node(primary.node) }
        let patience = self.configuration.times.patience
        if let downSince = primary.downSince, self.now &- downSince >= patience {
            return .fail(.unavailable(retryAfter: self.retryAfter))
        }
        return .wait(.unreachable)
    }

    /// The node that a server named; it is connected to if it is new.
    package func node(at address: RedisAddress) -> RedisNode? {
        self.member(at: address)?.node
    }

    /// Takes the hint that the picture of the cluster is wrong.
    package func tryEnded(_ cause: RedirectCause) {
        switch cause {
        case .refused(.moved(let slot, let address)):
            if self.topology.moved(slot, to: address) { self.bindShards() }
            self.watch.noticed(.moved, now: self.now)
        case .refused(.ask), .refused(.tryAgain): return
        case .refused(.clusterDown), .unowned: self.watch.noticed(.down, now: self.now)
        case .refused, .unreachable: self.watch.noticed(.disconnected, now: self.now)
        }
        self.arm()
    }

    var now: UInt64 { self.eventLoop.now.uptimeNanoseconds }

    private var retryAfter: TimeAmount {
        let due = self.watch.due ?? self.now
        return .nanoseconds(Int64(clamping: due > self.now ? due - self.now : 0))
    }

    private func routeAnywhere() -> RedirectRoute {
        self.turn = self.turn &+ 1 & Int.max
        for offset in 0..<self.shards.count {
            let index = (self.turn % self.shards.count + offset) % self.shards.count
            if let node = self.shards[index].primary?.node, node.isAvailable { return .node(node) }
        }
        return .wait(.unreachable)
    }

    /// The node of a shard that reads come from next; nil where it is the primary or nobody.
    private func reader(_ shard: ClusterMembers) -> RedisNode? {
        let choices = shard.replicas.count + (self.configuration.reads == .any ? 1 : 0)
        guard choices > 0 else { return nil }
        self.turn = self.turn &+ 1 & Int.max
        for offset in 0..<choices {
            let index = (self.turn % choices + offset) % choices
            guard index < shard.replicas.count else { return nil }
            let node = shard.replicas[index].node
            if node.isAvailable { return node }
        }
        return nil
    }
}
