import GatewayCore

extension MetricsPage {
    /// State of the answers by meaning; nothing where none are given.
    mutating func writeSemantic(_ semantic: SemanticStatistics?) {
        guard let semantic else { return }
        self.writeCounts(MetricCatalog.semanticLookups, semantic) { $0.lookups }
        self.writeCounts(MetricCatalog.semanticRefusals, semantic) { $0.refusals }
        self.writeCounts(MetricCatalog.semanticChecks, semantic) { $0.checked.counts }
        self.writeCounts(MetricCatalog.semanticComparisons, semantic) { $0.compared.counts }
        self.writeCounts(MetricCatalog.semanticFeedback, semantic) { Array($0.called.counts.prefix(2)) }
        self.writer.begin(MetricCatalog.semanticWrong)
        for group in semantic.groups {
            for (name, share) in [("mean", group.wrongRatio), ("low", group.wrongLow), ("high", group.wrongHigh)] {
                guard let share else { continue }
                self.writer.sample(MetricCatalog.semanticWrong, [group.name, name], "\(share)")
            }
        }
        self.writer.begin(MetricCatalog.semanticLimit)
        for group in semantic.groups {
            self.writer.sample(MetricCatalog.semanticLimit, [group.name], "\(group.riskLimit)")
        }
        self.writer.begin(MetricCatalog.semanticOff)
        for group in semantic.groups {
            self.writer.sample(MetricCatalog.semanticOff, [group.name], group.standing == "off" ? "1" : "0")
        }
        self.write(MetricCatalog.semanticEntries, semantic.entries)
        self.write(MetricCatalog.semanticBytes, semantic.bytes)
    }

    private mutating func writeCounts(
        _ metric: MetricDescription,
        _ semantic: SemanticStatistics,
        _ counts: (SemanticStatistics.Group) -> [SemanticStatistics.Count]
    ) {
        self.writer.begin(metric)
        for group in semantic.groups {
            for count in counts(group) {
                self.writer.sample(metric, [group.name, count.name], "\(count.count)")
            }
        }
    }
}
