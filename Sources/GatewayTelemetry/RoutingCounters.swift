package import GatewayCore

/// What one loop counts of decisions on who is asked.
struct RoutingCounters: Sendable {
    /// By model and strategy; the strategy stands where other families have the deployment.
    private(set) var decisions: SeriesFamily<UInt64>
    /// By model and rule, which stands there too.
    private(set) var ruleMatches: SeriesFamily<UInt64>
    /// By model and tier; the tier stands where other families have the endpoint.
    private(set) var degraded: SeriesFamily<UInt64>

    /// Creates counters at zero.
    init(maxSeries: Int) {
        self.decisions = SeriesFamily(limit: maxSeries)
        self.ruleMatches = SeriesFamily(limit: maxSeries)
        self.degraded = SeriesFamily(limit: maxSeries)
    }

    mutating func countDecision(model: UInt16, strategy: UInt16) {
        let key = SeriesKey(model: model, deployment: strategy)
        self.decisions.values[self.decisions.position(of: key, startingWith: 0)] &+= 1
    }

    mutating func countMatch(model: UInt16, rule: UInt16) {
        let key = SeriesKey(model: model, deployment: rule)
        self.ruleMatches.values[self.ruleMatches.position(of: key, startingWith: 0)] &+= 1
    }

    mutating func countDegraded(model: UInt16, to tier: Tier) {
        let key = SeriesKey(endpoint: tier.number, model: model)
        self.degraded.values[self.degraded.position(of: key, startingWith: 0)] &+= 1
    }

    /// Adds what another loop counted.
    ///
    /// - Parameter numbers: numbers of the other loop's labels in the table of this one.
    mutating func add(_ other: RoutingCounters, numbers: [UInt16]) {
        Self.add(other.decisions, to: &self.decisions, numbers)
        Self.add(other.ruleMatches, to: &self.ruleMatches, numbers)
        Self.add(other.degraded, to: &self.degraded, numbers)
    }

    private static func add(
        _ other: SeriesFamily<UInt64>,
        to family: inout SeriesFamily<UInt64>,
        _ numbers: [UInt16]
    ) {
        for (key, count) in zip(other.keys, other.values) {
            family.values[family.position(of: key.renumbered(by: numbers), startingWith: 0)] &+= count
        }
    }
}

extension Tier {
    /// Number in a `SeriesKey`.
    fileprivate var number: UInt8 {
        switch self {
        case .basic: 0
        case .standard: 1
        case .advanced: 2
        }
    }

    /// The label of a number; `other` beyond the limit of series.
    static func label(_ number: UInt8) -> String {
        Self.allCases.first { $0.number == number }?.rawValue ?? "other"
    }
}

extension LoopTelemetry {
    /// Factor on the traffic of one member of a model group, by how it does now.
    package struct Share: Sendable, Equatable {
        /// The model group.
        package var model: String
        /// The member.
        package var deployment: String
        /// The factor, 0 to 1.
        package var share: Double
    }

    /// The shares of all members of a snapshot's groups.
    ///
    /// - Parameter now: nanoseconds of the loops' clock.
    package static func shares(of snapshot: Snapshot, at now: UInt64) -> [Share] {
        snapshot.groups.flatMap { group in
            group.members.enumerated().map { index, member in
                let target = snapshot.targets[member]
                return Share(
                    model: group.group.name,
                    deployment: target.deployment.id,
                    share: group.live.share(index) * target.health.share(at: now)
                )
            }
        }
    }
}
