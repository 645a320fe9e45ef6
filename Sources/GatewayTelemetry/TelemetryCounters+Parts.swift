import GatewayCore
import GatewayWire

/// Durations of an exchange, in nanoseconds, and what else metrics and log share.
struct ExchangeTiming {
    /// From the first byte of the request to settlement.
    let whole: UInt64
    /// What is left of it without waiting for providers and without the relay of the reply.
    let overhead: UInt64
    /// To the first content of the reply; 0 if none came.
    let firstToken: UInt64
    /// Between two tokens of the reply, on average; 0 where that cannot be said.
    let perToken: UInt64

    /// How it fared in the cache; read once for all, since most exchanges have no part in one.
    let outcome: CacheNote.Outcome

    /// Reads the clock readings of an exchange.
    init(_ exchange: Exchange) {
        self.outcome = exchange.cache.outcome
        self.whole = Self.gap(exchange.startedAt, exchange.settledAt)
        var elsewhere = exchange.waitedForProvider &+ exchange.phaseNanoseconds[Phase.relay.rawValue]
        if self.outcome != .off, exchange.cache.tier == .flight || exchange.cache.tier == .peer {
            // The answer was another request's: looking for it was waiting for that one's provider.
            elsewhere &+= exchange.phaseNanoseconds[Phase.recall.rawValue]
        }
        self.overhead = self.whole > elsewhere ? self.whole &- elsewhere : 0
        guard exchange.firstTokenAt > 0 else {
            self.firstToken = 0
            self.perToken = 0
            return
        }
        self.firstToken = Self.gap(exchange.startedAt, exchange.firstTokenAt)
        let tokens = exchange.usage?.completionTotal ?? exchange.contentEvents
        let writing = Self.gap(exchange.firstTokenAt, exchange.lastTokenAt)
        self.perToken = tokens > 1 ? writing / UInt64(tokens - 1) : 0
    }

    private static func gap(_ from: UInt64, _ to: UInt64) -> UInt64 {
        to > from ? to &- from : 0
    }
}

extension TelemetryCounters.TokenSeries {
    /// Adds a report.
    mutating func add(_ usage: TokenUsage, _ cost: Cost?) {
        self.input &+= UInt64(usage.input)
        self.cachedInput &+= UInt64(usage.cachedInput)
        self.cacheWrite &+= UInt64(usage.cacheWrite)
        self.output &+= UInt64(usage.output)
        self.reasoning &+= UInt64(usage.reasoning)
        if let cost {
            self.isPriced = true
            self.cost = self.cost + cost
        }
    }

    /// Tokens by value of the label `type`.
    var byType: [(type: String, count: UInt64)] {
        [
            ("input", self.input), ("cached_input", self.cachedInput), ("cache_write", self.cacheWrite),
            ("output", self.output), ("reasoning", self.reasoning),
        ]
    }

    /// Adds another series.
    mutating func add(_ other: Self) {
        self.input &+= other.input
        self.cachedInput &+= other.cachedInput
        self.cacheWrite &+= other.cacheWrite
        self.output &+= other.output
        self.reasoning &+= other.reasoning
        self.isPriced = self.isPriced || other.isPriced
        self.cost = self.cost + other.cost
    }
}

extension TelemetryCounters {
    /// Counts how long an exchange took; `position` is that of the exchange's series.
    mutating func countDuration(
        _ timing: ExchangeTiming,
        _ position: Int,
        _ endpoint: Endpoint,
        _ model: UInt16,
        _ provider: UInt16
    ) {
        var series = self.requests.values[position].duration
        // The overflow series stands for many, whose coarser series differ; it keeps no positions.
        if series < 0 || self.requests.keys[position] == .overflow {
            let key = SeriesKey(endpoint: endpoint.rawValue, model: model, provider: provider)
            series = Int32(self.durations.position(of: key, startingWith: LatencyHistogram(.exchange)))
            self.requests.values[position].duration = series
        }
        self.durations.values[Int(series)].record(nanoseconds: timing.whole)
    }

    /// Counts tokens and money that did not go into the answer.
    mutating func count(_ usage: TokenUsage, _ cost: Cost?, _ model: UInt16, _ target: Numbers) {
        let key = SeriesKey(model: model, deployment: target.deployment, provider: target.provider)
        self.tokens.values[self.tokens.position(of: key, startingWith: TokenSeries())].add(usage, cost)
    }

    /// Counts tokens and money of the answer; `position` is that of the exchange's series.
    mutating func count(_ usage: TokenUsage, _ cost: Cost?, _ position: Int, _ model: UInt16, _ target: Numbers) {
        var series = self.requests.values[position].tokens
        if series < 0 || self.requests.keys[position] == .overflow {
            let key = SeriesKey(model: model, deployment: target.deployment, provider: target.provider)
            series = Int32(self.tokens.position(of: key, startingWith: TokenSeries()))
            self.requests.values[position].tokens = series
        }
        self.tokens.values[Int(series)].add(usage, cost)
    }

    /// Counts the latencies of a stream; `position` is that of the exchange's series.
    mutating func count(_ timing: ExchangeTiming, _ position: Int, _ model: UInt16, _ provider: UInt16) {
        var series = self.requests.values[position].latency
        if series < 0 || self.requests.keys[position] == .overflow {
            let key = SeriesKey(model: model, provider: provider)
            series = Int32(self.latencies.position(of: key, startingWith: LatencySeries()))
            self.requests.values[position].latency = series
        }
        self.latencies.values[Int(series)].firstToken.record(nanoseconds: timing.firstToken)
        if timing.perToken > 0 {
            self.latencies.values[Int(series)].perToken.record(nanoseconds: timing.perToken)
        }
    }

    /// Counts the attempt that ended the exchange; `position` is that of the exchange's series.
    mutating func countLastAttempt(_ error: UInt8, _ position: Int, _ target: Numbers) {
        var series = self.requests.values[position].attempt
        if series < 0 || self.requests.keys[position] == .overflow {
            let key = SeriesKey(error: error, deployment: target.deployment, provider: target.provider)
            series = Int32(self.attempts.position(of: key, startingWith: 0))
            self.requests.values[position].attempt = series
        }
        self.attempts.values[Int(series)] &+= 1
    }
}
