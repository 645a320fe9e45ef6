import GatewayCore
import GatewayWire

/// Everything that one loop counts, as a value: copied for a scrape without stopping the loop, and added up there.
///
/// An exchange costs one look-up, for its full set of labels; that series knows the positions of the coarser series.
struct TelemetryCounters: Sendable {
    /// Exchanges with one full set of labels.
    struct RequestSeries: Sendable {
        /// How many.
        var count: UInt64 = 0
        /// Position in `durations`; negative until it is needed.
        var duration: Int32 = -1
        /// Position in `tokens`; negative until it is needed.
        var tokens: Int32 = -1
        /// Position in `latencies`; negative until it is needed.
        var latency: Int32 = -1
        /// Position in `attempts` of the attempt that ended the exchange; negative until it is needed.
        var attempt: Int32 = -1
    }

    /// Tokens and money of one deployment in one group.
    struct TokenSeries: Sendable {
        /// Tokens by class.
        var input: UInt64 = 0
        /// Tokens read from the provider's cache.
        var cachedInput: UInt64 = 0
        /// Tokens written to the provider's cache.
        var cacheWrite: UInt64 = 0
        /// Completion tokens without reasoning.
        var output: UInt64 = 0
        /// Reasoning tokens.
        var reasoning: UInt64 = 0
        /// Whether any exchange had a price.
        var isPriced = false
        /// Sum of the priced exchanges.
        var cost = Cost.zero
    }

    /// Latencies of streams.
    struct LatencySeries: Sendable {
        /// Time to the first token.
        var firstToken = LatencyHistogram(.exchange)
        /// Time per further token.
        var perToken = LatencyHistogram(.exchange)
    }

    /// Texts of label numbers.
    var labels: LabelTable
    /// By endpoint, model, deployment, provider, status, error, stream.
    var requests: SeriesFamily<RequestSeries>
    /// By endpoint, model, provider.
    var durations: SeriesFamily<LatencyHistogram>
    /// By model, deployment, provider.
    var tokens: SeriesFamily<TokenSeries>
    /// By model, provider.
    var latencies: SeriesFamily<LatencySeries>
    /// By deployment, provider, error.
    var attempts: SeriesFamily<UInt64>
    /// What followed first attempts.
    var resilience = ResilienceCounters()
    /// What the response cache did.
    var cache: CacheCounters
    /// Who was asked, and why.
    var routing: RoutingCounters
    /// By raw value of `ErrorCode`.
    var refused: [UInt64]
    /// Time that exchanges spent in the gateway itself.
    var overhead = LatencyHistogram(.inside)
    /// By raw value of `Phase`.
    var phases: [LatencyHistogram]
    /// Bytes of bodies sent to clients.
    var responseBytes: UInt64 = 0

    /// Creates counters at zero.
    ///
    /// - Parameter maxSeries: Series per metric at most; what is beyond counts as `other`.
    init(maxSeries: Int) {
        // A series brings three names at most, so it is the series that run out first.
        self.labels = LabelTable(limit: min(maxSeries, LabelTable.ceiling) * 3 + 2)
        self.requests = SeriesFamily(limit: maxSeries)
        self.durations = SeriesFamily(limit: maxSeries)
        self.tokens = SeriesFamily(limit: maxSeries)
        self.latencies = SeriesFamily(limit: maxSeries)
        self.attempts = SeriesFamily(limit: maxSeries)
        self.cache = CacheCounters(maxSeries: maxSeries)
        self.routing = RoutingCounters(maxSeries: maxSeries)
        self.refused = Array(repeating: 0, count: ErrorCode.allCases.count)
        self.phases = Array(repeating: LatencyHistogram(.inside), count: Phase.allCases.count)
    }

    /// Counts a settled exchange whose names have these labels.
    mutating func count(_ exchange: Exchange, _ timing: ExchangeTiming, model: UInt16, _ target: Numbers) {
        var isStored = false
        if timing.outcome != .off {
            self.cache.count(exchange.cache, tenant: exchange.caller?.tenant, model: model)
            isStored = timing.outcome.isSaving
        }
        let error = exchange.error?.rawValue ?? SeriesKey.noError
        // A stored answer is no deployment's doing, even if one was asked in vain before it was given.
        let answered = isStored ? Numbers(deployment: LabelTable.none, provider: LabelTable.none) : target
        let position = self.countRequest(exchange, timing, error, model, answered)
        self.overhead.record(nanoseconds: timing.overhead)
        self.responseBytes &+= UInt64(max(exchange.bytesSent, 0))
        for phase in 0..<self.phases.count where exchange.phaseNanoseconds[phase] > 0 {
            self.phases[phase].record(nanoseconds: exchange.phaseNanoseconds[phase])
        }
        self.resilience.count(exchange)
        guard !isStored else {
            if let usage = exchange.usage {
                self.count(usage, exchange.cost, model, target)
            }
            return
        }
        if let usage = exchange.usage {
            self.count(usage, exchange.cost, position, model, target)
        }
        if exchange.isStream, timing.firstToken > 0 {
            self.count(timing, position, model, target.provider)
        }
        if exchange.attempts > exchange.failedAttempts.count(where: \.wasMade) {
            self.countLastAttempt(error, position, target)
        }
    }

    /// Counts an exchange with its full set of labels, and how long it took.
    ///
    /// - Returns: the position of its series.
    private mutating func countRequest(
        _ exchange: Exchange,
        _ timing: ExchangeTiming,
        _ error: UInt8,
        _ model: UInt16,
        _ target: Numbers
    ) -> Int {
        let key = SeriesKey(
            endpoint: exchange.endpoint.rawValue,
            stream: exchange.isStream ? 1 : 0,
            status: (100...999).contains(exchange.status) ? exchange.status : 0,
            error: error,
            model: model,
            deployment: target.deployment,
            provider: target.provider
        )
        let position = self.requests.position(of: key, startingWith: RequestSeries())
        self.requests.values[position].count &+= 1
        self.countDuration(timing, position, exchange.endpoint, model, target.provider)
        return position
    }

    /// Counts an attempt that did not answer its exchange, with what it used on its own deployment.
    mutating func countFailedAttempt(_ attempt: FailedAttempt, model: UInt16, _ target: Numbers) {
        let error = attempt.error?.rawValue ?? SeriesKey.cancelled
        let key = SeriesKey(error: error, deployment: target.deployment, provider: target.provider)
        self.attempts.values[self.attempts.position(of: key, startingWith: 0)] &+= 1
        guard let usage = attempt.usage else { return }
        self.count(usage, attempt.cost, model, target)
    }

    /// Adds what other counters counted, which may number their labels in another way.
    mutating func add(_ other: TelemetryCounters) {
        let numbers = other.labels.names.map { self.labels.number(of: $0) }
        for (key, value) in zip(other.requests.keys, other.requests.values) {
            let position = self.requests.position(of: key.renumbered(by: numbers), startingWith: RequestSeries())
            self.requests.values[position].count &+= value.count
        }
        for (key, value) in zip(other.durations.keys, other.durations.values) {
            let position = self.durations.position(
                of: key.renumbered(by: numbers),
                startingWith: LatencyHistogram(.exchange)
            )
            self.durations.values[position].add(value)
        }
        for (key, value) in zip(other.tokens.keys, other.tokens.values) {
            let position = self.tokens.position(of: key.renumbered(by: numbers), startingWith: TokenSeries())
            self.tokens.values[position].add(value)
        }
        for (key, value) in zip(other.latencies.keys, other.latencies.values) {
            let position = self.latencies.position(of: key.renumbered(by: numbers), startingWith: LatencySeries())
            self.latencies.values[position].firstToken.add(value.firstToken)
            self.latencies.values[position].perToken.add(value.perToken)
        }
        for (key, value) in zip(other.attempts.keys, other.attempts.values) {
            self.attempts.values[self.attempts.position(of: key.renumbered(by: numbers), startingWith: 0)] &+= value
        }
        for code in self.refused.indices {
            self.refused[code] &+= other.refused[code]
        }
        self.resilience.add(other.resilience)
        self.cache.add(other.cache, models: numbers)
        self.routing.add(other.routing, numbers: numbers)
        self.overhead.add(other.overhead)
        for phase in self.phases.indices {
            self.phases[phase].add(other.phases[phase])
        }
        self.responseBytes &+= other.responseBytes
    }
}

extension TelemetryCounters {
    /// Numbers of the labels that a target has in every metric.
    typealias Numbers = SnapshotLabels.TargetLabels
}
