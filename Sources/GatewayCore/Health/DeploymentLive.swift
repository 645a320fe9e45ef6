import Synchronization

/// What an attempt has shown of its deployment.
package struct AttemptFacts: Sendable, Equatable {
    /// How it ended.
    package enum End: Sendable, Equatable {
        /// With an answer.
        case answered
        /// By the deployment's fault.
        case failed
        /// The provider refused it for its rate.
        case rateLimited
        /// In a way that says nothing of the deployment.
        case neutral
    }

    /// How it ended.
    package var end: End
    /// Whether the answer was a stream.
    package var isStream = false
    /// Bytes of the request.
    package var bodyBytes = 0
    /// Nanoseconds to the first content, or of a plain reply to its end; 0 where none was measured. Of an attempt that
    /// ran out of time, what it has waited.
    package var latency: UInt64 = 0
    /// Nanoseconds from the first content to the last.
    package var streaming: UInt64 = 0
    /// Tokens of prompt and answer; 0 where nobody knows.
    package var inputTokens = 0
    /// Tokens of the answer.
    package var outputTokens = 0

    /// Creates facts.
    package init(_ end: End) {
        self.end = end
    }
}

/// What one deployment does at present, shared by all event loops: latencies by size, time per token, errors, limits.
///
/// It outlives snapshots, like `DeploymentHealth`. Attempts report at their end, under a short lock; who plans only reads
/// words that are published, without one. A number that is not known is 0.
package final class DeploymentLive: Sendable {
    private enum Word {
        /// Median times to first token by size, then times of whole replies by size.
        static let firstToken = 0
        static let perOutputToken = 8
        static let latency = 9
        static let latencyStamp = 10
        static let samples = 11
        static let errorRate = 12
        /// Three words each: requests and tokens by the provider's word, and by our count.
        static let limits = 13
        /// Running sums, for `ShareController`.
        static let results = 22
        static let failures = 23
        static let latencies = 24
        static let logSum = 25
        /// Attempts that wait for their first content, and the sum of the times when they began.
        static let waiting = 26
        static let waitingSince = 27
        static let count = 28
    }

    private static let sizes = 4
    private static let minute: UInt64 = 60_000_000_000

    private struct State: ~Copyable {
        var firstToken: [DecayedSketch]
        var perOutputToken = DecayedSketch(lowest: 1_000, halfLife: .seconds(30))
        var peak = PeakAverage()
        var results: DecayedSum
        var failures: DecayedSum
        var samples = DecayedSum(halfLife: .seconds(300))
        var requests = SlidingCount(window: DeploymentLive.minute, slices: 30)
        var tokens = SlidingCount(window: DeploymentLive.minute, slices: 30)
    }

    private let words = AtomicWords(count: Word.count)
    private let state: Mutex<State>
    /// Prompts that the provider probably has in its cache.
    package let residency = CacheResidency()

    /// Creates the state of a deployment that has not been asked yet.
    package init() {
        let sketch = DecayedSketch(lowest: 100_000, halfLife: .seconds(6))
        self.state = Mutex(
            State(
                firstToken: Array(repeating: sketch, count: 2 * Self.sizes),
                results: DecayedSum(halfLife: .seconds(10)),
                failures: DecayedSum(halfLife: .seconds(10))
            )
        )
    }

    // MARK: Planning

    /// Fills in what is asked for.
    package func fill(
        _ candidate: inout Candidate,
        _ needs: RoutingNeeds,
        isStream: Bool,
        bodyBytes: Int,
        at now: UInt64
    ) {
        if needs.contains(.latency) {
            candidate.latency = PeakAverage.faded(
                self.words.number(Word.latency),
                since: self.words[Word.latencyStamp],
                at: now
            )
        }
        if needs.contains(.prediction) {
            self.predict(&candidate, isStream, RequestSize.index(bodyBytes))
        }
        if needs.contains(.errorRate) {
            candidate.errorRate = self.words.number(Word.errorRate)
        }
        if needs.contains(.headroom) {
            candidate.headroom = self.headroom(at: now)
        }
    }

    private func predict(_ candidate: inout Candidate, _ isStream: Bool, _ size: Int) {
        candidate.samples = UInt32(clamping: self.words[Word.samples])
        // Samples are counted after what they have shown.
        guard candidate.samples > 0 else { return }
        let perToken = self.words.number(Word.perOutputToken)
        // A whole reply's time holds its output; where only streams were seen, it is put together.
        if !isStream, let whole = self.nearest(size, from: Self.sizes) {
            candidate.firstToken = whole
            candidate.perOutputToken = 0
        } else if let first = self.nearest(size, from: 0) {
            candidate.firstToken = first
            candidate.perOutputToken = perToken
        } else if let whole = self.nearest(size, from: Self.sizes) {
            candidate.firstToken = whole
            candidate.perOutputToken = 0
        }
    }

    /// The time that was measured for a size, else for the size that is nearest to it.
    private func nearest(_ size: Int, from first: Int) -> Double? {
        for distance in 0..<Self.sizes {
            if size - distance >= 0, let time = self.time(size - distance, from: first) {
                return time
            }
            if size + distance < Self.sizes, let time = self.time(size + distance, from: first) {
                return time
            }
        }
        return nil
    }

    @inline(__always)
    private func time(_ size: Int, from first: Int) -> Double? {
        let time = self.words.number(Word.firstToken + first + size)
        return time > 0 ? time : nil
    }

    /// What is left of the tightest limit, 0 to 1.
    package func headroom(at now: UInt64) -> Double {
        var least = 1.0
        for gauge in 0..<3 {
            least = min(least, LimitGauge(self.words, at: Word.limits + 3 * gauge).headroom(at: now))
        }
        return least
    }

    // MARK: Attempts

    /// An attempt begins.
    package func began(_ limits: DeploymentLimits, at now: UInt64) {
        self.words.add(Word.waiting, 1)
        self.words.add(Word.waitingSince, now)
        guard let most = limits.requestsPerMinute else { return }
        self.state.withLock { state in
            state.requests.add(1, at: now)
            self.gauge(&state, most, limits.tokensPerMinute, at: now)
        }
    }

    /// An attempt that began at a time waits no longer: its first content is there, or it is over. Once per attempt.
    package func stoppedWaiting(since began: UInt64) {
        self.words.add(Word.waiting, 0 &- 1)
        self.words.add(Word.waitingSince, 0 &- began)
    }

    /// Takes what an attempt has shown.
    package func ended(_ facts: AttemptFacts, _ limits: DeploymentLimits, at now: UInt64) {
        let tokens = facts.inputTokens + facts.outputTokens
        let counts = facts.end != .neutral
        guard counts || tokens > 0 else { return }
        self.state.withLock { state in
            if let most = limits.tokensPerMinute, tokens > 0 {
                state.tokens.add(tokens, at: now)
                self.gauge(&state, limits.requestsPerMinute, most, at: now)
            }
            guard counts else { return }
            self.take(facts, &state, at: now)
        }
    }

    private func take(_ facts: AttemptFacts, _ state: inout State, at now: UInt64) {
        let isFault = facts.end != .answered
        state.results.add(1, at: now)
        state.failures.add(isFault ? 1 : 0, at: now)
        self.words.set(Word.errorRate, to: state.results.value > 0 ? state.failures.value / state.results.value : 0)
        self.words.add(Word.results, 1)
        self.words.add(Word.failures, isFault ? 1 : 0)
        guard facts.latency > 0 else { return }
        let latency = Double(facts.latency)
        state.peak.record(latency, at: now)
        self.words.set(Word.latency, to: state.peak.value)
        self.words[Word.latencyStamp] = state.peak.stamp
        self.words.add(Word.latencies, 1)
        self.words.add(Word.logSum, Self.logarithm(facts.latency))
        guard !isFault else { return }
        let index = RequestSize.index(facts.bodyBytes) + (facts.isStream ? 0 : Self.sizes)
        state.firstToken[index].record(latency, at: now)
        self.words.set(Word.firstToken + index, to: state.firstToken.span[index].quantile(0.5) ?? 0)
        state.samples.add(1, at: now)
        self.words[Word.samples] = UInt64(state.samples.value)
        guard facts.isStream, facts.outputTokens >= 8, facts.streaming > 0 else { return }
        state.perOutputToken.record(Double(facts.streaming) / Double(facts.outputTokens - 1), at: now)
        self.words.set(Word.perOutputToken, to: state.perOutputToken.mean ?? 0)
    }

    /// Logarithm to base 2 in thousandths, from the number's bits: exact enough for a mean.
    static func logarithm(_ value: UInt64) -> UInt64 {
        guard value > 0 else { return 0 }
        let exponent = UInt64(63 - value.leadingZeroBitCount)
        let rest = exponent >= 10 ? (value >> (exponent - 10)) & 0x3FF : (value << (10 - exponent)) & 0x3FF
        return exponent << 10 | rest
    }

    // MARK: Limits

    /// Takes what a reply's headers say of the provider's limits.
    package func note(_ reading: RateLimitReading, at now: UInt64) {
        for (gauge, kinds) in [(0, [RateLimitReading.Kind.requests]), (1, [.tokens, .inputTokens, .outputTokens])] {
            var tightest: RateLimitReading.Limit?
            for kind in kinds where reading[kind].headroom ?? 1 < tightest?.headroom ?? .infinity {
                tightest = reading[kind].headroom == nil ? tightest : reading[kind]
            }
            guard let tightest, let part = tightest.headroom else { continue }
            LimitGauge(self.words, at: Word.limits + 3 * gauge)
                .set(part, reset: tightest.reset ?? Self.minute, at: now)
        }
    }

    /// Takes note that the provider wants to be left alone for a time.
    package func noteRetryAfter(_ span: UInt64, at now: UInt64) {
        LimitGauge(self.words, at: Word.limits).set(0, reset: span, at: now)
    }

    private func gauge(_ state: inout State, _ requests: Int?, _ tokens: Int?, at now: UInt64) {
        var left = 1.0
        if let requests {
            left = min(left, 1 - Double(state.requests.covering(at: now)) / Double(max(requests, 1)))
        }
        if let tokens {
            left = min(left, 1 - Double(state.tokens.covering(at: now)) / Double(max(tokens, 1)))
        }
        LimitGauge(self.words, at: Word.limits + 6).set(left, reset: Self.minute, at: now)
    }

    // MARK: Shares

    /// Running sums of all that the deployment did; who takes their differences needs no part in its state.
    package func totals(at now: UInt64) -> ShareSample {
        var sample = ShareSample()
        sample.results = Double(self.words[Word.results])
        sample.failures = Double(self.words[Word.failures])
        sample.latencies = Double(self.words[Word.latencies])
        sample.logSum = Double(self.words[Word.logSum]) / 1024
        let waiting = Int64(bitPattern: self.words[Word.waiting])
        if waiting > 0 {
            // The sum wraps, and so does this: the difference is right.
            let waited = Int64(bitPattern: UInt64(waiting) &* now &- self.words[Word.waitingSince])
            sample.waiting = Double(waiting)
            sample.waitingFor = Double(max(waited, 0)) / Double(waiting)
        }
        return sample
    }
}

/// Sizes of requests that are measured apart.
package enum RequestSize {
    /// Body bytes below each bound, and everything above.
    package static let bounds = [4 << 10, 32 << 10, 256 << 10]

    /// The size of a body.
    @inline(__always)
    static func index(_ bytes: Int) -> Int {
        bytes < 4 << 10 ? 0 : bytes < 32 << 10 ? 1 : bytes < 256 << 10 ? 2 : 3
    }
}
