/// How many requests a deployment serves at the same time: what is configured, and where adaptive, what it bears.
///
/// AIMD: the limit is cut by three tenths when the provider is overloaded (429, 503, timeouts), and grows by one for each
/// `limit` successes while it is really used. A gradient beside it cuts gently when recent latency exceeds twice the
/// usual. Both cut at most once per smoothed latency, since what comes back sooner was sent under the old limit.
/// It begins at its ceiling: nobody waits before the provider has shown that it has enough.
///
/// A pure machine in integers: O(1), no allocation.
package struct ConcurrencyLimiter: Sendable {
    /// What a request that has ended says of the provider's load.
    package enum Outcome: UInt8, Sendable, CaseIterable {
        /// It was served.
        case success
        /// It was turned away or not served in time.
        case overloaded
        /// Nothing: the client left, the request was refused, the connection broke.
        case ignored
    }

    /// Least time between two cuts, in nanoseconds, and the time while nothing was measured.
    private static let leastHold: UInt64 = 100_000_000
    /// Latencies beyond an hour count as an hour.
    private static let longestLatency: UInt64 = 3_600_000_000_000
    /// Successes before the usual latency is known well enough to compare with.
    private static let warmUp = 64
    private static let shortTerm = 16
    private static let longTerm = 256

    /// Requests that may be in flight; `Int.max` where neither a limit is configured nor the limit adaptive.
    package private(set) var limit: Int
    /// Least limit.
    package let floor: Int
    /// Largest limit.
    package let ceiling: Int

    private let isAdaptive: Bool
    private var successes = 0
    private var measured = 0
    private var recent: UInt64 = 0
    private var usual: UInt64 = 0
    private var heldUntil: UInt64 = 0

    /// Creates a limiter that stands at its ceiling.
    ///
    /// - Parameters:
    ///   - configured: the operator's limit; nil is none.
    ///   - settings: whether the limit adapts, and its bounds.
    package init(configured: Int?, settings: QueueSettings) {
        self.isAdaptive = settings.adaptive
        let configured = max(1, configured ?? .max)
        self.ceiling = settings.adaptive ? max(1, min(configured, settings.maxConcurrency)) : configured
        self.floor = settings.adaptive ? min(max(1, settings.minConcurrency), self.ceiling) : configured
        self.limit = self.ceiling
    }

    /// A request has ended.
    ///
    /// - Parameters:
    ///   - latency: its time to first token, or to the whole reply; compared with its like, so always the same of both.
    ///   - inFlight: requests in flight, this one among them.
    package mutating func completed(_ outcome: Outcome, latency: UInt64, inFlight: Int, at now: UInt64) {
        guard self.isAdaptive else { return }
        switch outcome {
        case .success:
            self.measure(min(latency, Self.longestLatency))
            if self.isSlow {
                self.cut(toTenths: 9, at: now)
            } else if inFlight >= self.limit / 2 {
                self.grow()
            }
        case .overloaded:
            self.cut(toTenths: 7, at: now)
        case .ignored:
            break
        }
    }

    private var isSlow: Bool {
        self.measured >= Self.warmUp && self.recent > 2 * self.usual
    }

    /// Recent latency is smoothed over 16 requests, the usual one over 256; while it is exceeded it rises eight times
    /// slower still, so that an overload is met before it has become the usual.
    private mutating func measure(_ latency: UInt64) {
        guard self.measured > 0 else {
            self.measured = 1
            self.recent = latency
            self.usual = latency
            return
        }
        let wasSlow = self.isSlow
        self.measured = min(self.measured + 1, Self.longTerm)
        self.recent = Self.follow(self.recent, latency, over: min(self.measured, Self.shortTerm))
        let inertia = wasSlow && latency > self.usual ? 8 : 1
        self.usual = Self.follow(self.usual, latency, over: self.measured * inertia)
    }

    private static func follow(_ mean: UInt64, _ latency: UInt64, over count: Int) -> UInt64 {
        latency >= mean ? mean + (latency - mean) / UInt64(count) : mean - (mean - latency) / UInt64(count)
    }

    private mutating func grow() {
        self.successes += 1
        guard self.successes >= self.limit else { return }
        self.successes = 0
        self.limit = min(self.limit + 1, self.ceiling)
    }

    private mutating func cut(toTenths tenths: Int, at now: UInt64) {
        self.successes = 0
        guard now >= self.heldUntil else { return }
        self.heldUntil = now.later(by: max(self.recent, Self.leastHold))
        self.limit = max(self.floor, self.limit / 10 * tenths + self.limit % 10 * tenths / 10)
    }
}
