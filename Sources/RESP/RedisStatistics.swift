/// What a client has done since it began; sums over nodes are sums of these.
package struct RedisStatistics: Sendable, Equatable {
    /// What the breaker thinks of the server.
    package enum BreakerState: Int, Sendable, Comparable {
        /// Commands pass.
        case closed = 0
        /// One trial is under way; commands are refused.
        case halfOpen = 1
        /// Commands are refused.
        case open = 2

        /// Orders by how bad it is.
        package static func < (left: BreakerState, right: BreakerState) -> Bool { left.rawValue < right.rawValue }
    }

    /// Commands accepted.
    package var commands: UInt64 = 0
    /// Replies given to callers, errors included.
    package var replies: UInt64 = 0
    /// Error replies among them.
    package var serverErrors: UInt64 = 0
    /// Commands that were not answered in time.
    package var timeouts: UInt64 = 0
    /// Commands given up by callers.
    package var cancelled: UInt64 = 0
    /// Replies that came after their caller had gone.
    package var skippedReplies: UInt64 = 0
    /// Commands refused or expired unsent: breaker open, queue full, no connection in time.
    package var unavailable: UInt64 = 0
    /// Commands lost with their connection.
    package var disconnected: UInt64 = 0
    /// Out-of-band messages.
    package var pushes: UInt64 = 0
    /// Connections that became ready, the first ones included.
    package var connects: UInt64 = 0
    /// Connections that became ready again after a loss.
    package var reconnects: UInt64 = 0
    /// Attempts to connect that failed.
    package var connectFailures: UInt64 = 0
    /// Connections closed because the server said nothing for too long.
    package var hungConnections: UInt64 = 0
    /// Connections closed because the server's bytes made no sense.
    package var protocolErrors: UInt64 = 0
    /// How often the breaker opened.
    package var breakerOpened: UInt64 = 0
    /// The breaker now; of a cluster, the worst.
    package var breaker: BreakerState = .closed
    /// Commands written and not answered, abandoned ones included.
    package var inFlight = 0
    /// Commands that wait for a connection.
    package var waiting = 0
    /// Connections that are ready.
    package var connected = 0
    /// The newest reason why a connection failed.
    package var lastError: RedisError?
    /// The same in words, for operators.
    package var lastFailure: String?

    /// Begins at nothing.
    package init() {}

    /// Adds another client's figures to these.
    package mutating func add(_ other: RedisStatistics) {
        self.commands += other.commands
        self.replies += other.replies
        self.serverErrors += other.serverErrors
        self.timeouts += other.timeouts
        self.cancelled += other.cancelled
        self.skippedReplies += other.skippedReplies
        self.unavailable += other.unavailable
        self.disconnected += other.disconnected
        self.pushes += other.pushes
        self.connects += other.connects
        self.reconnects += other.reconnects
        self.connectFailures += other.connectFailures
        self.hungConnections += other.hungConnections
        self.protocolErrors += other.protocolErrors
        self.breakerOpened += other.breakerOpened
        self.breaker = max(self.breaker, other.breaker)
        self.inFlight += other.inFlight
        self.waiting += other.waiting
        self.connected += other.connected
        self.lastError = other.lastError ?? self.lastError
        self.lastFailure = other.lastFailure ?? self.lastFailure
    }
}
