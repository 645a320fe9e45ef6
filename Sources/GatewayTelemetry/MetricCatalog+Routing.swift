import GatewayCore

extension MetricCatalog {
    static let decisions = MetricDescription(
        "signalbox_routing_decisions",
        .counter,
        labels: ["model", "strategy"],
        "Exchanges for which a strategy decided who is asked."
    )
    static let ruleMatches = MetricDescription(
        "signalbox_rule_matches",
        .counter,
        labels: ["model", "rule"],
        "Exchanges for which a rule counted."
    )
    static let degraded = MetricDescription(
        "signalbox_degraded",
        .counter,
        labels: ["model", "tier"],
        "Exchanges that went to a lower tier because their model group had stepped down."
    )
    static let deploymentShare = MetricDescription(
        "signalbox_deployment_share",
        .gauge,
        labels: ["model", "deployment"],
        "Factor on the configured share of the traffic, by how the deployment does now."
    )

    /// Decisions on who is asked.
    static let routing = [Self.decisions, Self.ruleMatches, Self.degraded, Self.deploymentShare]
}

extension MetricsPage {
    /// Decisions on who is asked.
    mutating func writeRouting(_ shares: [LoopTelemetry.Share]) {
        let counters = self.counters.routing
        self.writer.begin(MetricCatalog.decisions)
        for (key, count) in zip(counters.decisions.keys, counters.decisions.values) {
            self.writer.sample(MetricCatalog.decisions, [self.name(key.model), self.name(key.deployment)], "\(count)")
        }
        self.writer.begin(MetricCatalog.ruleMatches)
        for (key, count) in zip(counters.ruleMatches.keys, counters.ruleMatches.values) {
            self.writer.sample(
                MetricCatalog.ruleMatches,
                [self.name(key.model), self.name(key.deployment)],
                "\(count)"
            )
        }
        self.writer.begin(MetricCatalog.degraded)
        for (key, count) in zip(counters.degraded.keys, counters.degraded.values) {
            self.writer.sample(MetricCatalog.degraded, [self.name(key.model), Tier.label(key.endpoint)], "\(count)")
        }
        self.writer.begin(MetricCatalog.deploymentShare)
        for share in shares {
            self.writer.sample(
                MetricCatalog.deploymentShare,
                [share.model, share.deployment],
                MetricWriter.ratio(share.share)
            )
        }
    }
}

extension MetricWriter {
    /// A number from 0 to 1 in decimal, with four digits after the point.
    static func ratio(_ value: Double) -> String {
        let parts = Int((min(max(value, 0), 1) * 10_000).rounded())
        let digits = String(parts % 10_000)
        return "\(parts / 10_000).\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)"
    }
}
