/// When the picture of a cluster is made anew, and whether the cluster can be used at all.
///
/// Makes no calls and keeps no timers: events come in with the time, and ``ClusterMachine/due`` says when the next
/// refresh is to begin. Times are nanoseconds of a monotonic clock.
package struct ClusterMachine: Sendable {
    /// How well the cluster can be used.
    package enum State: Hashable, Sendable {
        /// Nothing is known to be wrong.
        case healthy
        /// A node, or the picture of the cluster, is known to be wrong: commands wait inside their deadlines.
        case degraded
        /// No node answers, for longer than ``Settings/patience``: commands fail at once.
        case unavailable
    }

    /// Why the picture may be wrong.
    package enum Trigger: Hashable, Sendable {
        /// A command was sent to the wrong node.
        case moved
        /// A node was lost or cannot be reached.
        case disconnected
        /// A slot has no owner, or the cluster says that it is down.
        case down
    }

    /// Times, in nanoseconds.
    package struct Settings: Hashable, Sendable {
        /// Between refreshes while all is well.
        package var interval: UInt64
        /// Between refreshes at least; doubles while they fail, up to ``longestGap``.
        package var shortestGap: UInt64
        /// Between refreshes at most while something is wrong.
        package var longestGap: UInt64
        /// How long no node need answer before commands fail at once.
        package var patience: UInt64

        /// Times; by default 30 s, 100 ms, 2 s and 5 s.
        package init(
            interval: UInt64 = 30_000_000_000,
            shortestGap: UInt64 = 100_000_000,
            longestGap: UInt64 = 2_000_000_000,
            patience: UInt64 = 5_000_000_000
        ) {
            self.interval = interval
            self.shortestGap = max(shortestGap, 1)
            self.longestGap = max(longestGap, self.shortestGap)
            self.patience = patience
        }
    }

    /// How well the cluster can be used.
    package private(set) var state: State = .degraded
    /// When the next refresh is to begin; nil while one runs.
    package private(set) var due: UInt64?
    private let settings: Settings
    private var isRefreshing = false
    /// What was triggered while a refresh ran, whose answers may be older.
    private var isTriggeredAgain = false
    private var failures = 0
    private var lastBegin: UInt64?
    private var silentSince: UInt64

    /// A cluster that is asked for the first time at `now`.
    package init(settings: Settings = Settings(), now: UInt64) {
        self.settings = settings
        self.due = now
        self.silentSince = now
    }

    /// Whether commands fail at once.
    package var isUnavailable: Bool { self.state == .unavailable }

    /// Notes a sign that the picture may be wrong.
    package mutating func noticed(_ trigger: Trigger, now: UInt64) {
        if trigger != .moved, self.state == .healthy { self.state = .degraded }
        guard !self.isRefreshing else {
            self.isTriggeredAgain = true
            return
        }
        let earliest = self.lastBegin.map { $0 &+ self.gap } ?? now
        self.due = min(self.due ?? .max, max(earliest, now))
    }

    /// Begins a refresh.
    package mutating func refreshBegan(now: UInt64) {
        self.isRefreshing = true
        self.isTriggeredAgain = false
        self.lastBegin = now
        self.due = nil
    }

    /// Ends a refresh that gave a picture; `isWhole` where each slot has a primary that is thought to be alive.
    package mutating func refreshSucceeded(isWhole: Bool, now: UInt64) {
        self.isRefreshing = false
        self.silentSince = now
        self.failures = isWhole ? 0 : min(self.failures + 1, 32)
        self.state = isWhole ? .healthy : .degraded
        let wait = isWhole && !self.isTriggeredAgain ? self.settings.interval : self.gap
        self.due = now &+ wait
    }

    /// Ends a refresh that nobody answered.
    package mutating func refreshFailed(now: UInt64) {
        self.isRefreshing = false
        self.failures = min(self.failures + 1, 32)
        self.state = now &- self.silentSince >= self.settings.patience ? .unavailable : .degraded
        self.due = now &+ self.gap
    }

    /// Notes that a node answered a command: the cluster is not gone.
    package mutating func answered(now: UInt64) {
        self.silentSince = now
    }

    private var gap: UInt64 {
        let doubled = self.settings.shortestGap.multipliedReportingOverflow(by: 1 << UInt64(max(self.failures - 1, 0)))
        return doubled.overflow ? self.settings.longestGap : min(doubled.partialValue, self.settings.longestGap)
    }
}
