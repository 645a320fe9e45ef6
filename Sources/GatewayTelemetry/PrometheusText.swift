import GatewayCore

/// The answer to a scrape: all loops' samples added up and written out.
///
/// Runs on any thread, on copies; takes no lock.
package enum PrometheusText {
    /// Renders a scrape.
    ///
    /// - Parameters:
    ///   - samples: One per loop.
    ///   - gauges: What the caller gathered besides.
    ///   - process: What the kernel says; nil leaves the `process_` metrics without samples.
    ///   - format: Text format that the scraper accepts.
    package static func render(
        samples: [TelemetrySample],
        gauges: GatewayGauges,
        process: ProcessStatistics?,
        format: MetricsFormat
    ) -> [UInt8] {
        // Each sample is bounded, and so is their sum; a limit here would let series change places between scrapes.
        var counters = TelemetryCounters(maxSeries: .max)
        for sample in samples {
            counters.add(sample.counters)
        }
        var page = MetricsPage(counters: counters, writer: MetricWriter(format))
        page.writeExchanges()
        page.writeUsage()
        page.writeFurtherAttempts()
        page.writeRouting(gauges.shares)
        page.writeBatching(samples)
        page.writeCache()
        page.writeInside()
        page.writeLoops(samples)
        page.writeDeployments(gauges.deployments)
        page.writePools(gauges.poolsByProvider)
        page.writeCacheState(gauges.cache)
        page.writeSemantic(gauges.cache?.semantic)
        page.writeStorage(gauges.decisionStore)
        page.writeGateway(gauges)
        page.writeProcess(process)
        page.writer.end()
        return page.writer.bytes
    }
}

/// One scrape in the making.
struct MetricsPage {
    /// All loops' counters.
    let counters: TelemetryCounters
    /// The text so far.
    var writer: MetricWriter

    mutating func writeExchanges() {
        self.writer.begin(MetricCatalog.requests)
        for (key, series) in zip(self.counters.requests.keys, self.counters.requests.values) {
            let values = [
                self.endpoint(key), self.name(key.model), self.name(key.deployment), self.name(key.provider),
                key.status == SeriesKey.otherStatus ? "other" : "\(key.status)",
                self.error(key, none: ""),
                key.stream == 2 ? "other" : key.stream == 1 ? "true" : "false",
            ]
            self.writer.sample(MetricCatalog.requests, values, "\(series.count)")
        }
        self.writer.begin(MetricCatalog.duration)
        for (key, histogram) in zip(self.counters.durations.keys, self.counters.durations.values) {
            let values = [self.endpoint(key), self.name(key.model), self.name(key.provider)]
            self.writer.histogram(
                MetricCatalog.duration,
                values,
                histogram,
                octaves: stride(from: 4, through: 23, by: 1)
            )
        }
        self.writer.begin(MetricCatalog.firstToken)
        for (key, series) in zip(self.counters.latencies.keys, self.counters.latencies.values) {
            let values = [self.name(key.model), self.name(key.provider)]
            let octaves = stride(from: 4, through: 20, by: 1)
            self.writer.histogram(MetricCatalog.firstToken, values, series.firstToken, octaves: octaves)
        }
        self.writer.begin(MetricCatalog.perToken)
        for (key, series) in zip(self.counters.latencies.keys, self.counters.latencies.values) {
            let values = [self.name(key.model), self.name(key.provider)]
            let octaves = stride(from: 2, through: 16, by: 1)
            self.writer.histogram(MetricCatalog.perToken, values, series.perToken, octaves: octaves)
        }
    }

    mutating func writeUsage() {
        self.writer.begin(MetricCatalog.tokens)
        for (key, series) in zip(self.counters.tokens.keys, self.counters.tokens.values) {
            let names = [self.name(key.model), self.name(key.deployment), self.name(key.provider)]
            for (type, count) in series.byType {
                self.writer.sample(MetricCatalog.tokens, names + [type], "\(count)")
            }
        }
        self.writer.begin(MetricCatalog.cost)
        for (key, series) in zip(self.counters.tokens.keys, self.counters.tokens.values) where series.isPriced {
            let names = [self.name(key.model), self.name(key.deployment), self.name(key.provider)]
            self.writer.sample(MetricCatalog.cost, names, series.cost.decimalText)
        }
        self.writePromptCaches()
        self.writer.begin(MetricCatalog.attempts)
        for (key, count) in zip(self.counters.attempts.keys, self.counters.attempts.values) {
            let values = [self.name(key.deployment), self.name(key.provider), self.error(key, none: "success")]
            self.writer.sample(MetricCatalog.attempts, values, "\(count)")
        }
    }

    mutating func writeFurtherAttempts() {
        let counters = self.counters.resilience
        self.writer.begin(MetricCatalog.extraAttempts)
        for role in AttemptRole.allCases where role != .first {
            let count = counters.extraAttempts[Int(role.rawValue)]
            self.writer.sample(MetricCatalog.extraAttempts, ["\(role.label)"], "\(count)")
        }
        self.writer.begin(MetricCatalog.rescues)
        for mode in ResilienceCounters.rescueModes {
            for outcome in RescueRecord.Outcome.allCases {
                let labels = ["\(mode.label)", "\(outcome.label)"]
                self.writer.sample(MetricCatalog.rescues, labels, "\(counters.rescues(mode, outcome))")
            }
        }
        self.writer.begin(MetricCatalog.hedges)
        for outcome in ResilienceCounters.HedgeOutcome.allCases {
            let count = counters.hedges[outcome.rawValue]
            self.writer.sample(MetricCatalog.hedges, ["\(outcome.label)"], "\(count)")
        }
        self.write(MetricCatalog.budgetExhausted, counters.budgetExhausted)
        self.writer.begin(MetricCatalog.queueWait)
        let octaves = stride(from: 4, through: 20, by: 1)
        self.writer.histogram(MetricCatalog.queueWait, [], counters.queueWait, octaves: octaves)
    }

    mutating func writeInside() {
        self.writer.begin(MetricCatalog.overhead)
        let octaves = stride(from: 3, through: 23, by: 1)
        self.writer.histogram(MetricCatalog.overhead, [], self.counters.overhead, octaves: octaves)
        self.writer.begin(MetricCatalog.phases)
        for phase in Phase.allCases where self.counters.phases[phase.rawValue].count > 0 {
            let octaves = stride(from: 3, through: 31, by: 2)
            let histogram = self.counters.phases[phase.rawValue]
            self.writer.histogram(MetricCatalog.phases, ["\(phase.label)"], histogram, octaves: octaves)
        }
        self.writer.begin(MetricCatalog.refused)
        for code in ErrorCode.allCases where self.counters.refused[Int(code.rawValue)] > 0 {
            let count = self.counters.refused[Int(code.rawValue)]
            self.writer.sample(MetricCatalog.refused, [code.metricLabel], "\(count)")
        }
        self.write(MetricCatalog.responseBytes, self.counters.responseBytes)
    }

    mutating func writeLoops(_ samples: [TelemetrySample]) {
        self.write(MetricCatalog.activeRequests, samples.reduce(0) { $0 + $1.activeExchanges })
        self.write(MetricCatalog.connections, samples.reduce(0) { $0 + $1.connections })
    }

    mutating func writeDeployments(_ deployments: [DeploymentGauges]) {
        self.write(MetricCatalog.deploymentState, deployments) { $0.state }
        self.write(MetricCatalog.deploymentAvailable, deployments) { $0.isAvailable ? 1 : 0 }
        self.write(MetricCatalog.breakerOpened, deployments) { $0.health.opened }
        self.write(MetricCatalog.outlierEjections, deployments) { $0.health.ejections }
        self.write(MetricCatalog.concurrencyLimit, deployments) { $0.health.limit }
        self.write(MetricCatalog.deploymentInFlight, deployments) { $0.health.inFlight }
        self.write(MetricCatalog.deploymentWaiting, deployments) { $0.health.limit == nil ? nil : $0.health.waiting }
    }

    mutating func writePools(_ pools: [PoolGauges]) {
        self.write(MetricCatalog.upstreamConnections, pools, \.open)
        self.write(MetricCatalog.upstreamIdle, pools, \.idle)
        self.write(MetricCatalog.upstreamBusy, pools, \.busy)
        self.write(MetricCatalog.upstreamWaiting, pools, \.waiting)
        self.write(MetricCatalog.upstreamOpened, pools, \.openedTotal)
        self.write(MetricCatalog.upstreamReused, pools, \.reusedTotal)
        self.write(MetricCatalog.upstreamStale, pools, \.staleRetriesTotal)
    }

    mutating func writeGateway(_ gauges: GatewayGauges) {
        self.writer.begin(MetricCatalog.loopLag)
        for (loop, lag) in gauges.loopLagNanoseconds.enumerated() {
            self.writer.sample(MetricCatalog.loopLag, ["\(loop)"], MetricWriter.seconds(nanoseconds: lag))
        }
        self.write(MetricCatalog.logDropped, gauges.accessLogDropped)
        self.write(MetricCatalog.configVersion, gauges.configVersion)
        self.write(MetricCatalog.configReload, gauges.lastReloadSucceeded ? 1 : 0)
        self.writer.begin(MetricCatalog.buildInfo)
        self.writer.sample(MetricCatalog.buildInfo, [gauges.version], "1")
    }

    mutating func writeProcess(_ process: ProcessStatistics?) {
        guard let process else { return }
        self.write(MetricCatalog.processCPU, MetricWriter.seconds(nanoseconds: process.cpuMilliseconds * 1_000_000))
        self.write(MetricCatalog.processResident, process.residentBytes)
        self.write(MetricCatalog.processVirtual, process.virtualBytes)
        self.write(MetricCatalog.processDescriptors, process.openDescriptors)
        self.write(MetricCatalog.processMaxDescriptors, process.maxDescriptors)
        self.write(MetricCatalog.processStart, MetricWriter.seconds(nanoseconds: process.startMilliseconds * 1_000_000))
    }

    /// Writes a metric that has one sample.
    mutating func write(_ metric: MetricDescription, _ value: some CustomStringConvertible) {
        self.writer.begin(metric)
        self.writer.sample(metric, [], value.description)
    }

    private mutating func write<Value: BinaryInteger>(
        _ metric: MetricDescription,
        _ pools: [PoolGauges],
        _ value: KeyPath<PoolGauges, Value>
    ) {
        self.writer.begin(metric)
        for pool in pools {
            self.writer.sample(metric, [pool.provider], "\(pool[keyPath: value])")
        }
    }

    private mutating func write(
        _ metric: MetricDescription,
        _ deployments: [DeploymentGauges],
        _ value: (DeploymentGauges) -> Int?
    ) {
        self.writer.begin(metric)
        for deployment in deployments {
            guard let value = value(deployment) else { continue }
            self.writer.sample(metric, [deployment.deployment, deployment.provider], "\(value)")
        }
    }

    /// Text of a label number; tenants have others.
    func name(_ number: UInt16) -> String {
        self.counters.labels.names[Int(number)]
    }

    private func endpoint(_ key: SeriesKey) -> String {
        Endpoint(rawValue: key.endpoint).map { "\($0.label)" } ?? "other"
    }

    private func error(_ key: SeriesKey, none: String) -> String {
        switch key.error {
        case SeriesKey.noError: none
        case SeriesKey.cancelled: "cancelled"
        default: ErrorCode(rawValue: key.error)?.metricLabel ?? "other"
        }
    }
}
