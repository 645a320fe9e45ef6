import GatewayCore

extension MetricCatalog {
    static let mergedCalls = MetricDescription(
        "signalbox_batching_calls",
        .counter,
        labels: ["outcome"],
        "Calls made for several requests for embeddings, by whether the provider took them or refused them."
    )
    static let mergedRequests = MetricDescription(
        "signalbox_batching_requests",
        .counter,
        labels: ["way"],
        "Requests for embeddings that waited for others, by whether they shared a call or went alone."
    )
    static let batchWaiting = MetricDescription(
        "signalbox_batch_waiting",
        .gauge,
        "Requests tagged `batch` that wait for a better time."
    )
    static let batchWaits = MetricDescription(
        "signalbox_batch_waits",
        .counter,
        labels: ["end"],
        "Waits of such requests that are over, by how they ended."
    )
    static let batchWaitSeconds = MetricDescription(
        "signalbox_batch_wait_seconds",
        .counter,
        unit: "seconds",
        "Time of those waits together."
    )

    /// Shared calls, and requests that wait for a better time.
    static let batching = [
        Self.mergedCalls, Self.mergedRequests, Self.batchWaiting, Self.batchWaits, Self.batchWaitSeconds,
    ]
}

extension MetricsPage {
    /// Shared calls, and requests that wait for a better time.
    mutating func writeBatching(_ samples: [TelemetrySample]) {
        var merged = BatchingCounts()
        var waits = BatchWaitCounts()
        for sample in samples {
            merged.add(sample.batching)
            waits.add(sample.batchWaits)
        }
        self.writer.begin(MetricCatalog.mergedCalls)
        self.writer.sample(MetricCatalog.mergedCalls, ["taken"], "\(merged.calls - merged.refused)")
        self.writer.sample(MetricCatalog.mergedCalls, ["refused"], "\(merged.refused)")
        self.writer.begin(MetricCatalog.mergedRequests)
        self.writer.sample(MetricCatalog.mergedRequests, ["shared"], "\(merged.requests)")
        self.writer.sample(MetricCatalog.mergedRequests, ["alone"], "\(merged.alone)")
        self.write(MetricCatalog.batchWaiting, waits.waiting)
        self.writer.begin(MetricCatalog.batchWaits)
        for end in BatchWaitCounts.End.allCases {
            self.writer.sample(MetricCatalog.batchWaits, ["\(end.label)"], "\(waits.count(end))")
        }
        self.writer.begin(MetricCatalog.batchWaitSeconds)
        self.writer.sample(MetricCatalog.batchWaitSeconds, [], "\(Double(waits.nanoseconds) / 1e9)")
    }
}
