package import NIOCore

/// Chance that can be repeated: SplitMix64 from a seed.
package struct RedisJitter: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins at a seed.
    package init(seed: UInt64) { self.state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var bits = self.state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A time between two, both included.
    mutating func time(from low: TimeAmount, to high: TimeAmount) -> TimeAmount {
        .nanoseconds(Int64.random(in: low.nanoseconds...max(low, high).nanoseconds, using: &self))
    }
}

/// The waits between attempts to connect: exponential with full jitter, so that many gateways that lost the same server
/// do not come back in step.
package struct RedisBackoff: Sendable {
    private let base: TimeAmount
    private let maximum: TimeAmount
    private var failures = 0

    /// A wait of up to `base` at first, of up to `maximum` in the end.
    package init(base: TimeAmount, maximum: TimeAmount) {
        self.base = base
        self.maximum = maximum
    }

    /// The wait after one more failure; a millisecond at least.
    package mutating func next(_ jitter: inout RedisJitter) -> TimeAmount {
        let ceiling = min(self.maximum, self.base * (1 << min(self.failures, 20)))
        self.failures += 1
        return jitter.time(from: .milliseconds(1), to: ceiling)
    }

    /// Begins anew: a connection has proved itself.
    package mutating func reset() { self.failures = 0 }
}

/// Refuses commands while a server does not answer, so that nobody waits for it in vain.
///
/// Opens after a number of failures in a row. While it is open only a probe goes out, after a cooldown that doubles with
/// each probe that fails; late replies to other commands do not close it, or a server that is merely too slow would
/// let callers wait again and again.
package struct RedisBreaker: Sendable {
    private enum State {
        case closed
        case open(until: NIODeadline)
        case probing
    }

    private let threshold: Int
    private let cooldown: TimeAmount
    private let maximum: TimeAmount
    private var state = State.closed
    private var failures = 0
    private var failedProbes = 0

    /// A closed breaker.
    package init(threshold: Int, cooldown: TimeAmount, maximum: TimeAmount) {
        self.threshold = threshold
        self.cooldown = cooldown
        self.maximum = max(cooldown, maximum)
    }

    /// The state's name, for figures.
    package var name: RedisStatistics.BreakerState {
        switch self.state {
        case .closed: .closed
        case .open: .open
        case .probing: .halfOpen
        }
    }

    /// How long to wait before trying again; nil when commands pass.
    package func retryAfter(at now: NIODeadline) -> TimeAmount? {
        switch self.state {
        case .closed: nil
        case .open(let until): until > now ? until - now : .zero
        case .probing: .zero
        }
    }

    /// A command was answered in time.
    package mutating func succeeded() { self.failures = 0 }

    /// A command was not answered, or a connection was lost or refused. Returns the cooldown when this opens the breaker.
    package mutating func failed(at now: NIODeadline, _ jitter: inout RedisJitter) -> TimeAmount? {
        guard case .closed = self.state else { return nil }
        self.failures += 1
        guard self.failures >= self.threshold else { return nil }
        return self.open(at: now, &jitter)
    }

    /// The cooldown is over: a probe goes out. False when nothing is to be probed.
    package mutating func beginProbe() -> Bool {
        guard case .open = self.state else { return false }
        self.state = .probing
        return true
    }

    /// The probe was not answered in time. Returns the next cooldown.
    package mutating func probeFailed(at now: NIODeadline, _ jitter: inout RedisJitter) -> TimeAmount? {
        guard case .probing = self.state else { return nil }
        self.failedProbes += 1
        return self.open(at: now, &jitter)
    }

    /// The server answers: the probe came back in time, or a connection became ready.
    package mutating func close() {
        self.state = .closed
        self.failures = 0
        self.failedProbes = 0
    }

    private mutating func open(at now: NIODeadline, _ jitter: inout RedisJitter) -> TimeAmount {
        let full = min(self.maximum, self.cooldown * (1 << min(self.failedProbes, 20)))
        let wait = jitter.time(from: .nanoseconds(full.nanoseconds / 2), to: full)
        self.state = .open(until: now + wait)
        return wait
    }
}
