/// How a model group chooses among its members, beyond the name of its strategy.
package struct RoutingSettings: Sendable, Equatable {
    /// What counts in a score, for the strategy `score`.
    package var weights = ScoreWeights.usual
    /// Share of requests that try another deployment than the best, so that one which became better is noticed; 0 to
    /// 0.1, for `lowest-latency` and `score`.
    package var exploration = 0.02
    /// What a request may be expected to cost, in nano-dollars; deployments beyond it, or of unknown price, are left
    /// out. Nil is no bound.
    package var maxCost: Int64?
    /// How long the first token may be expected to take; deployments beyond it are left out. Nil is no bound.
    package var maxFirstToken: Duration?
    /// Tokens of an answer, until enough of them were seen.
    package var expectedOutputTokens = 256
    /// Region that answers should come from, for `proximity`; nil is any.
    package var region: String?
    /// How live measurements shift the shares of members; nil leaves them as configured.
    package var shares: ShareSettings? = ShareSettings()
    /// When the group steps down to smaller tiers; nil is never.
    package var degradation: DegradationSettings?
    /// What happens to requests of a kind.
    package var rules: [RuleSettings] = []
    /// Which of the rules that match count.
    package var match = RuleMatch.first

    /// Creates the settings that hold where nothing is said.
    package init() {}
}

/// How live errors, latency and refusals for rate shift a member's share of the traffic.
///
/// What a member does is measured against its own past and against the other members: one that is always slower keeps its
/// share, and a bad hour of all of them takes it from none.
package struct ShareSettings: Sendable, Equatable {
    /// How often shares are looked at. A share is halved at most from look to look.
    package var interval = Duration.milliseconds(500)
    /// Time in which what was seen loses half of its weight.
    package var halfLife = Duration.milliseconds(1500)
    /// The least share, so that recovery is noticed.
    package var floor = 0.03
    /// Share of failed attempts above which a share is reduced; it is restored below half of it.
    package var errorRate = 0.1
    /// Share of failed attempts at which only the floor is left.
    package var fullErrorRate = 0.3
    /// Latency, as a multiple of what it was and of what the others have, above which a share is reduced; it is restored below
    /// three quarters of it.
    package var slowdown = 2.0
    /// The multiple at which only the floor is left.
    package var fullSlowdown = 3.0
    /// By how much a share grows at most from look to look where measurements show that it may.
    package var growth = 1.35

    /// Creates the settings that hold where nothing is said.
    package init() {}
}

/// When a group steps down to smaller tiers, and back up.
package struct DegradationSettings: Sendable, Equatable {
    /// Tiers from the usual to the last; requests go to the current one and those after it.
    package var steps: [Tier] = [.advanced, .standard, .basic]
    /// Share of requests that had to wait for a place, or found none, from which the group steps down; nil is never.
    package var overload: Double? = 0.2
    /// What is left of the tightest provider limit, below which the group steps down; nil is never.
    package var headroom: Double? = 0.1
    /// Share of the budget that is used up, from which the group steps down; nil is never.
    package var budget: Double? = 0.95
    /// Part of a threshold below which the cause counts as gone.
    package var release = 0.5
    /// How long a cause lasts before a step down.
    package var patience = Duration.seconds(2)
    /// How long the group stays on a step before it goes up again.
    package var minStay = Duration.seconds(30)

    /// Creates the settings that hold where nothing is said.
    package init() {}
}
