/// Which deployments a rule speaks of: those that have all that is stated, and of each list one.
package struct DeploymentSelector: Sendable, Equatable {
    /// Tiers, one of which it has; empty is any.
    package var tiers: [Tier] = []
    /// Ids, one of which is its own; empty is any.
    package var deployments: [String] = []
    /// What it can do, all of it; one that states nothing can do everything.
    package var capabilities: Set<Capability> = []
    /// Regions, one of which it is in; empty is any.
    package var regions: [String] = []
    /// Providers, one of which serves it; empty is any.
    package var providers: [String] = []

    /// Selects every deployment.
    package init() {}

    /// Whether a deployment is meant.
    package func selects(_ deployment: Deployment) -> Bool {
        if !self.tiers.isEmpty, deployment.tier.map({ self.tiers.contains($0) }) != true { return false }
        if !self.deployments.isEmpty, !self.deployments.contains(deployment.id) { return false }
        if let stated = deployment.capabilities, !self.capabilities.isSubset(of: stated) { return false }
        if !self.regions.isEmpty, deployment.region.map({ self.regions.contains($0) }) != true { return false }
        return self.providers.isEmpty || self.providers.contains(deployment.provider)
    }
}

/// What a rule says of the response cache.
package enum RuleCache: String, Sendable, CaseIterable {
    /// Neither looked up nor stored.
    case off
    /// Not answered from what is stored, but stored anew.
    case refresh
}

/// What happens to requests of a kind.
package struct RuleSettings: Sendable, Equatable {
    /// Name in explanations and metrics.
    package var name: String
    /// The condition, in CEL.
    package var when: String
    /// Line of the condition in the configuration, from 1; 0 where there is none.
    package var line: Int
    /// Only these serve the request.
    package var use: DeploymentSelector?
    /// These are asked first.
    package var prefer: DeploymentSelector?
    /// These are not asked.
    package var forbid: DeploymentSelector?
    /// What counts in a score.
    package var weights: ScoreWeights?
    /// Shares of members, by deployment; members that are not named keep theirs.
    package var shares: [GroupMember] = []
    /// Strategy instead of the group's.
    package var strategy: String?
    /// What the request may be expected to cost, in nano-dollars.
    package var maxCost: Int64?
    /// How long its first token may be expected to take.
    package var maxFirstToken: Duration?
    /// What it means for the cache.
    package var cache: RuleCache?
    /// The tier that is asked at the highest.
    package var degrade: Tier?
    /// Who goes first in a queue: 0 low, 1 normal, 2 high.
    package var priority: Int?
    /// The request is refused with this message.
    package var deny: String?

    /// Creates a rule that does nothing.
    package init(name: String, when: String, line: Int = 0) {
        self.name = name
        self.when = when
        self.line = line
    }

    /// Whether it has to be known before the cache is asked.
    package var precedesRecall: Bool { self.cache != nil || self.deny != nil }
}

/// Which of the rules that match count.
package enum RuleMatch: String, Sendable, CaseIterable {
    /// The first one alone.
    case first
    /// All of them, in their order: narrowing adds up, of other statements the last one counts.
    case all
}
