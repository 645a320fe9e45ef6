import GatewayCore

extension MetricCatalog {
    static let storedDecisions = MetricDescription(
        "signalbox_decision_store_records",
        .counter,
        labels: ["outcome"],
        "Decisions that were to be kept in the file, by what became of them."
    )
    static let decisionStoreUp = MetricDescription(
        "signalbox_decision_store_up",
        .gauge,
        "1 if the file of decisions is in use, 0 if it cannot be."
    )
    static let decisionStoreBytes = MetricDescription(
        "signalbox_decision_store_bytes",
        .gauge,
        "Bytes that decisions take in the file."
    )

    /// What is kept on disk.
    static let storage = [Self.storedDecisions, Self.decisionStoreUp, Self.decisionStoreBytes]
}

extension MetricsPage {
    /// What is kept on disk.
    mutating func writeStorage(_ store: DecisionStoreStatistics?) {
        guard let store else { return }
        self.writer.begin(MetricCatalog.storedDecisions)
        for (outcome, count) in [
            ("stored", store.stored), ("dropped", store.dropped), ("failed", store.failed), ("pruned", store.pruned),
        ] {
            self.writer.sample(MetricCatalog.storedDecisions, [outcome], "\(count)")
        }
        self.write(MetricCatalog.decisionStoreUp, store.isUp ? 1 : 0)
        self.write(MetricCatalog.decisionStoreBytes, store.bytes)
    }
}
