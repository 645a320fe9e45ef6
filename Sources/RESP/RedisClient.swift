package import NIOCore

/// What a command ends with.
package typealias RedisReply = Result<RESPValue, RedisError>

/// What every Redis client does: a node, a cluster, a set watched by sentinels.
///
/// Confined to one event loop: everything is called on it, and calls back on it. An implementation calls `done` exactly
/// once per command, never from within `send` (so the ticket is known first), and synchronously from within `cancel`.
/// Two commands given one after the other may take different connections and overtake each other; where order matters,
/// one pipeline carries them.
package protocol RedisClient: AnyObject {
    /// The loop to which the client is confined.
    var eventLoop: any EventLoop { get }

    /// Whether a command given now has a fair chance: somebody is connected and the breaker is closed.
    var isAvailable: Bool { get }

    /// What has been done so far, and what is under way.
    var statistics: RedisStatistics { get }

    /// Receives out-of-band messages: published messages and invalidations.
    var onPush: ((RESPValue) -> Void)? { get set }

    /// Sends a command and calls back with its reply, or after the time given at the latest.
    @discardableResult
    func send(
        _ command: RESPCommand,
        within timeout: TimeAmount,
        _ done: @escaping (RedisReply) -> Void
    ) -> RedisTicket

    /// Sends commands one right behind the other on one connection (per node, for a cluster), so that nothing comes
    /// between them, and calls back once with all replies in order.
    @discardableResult
    func sendPipeline(
        _ commands: [RESPCommand],
        within timeout: TimeAmount,
        _ done: @escaping ([RedisReply]) -> Void
    ) -> RedisTicket

    /// Gives up on a command or pipeline: it ends with `cancelled`, its replies are skipped when they come, and the
    /// connection lives on. Nothing happens for a ticket that is finished or unknown.
    func cancel(_ ticket: RedisTicket)

    /// Ends all connections; commands under way fail as `disconnected`, later ones too.
    func close()
}

/// Names a command or a pipeline under way, for giving it up.
package struct RedisTicket: Sendable, Hashable {
    /// The number of the (first) command; numbers of one client only grow.
    package let number: UInt64
    /// How many commands follow each other under this ticket.
    package let count: Int

    /// Names commands.
    package init(number: UInt64, count: Int = 1) {
        self.number = number
        self.count = count
    }
}
