import Synchronization

/// Live state of one deployment, shared by all event loops: breaker, latencies, concurrency.
///
/// It outlives snapshots: a reload that leaves the deployment as it was does not forget an outage. A healthy deployment
/// without a concurrency limit costs a request two atomic loads and one short lock at its end.
package final class DeploymentHealth: Sendable {
    /// Sizes of requests that are measured apart: body bytes below each bound, and everything above.
    private static let sizeBounds = [4 << 10, 32 << 10, 256 << 10]

    private static let sizes = 4

    private struct State: ~Copyable {
        var breaker: CircuitBreaker
        /// Times to first token by size of the request, then times of whole replies by size.
        var latencies: [LatencyWindow]
        var limiter: ConcurrencyLimiter
        var queue: FairQueue<QueueTicket>
        var inFlight = 0
        var results = 0
        var failures = 0
        var ejectedUntil: UInt64 = 0
        var ejections = 0
        var wasClosed = true
        var chance: Chance
    }

    /// Settings it was made from.
    package let settings: HealthSettings
    /// Whether attempts are counted against a limit, and wait for their turn.
    package let isLimited: Bool
    private let state: Mutex<State>
    /// Until when attempts are refused, a copy for those who only look; 0 while healthy.
    private let refusedUntil = Atomic<UInt64>(0)
    /// Whether an admission has to ask the breaker.
    private let isWatched = Atomic<Bool>(false)
    /// Until when the deployment gets less than its share.
    private let slowUntil = Atomic<UInt64>(0)

    /// Creates the state of a deployment that has not been asked yet.
    package init(_ deployment: Deployment, seed: UInt64) {
        self.settings = deployment.health
        self.isLimited = deployment.limits.concurrency != nil || deployment.queue.adaptive
        self.state = Mutex(
            State(
                breaker: CircuitBreaker(deployment.health),
                latencies: Array(repeating: LatencyWindow(), count: 2 * Self.sizes),
                limiter: ConcurrencyLimiter(
                    configured: deployment.limits.concurrency,
                    settings: deployment.queue
                ),
                queue: FairQueue(settings: deployment.queue),
                chance: Chance(seed: seed)
            )
        )
    }

    // MARK: Planning

    /// Whether an attempt would be refused at a time.
    package func isRefusing(at now: UInt64) -> Bool {
        let until = self.refusedUntil.load(ordering: .relaxed)
        guard until > 0 else { return false }
        return until > now || self.state.withLock { $0.breaker.isRefusing(at: now) || $0.ejectedUntil > now }
    }

    /// When attempts are let in again, as far as is known.
    package var refusesUntil: UInt64 { self.refusedUntil.load(ordering: .relaxed) }

    /// The share of its usual traffic that the deployment gets, 0.1 to 1.
    package func share(at now: UInt64) -> Double {
        guard self.slowUntil.load(ordering: .relaxed) > now else { return 1 }
        return self.state.withLock { $0.breaker.share(at: now) }
    }

    /// A quantile of the time to the first token of a stream, or to a whole reply, for requests of a size; nil where
    /// too little was measured.
    package func latency(
        _ percent: Int,
        isStream: Bool,
        bodyBytes: Int,
        at now: UInt64,
        atLeast samples: Int = 20
    ) -> UInt64? {
        self.state.withLock {
            $0.latencies[Self.window(isStream, bodyBytes)].quantile(percent, at: now, atLeast: samples)
        }
    }

    private static func window(_ isStream: Bool, _ bytes: Int) -> Int {
        let size = self.sizeBounds.firstIndex { bytes < $0 } ?? self.sizeBounds.count
        return isStream ? size : self.sizes + size
    }

    // MARK: Attempts

    /// Asks whether an attempt may begin.
    package func admit(at now: UInt64) -> CircuitBreaker.Admission {
        guard self.isWatched.load(ordering: .relaxed) else { return .admitted }
        return self.state.withLock { state in
            if state.ejectedUntil > now {
                return .refused(until: state.ejectedUntil)
            }
            let admission = state.breaker.admit(at: now)
            self.publish(&state, at: now)
            return admission
        }
    }

    /// How an attempt ended.
    package enum Outcome: Sendable {
        /// An answer; with the time to its first content, or of a plain reply to its end, if it was measured.
        case success(latency: UInt64?, isStream: Bool)
        /// A fault of the deployment.
        case failure(AttemptFault)
        /// Nothing that says anything about the deployment.
        case neutral
    }

    /// Takes the outcome of an attempt.
    ///
    /// - Parameters:
    ///   - began: when the attempt began.
    ///   - bodyBytes: size of the request, which the time to first token depends on.
    package func ended(_ outcome: Outcome, began: UInt64, isProbe: Bool, bodyBytes: Int, at now: UInt64) {
        self.state.withLock { state in
            if case .success(let latency, let isStream) = outcome {
                state.results += 1
                state.breaker.succeeded(at: now, began: began, isProbe: isProbe)
                if let latency {
                    state.latencies[Self.window(isStream, bodyBytes)].record(latency, at: now)
                }
                // A success where all is well changes nothing that others look at.
                guard self.isWatched.load(ordering: .relaxed) else { return }
            } else {
                self.takeFailure(outcome, &state, began: began, isProbe: isProbe, at: now)
            }
            self.publish(&state, at: now)
        }
    }

    private func takeFailure(
        _ outcome: Outcome,
        _ state: inout State,
        began: UInt64,
        isProbe: Bool,
        at now: UInt64
    ) {
        guard case .failure(let fault) = outcome else {
            state.breaker.abandoned(began: began, isProbe: isProbe)
            return
        }
        // Only one that has too much to do is left alone; a refusal of one request says nothing about others.
        if let wait = fault.retryAfter, fault.cause == .rateLimit || fault.cause == .serverError {
            state.breaker.coolDown(until: now.later(by: wait), at: now)
        }
        guard fault.countsAgainstHealth else {
            state.breaker.abandoned(began: began, isProbe: isProbe)
            return
        }
        state.results += 1
        state.failures += 1
        state.breaker.failed(at: now, began: began, isProbe: isProbe, given: &state.chance)
    }

    /// Brings the copies that others read without the lock up to date.
    private func publish(_ state: inout State, at now: UInt64) {
        var until: UInt64 = 0
        if state.breaker.coolUntil > now {
            until = state.breaker.coolUntil
        }
        if state.ejectedUntil > now {
            until = max(until, state.ejectedUntil)
        }
        let wasClosed = state.wasClosed
        state.wasClosed = state.breaker.state(at: now) == .closed
        if !state.wasClosed {
            until = max(until, state.breaker.openUntil, 1)
        } else if !wasClosed {
            self.slowUntil.store(now.later(by: self.settings.slowStart.wholeNanoseconds), ordering: .relaxed)
        }
        self.refusedUntil.store(until, ordering: .relaxed)
        self.isWatched.store(until > 0, ordering: .relaxed)
    }

    // MARK: Outliers

    /// What the deployment did since the last look.
    package func takeOutlierSample(at now: UInt64) -> OutlierSample {
        self.state.withLock { state in
            defer {
                state.results = 0
                state.failures = 0
            }
            return OutlierSample(
                requests: state.results,
                failures: state.failures,
                medianFirstToken: state.latencies[0].quantile(50, at: now, atLeast: 20)
            )
        }
    }

    /// Takes the deployment out until a time.
    package func eject(until time: UInt64, at now: UInt64) {
        self.state.withLock { state in
            // Another look, or another group, may have said so before.
            if state.ejectedUntil <= now {
                state.ejections += 1
            }
            state.ejectedUntil = max(state.ejectedUntil, time)
            self.publish(&state, at: now)
        }
    }

    // MARK: Concurrency

    /// What came of asking for a place.
    package enum Place: Sendable {
        /// The attempt may begin.
        case free
        /// It waits; the ticket is called.
        case waits(id: UInt64)
        /// Too many wait already.
        case refused(retryAfter: UInt64)
    }

    /// Asks for one of the deployment's places.
    func enter(_ ticket: QueueTicket, tenant: Int, priority: Int, at now: UInt64) -> Place {
        self.state.withLock { state in
            if state.inFlight < state.limiter.limit, state.queue.count == 0 {
                state.inFlight += 1
                return .free
            }
            switch state.queue.offer(ticket, tenant: tenant, priority: priority, at: now) {
            case .queued(let id):
                return .waits(id: id)
            case .displaced(let id, let other):
                other.refuse()
                return .waits(id: id)
            case .refused(let retryAfter):
                return .refused(retryAfter: retryAfter)
            }
        }
    }

    /// Takes one of the places if nobody has to wait for it.
    package func enterIfFree() -> Bool {
        self.state.withLock { state in
            guard state.inFlight < state.limiter.limit, state.queue.count == 0 else { return false }
            state.inFlight += 1
            return true
        }
    }

    /// Gives up waiting; a place that was granted meanwhile is given back.
    func withdraw(_ id: UInt64, _ ticket: QueueTicket, at now: UInt64) {
        let wasQueued = self.state.withLock { $0.queue.remove(id: id) != nil }
        if !wasQueued, ticket.wasGranted {
            self.leave(.ignored, latency: 0, at: now)
        }
    }

    /// Gives a place back, and lets the next ones in.
    package func leave(_ outcome: ConcurrencyLimiter.Outcome, latency: UInt64, at now: UInt64) {
        self.state.withLock { state in
            state.limiter.completed(outcome, latency: latency, inFlight: state.inFlight, at: now)
            state.inFlight -= 1
            while state.inFlight < state.limiter.limit, let (ticket, _) = state.queue.next(at: now) {
                state.inFlight += 1
                ticket.grant()
            }
        }
    }

    // MARK: For eyes

    /// The state at a time, for metrics and the admin plane.
    package func sample(at now: UInt64) -> DeploymentHealthSample {
        self.state.withLock { state in
            DeploymentHealthSample(
                breaker: state.breaker.state(at: now),
                isCoolingDown: state.breaker.coolUntil > now,
                isEjected: state.ejectedUntil > now,
                opened: state.breaker.opened,
                ejections: state.ejections,
                consecutiveFailures: state.breaker.consecutiveFailures,
                refusesFor: max(state.breaker.openUntil, state.breaker.coolUntil, state.ejectedUntil)
                    .elapsed(since: now),
                limit: self.isLimited ? state.limiter.limit : nil,
                inFlight: self.isLimited ? state.inFlight : nil,
                waiting: state.queue.count,
                firstTokenMedian: state.latencies[0].quantile(50, at: now, atLeast: 1),
                firstTokenP95: state.latencies[0].quantile(95, at: now, atLeast: 1)
            )
        }
    }
}

/// A deployment's state at a moment.
package struct DeploymentHealthSample: Sendable {
    /// State of the breaker.
    package var breaker: CircuitBreaker.State
    /// Whether it rests because it asked to be left alone (`Retry-After`).
    package var isCoolingDown: Bool
    /// Whether it is out because it does worse than the others of its group.
    package var isEjected: Bool
    /// How often the breaker opened.
    package var opened: Int
    /// How often it was taken out.
    package var ejections: Int
    /// Failures in a row.
    package var consecutiveFailures: Int
    /// Nanoseconds until it is asked again; 0 while it is.
    package var refusesFor: UInt64
    /// Requests that it serves at a time; nil where there is no limit.
    package var limit: Int?
    /// Requests that it serves now; nil where there is no limit.
    package var inFlight: Int?
    /// Requests that wait for it.
    package var waiting: Int
    /// Median time to first token of small requests, in nanoseconds.
    package var firstTokenMedian: UInt64?
    /// 95th percentile of the same.
    package var firstTokenP95: UInt64?
}
