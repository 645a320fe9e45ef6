package import GatewayCore
import GatewayWire

/// What one event loop measures: counts each settled exchange and writes its line of the access log.
///
/// Confined to its loop. Nothing here waits, and once the names of a configuration have been seen nothing allocates.
package final class LoopTelemetry: ExchangeObserver {
    /// Series per metric at most, where nothing else is asked for.
    package static let defaultMaxSeries = 4096
    /// Snapshots whose labels are kept: the current one, and those that exchanges in flight still hold.
    private static let keptSnapshots = 4

    /// Position among the loops.
    package let index: Int
    private var counters: TelemetryCounters
    private var snapshots: [SnapshotLabels] = []
    private let log: AccessLogLane?
    private var line: AccessLogLine

    /// Creates the telemetry of a loop.
    ///
    /// - Parameters:
    ///   - index: Position among the loops.
    ///   - log: This loop's lane of the access log; nil where none is written.
    ///   - wallClock: Nanoseconds since 1970 in UTC, for the time in the log.
    ///   - maxSeries: Series per metric at most; what is beyond counts under labels of value `other`.
    package init(
        index: Int,
        log: AccessLogLane?,
        wallClock: @escaping @Sendable () -> UInt64,
        maxSeries: Int = LoopTelemetry.defaultMaxSeries
    ) {
        self.index = index
        self.counters = TelemetryCounters(maxSeries: maxSeries)
        self.log = log
        self.line = AccessLogLine(wallClock: wallClock)
    }

    /// Counts the exchange and logs it.
    package func exchangeSettled(_ exchange: Exchange) {
        let timing = ExchangeTiming(exchange)
        self.count(exchange, timing)
        guard let log = self.log else { return }
        self.line.write(exchange, timing) { bytes in
            if let bytes {
                log.append(bytes)
            } else {
                log.countDropped()
            }
        }
    }

    /// Counts a request that was refused before it became an exchange.
    package func requestRefused(_ error: GatewayError) {
        self.counters.refused[Int(error.code.rawValue)] &+= 1
    }

    /// A copy of all counters, with the gauges of the loop; call it on the loop.
    package func sample(of loop: LoopState) -> TelemetrySample {
        TelemetrySample(
            loop: self.index,
            activeExchanges: loop.activeExchanges,
            connections: loop.connections,
            counters: self.counters,
            batching: loop.embeddings.counts,
            batchWaits: loop.batchWaits.counts
        )
    }

    private func count(_ exchange: Exchange, _ timing: ExchangeTiming) {
        let snapshot = self.position(of: exchange.snapshot)
        var target = TelemetryCounters.Numbers(deployment: LabelTable.none, provider: LabelTable.none)
        var model = LabelTable.none
        if let used = exchange.target {
            target = self.snapshots[snapshot].numbers(of: used, in: &self.counters.labels)
        }
        if let group = exchange.group {
            model = self.snapshots[snapshot].number(of: group, in: &self.counters.labels)
        } else if let used = exchange.target {
            model = self.snapshots[snapshot].number(ofDirect: used, in: &self.counters.labels)
        }
        self.counters.count(exchange, timing, model: model, target)
        if let group = exchange.group, exchange.decision != 0 || exchange.ruling != nil {
            self.countRouting(exchange, group, snapshot, model)
        }
        for failed in exchange.failedAttempts {
            let numbers = self.snapshots[snapshot].numbers(of: failed.target, in: &self.counters.labels)
            self.counters.countFailedAttempt(failed, model: model, numbers)
        }
    }

    /// Counts the decision and what it came from.
    private func countRouting(_ exchange: Exchange, _ group: GroupPlan, _ snapshot: Int, _ model: UInt16) {
        for rule in exchange.ruling?.matched ?? [] {
            let number = self.snapshots[snapshot].number(ofRule: rule, of: group, in: &self.counters.labels)
            self.counters.routing.countMatch(model: model, rule: number)
        }
        guard exchange.decision != 0 else { return }
        var strategy = self.snapshots[snapshot].number(ofStrategyOf: group, in: &self.counters.labels)
        if let named = exchange.ruling?.strategyName, !named.isEmpty {
            strategy = self.counters.labels.number(of: named)
        }
        self.counters.routing.countDecision(model: model, strategy: strategy)
        if let tier = exchange.signals.degradedTo {
            self.counters.routing.countDegraded(model: model, to: tier)
        }
    }

    /// Position of a snapshot's labels; the oldest ones make room for new ones.
    private func position(of snapshot: Snapshot) -> Int {
        let version = snapshot.version
        if let known = self.snapshots.lastIndex(where: { $0.version == version }) {
            return known
        }
        if self.snapshots.count >= Self.keptSnapshots {
            self.snapshots.removeFirst()
        }
        self.snapshots.append(SnapshotLabels(snapshot))
        return self.snapshots.count - 1
    }
}

extension LoopState {
    /// What the loop has measured until now; nil if a `LoopTelemetry` does not observe it. Call it on the loop.
    package var telemetrySample: TelemetrySample? {
        (self.observer as? LoopTelemetry)?.sample(of: self)
    }
}

/// What one loop had measured at a moment; safe to carry to the thread that renders it.
package struct TelemetrySample: Sendable {
    /// Position of the loop.
    package let loop: Int
    /// Exchanges in flight.
    package let activeExchanges: Int
    /// Client connections.
    package let connections: Int
    /// Counters since the start.
    let counters: TelemetryCounters
    /// Calls that requests for embeddings shared.
    let batching: BatchingCounts
    /// Requests that waited for a better time.
    let batchWaits: BatchWaitCounts

    /// Creates a sample.
    init(
        loop: Int,
        activeExchanges: Int,
        connections: Int,
        counters: TelemetryCounters,
        batching: BatchingCounts,
        batchWaits: BatchWaitCounts
    ) {
        self.batching = batching
        self.batchWaits = batchWaits
        self.loop = loop
        self.activeExchanges = activeExchanges
        self.connections = connections
        self.counters = counters
    }
}
