/// What leaves a deployment alone that fails, and lets it back in with care.
///
/// Closed, it counts: enough failures in a row, or too large a share of failures in the sliding window, open it. Open,
/// it refuses until its time has passed; then it is half open, and one attempt at a time, the probe, goes through.
/// A probe that succeeds closes it, one that fails opens it again for twice as long. A cool-down (`Retry-After`) lies
/// beside that: it refuses as well, and leaves everything else as it was.
///
/// Only what says something of the provider is reported as a success or a failure; a client that left, a caller's error
/// or an own limit is `abandoned` (law L8). Attempts report in any order and arbitrarily late: what began before the
/// breaker last closed is not counted, what is no probe is not counted while it is not closed, and a probe that was
/// given up for lost has no say any more.
///
/// A pure machine: times are nanoseconds of one monotonic clock, and may run backwards a little, as they do between
/// loops. Calls are O(1) amortised and allocate nothing after `init`.
package struct CircuitBreaker: Sendable {
    /// Whether attempts go through.
    package enum State: UInt8, Sendable, CaseIterable {
        /// All do.
        case closed
        /// None does.
        case open
        /// One at a time does.
        case halfOpen
    }

    /// What becomes of an attempt.
    package enum Admission: Sendable, Equatable {
        /// It goes through.
        case admitted
        /// It goes through, and its outcome decides; to be reported with `isProbe`.
        case probe
        /// It does not; asking again is worth while at that time at the earliest.
        case refused(until: UInt64)
    }

    private static let slices = 10
    /// After how long to ask again while a probe is out, in nanoseconds.
    package static let probeRecheck: UInt64 = 100_000_000

    private let failureLimit: Int
    private let errorPercent: Int
    private let minRequests: Int
    private let openFor: UInt64
    private let maxOpenFor: UInt64
    private let slowStart: UInt64
    private let maxCoolDown: UInt64

    private var state = State.closed
    /// Times that it opened, failed probes included.
    package private(set) var opened = 0
    /// When it became or becomes half open; 0 while it is closed.
    package private(set) var openUntil: UInt64 = 0
    /// Failures since the last success, while closed.
    package private(set) var consecutiveFailures = 0
    /// End of the last cool-down; 0 where there was none.
    package private(set) var coolUntil: UInt64 = 0

    private var span: UInt64
    private var closedAt: UInt64?
    private var probeBegan: UInt64?
    private var results: SlidingCount
    private var failures: SlidingCount

    /// Creates a closed breaker.
    package init(_ settings: HealthSettings) {
        self.failureLimit = max(1, settings.consecutiveFailures)
        self.errorPercent = max(1, settings.errorPercent)
        self.minRequests = max(1, settings.minRequests)
        self.maxOpenFor = settings.maxOpenFor.wholeNanoseconds
        self.openFor = min(settings.openFor.wholeNanoseconds, self.maxOpenFor)
        self.slowStart = settings.slowStart.wholeNanoseconds
        self.maxCoolDown = settings.maxCoolDown.wholeNanoseconds
        self.span = self.openFor
        self.results = SlidingCount(window: settings.window.wholeNanoseconds, slices: Self.slices)
        self.failures = self.results
    }

    /// Whether attempts go through; half open as soon as a probe would be admitted. A cool-down does not show here.
    package func state(at now: UInt64) -> State {
        self.state == .open && now >= self.openUntil ? .halfOpen : self.state
    }

    /// Whether `admit` would refuse now: for planning, as it takes no probe's place.
    package func isRefusing(at now: UInt64) -> Bool {
        if now < self.coolUntil {
            return true
        }
        return switch self.state {
        case .closed: false
        case .open: now < self.openUntil
        case .halfOpen: self.isProbing(at: now)
        }
    }

    /// Share of its usual traffic that it should get, in `0.1...1`: grows with time after it came back.
    package func share(at now: UInt64) -> Double {
        guard self.state == .closed, let closedAt, self.slowStart > 0 else { return 1 }
        let elapsed = now.elapsed(since: closedAt)
        guard elapsed < self.slowStart else { return 1 }
        return 0.1 + 0.9 * Double(elapsed) / Double(self.slowStart)
    }

    /// Decides on an attempt. Each one that goes through is reported once, as succeeded, failed or abandoned.
    ///
    /// A probe that is not reported frees its place after `maxOpenFor`.
    package mutating func admit(at now: UInt64) -> Admission {
        if now < self.coolUntil {
            return .refused(until: max(self.coolUntil, self.openUntil))
        }
        switch self.state {
        case .closed:
            return .admitted
        case .open where now < self.openUntil:
            return .refused(until: self.openUntil)
        case .halfOpen where self.isProbing(at: now):
            return .refused(until: now.later(by: Self.probeRecheck))
        case .open, .halfOpen:
            self.state = .halfOpen
            self.probeBegan = now
            return .probe
        }
    }

    /// An attempt showed that the provider works: its first content came, or its whole reply.
    ///
    /// - Parameters:
    ///   - began: the time that `admit` was given; by default later than all that happened to the breaker.
    ///   - isProbe: whether it was admitted as the probe.
    package mutating func succeeded(at now: UInt64, began: UInt64 = .max, isProbe: Bool) {
        if isProbe, self.isCurrentProbe(began: began) {
            self.close(at: now)
        } else if self.counts(began: began) {
            self.consecutiveFailures = 0
            self.results.add(at: now)
        }
    }

    /// An attempt failed through the provider's fault.
    ///
    /// - Parameters:
    ///   - began: the time that `admit` was given; by default later than all that happened to the breaker.
    ///   - isProbe: whether it was admitted as the probe.
    ///   - chance: spreads the time until the next probe by a tenth.
    package mutating func failed(
        at now: UInt64,
        began: UInt64 = .max,
        isProbe: Bool,
        given chance: inout Chance
    ) {
        if isProbe, self.isCurrentProbe(began: began) {
            self.span = min(self.span.times(2), self.maxOpenFor)
            self.open(at: now, given: &chance)
        } else if self.counts(began: began) {
            self.consecutiveFailures += 1
            self.results.add(at: now)
            self.failures.add(at: now)
            if self.consecutiveFailures >= self.failureLimit || self.isErrorRateReached(at: now) {
                self.span = self.openFor
                self.open(at: now, given: &chance)
            }
        }
    }

    /// An attempt ended without saying anything of the provider; a probe's place is free again.
    ///
    /// - Parameters:
    ///   - began: the time that `admit` was given; by default later than all that happened to the breaker.
    ///   - isProbe: whether it was admitted as the probe.
    package mutating func abandoned(began: UInt64 = .max, isProbe: Bool) {
        guard isProbe, self.isCurrentProbe(began: began) else { return }
        self.probeBegan = nil
    }

    /// Refuses until a time that the provider asked for, `maxCoolDown` from now at most; never shortens a cool-down.
    ///
    /// It neither opens nor closes the breaker, and frees no probe's place: the attempt is reported besides.
    package mutating func coolDown(until time: UInt64, at now: UInt64) {
        self.coolUntil = max(self.coolUntil, min(time, now.later(by: self.maxCoolDown)))
    }

    private func isProbing(at now: UInt64) -> Bool {
        guard let probeBegan else { return false }
        return now.elapsed(since: probeBegan) < max(self.maxOpenFor, Self.probeRecheck)
    }

    private func isCurrentProbe(began: UInt64) -> Bool {
        guard self.state == .halfOpen, let probeBegan else { return false }
        return began >= probeBegan
    }

    private func counts(began: UInt64) -> Bool {
        self.state == .closed && began >= self.closedAt ?? 0
    }

    private mutating func isErrorRateReached(at now: UInt64) -> Bool {
        let results = self.results.covering(at: now)
        return results >= self.minRequests && self.failures.covering(at: now) * 100 >= results * self.errorPercent
    }

    private mutating func open(at now: UInt64, given chance: inout Chance) {
        let tenth = self.span / 10
        let bounds = (self.span - tenth)...min(self.span.later(by: tenth), self.maxOpenFor)
        self.state = .open
        self.opened += 1
        self.openUntil = now.later(by: chance.draw(bounds))
        self.probeBegan = nil
    }

    private mutating func close(at now: UInt64) {
        self.state = .closed
        self.openUntil = 0
        self.consecutiveFailures = 0
        self.closedAt = now
        self.probeBegan = nil
        self.results.clear()
        self.failures.clear()
    }
}
