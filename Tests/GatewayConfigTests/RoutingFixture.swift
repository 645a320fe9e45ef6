import GatewayCore

@testable import GatewayConfig

/// What the file with every key states about routing.
enum RoutingFixture {
    static var routing: RoutingSettings {
        var routing = RoutingSettings()
        routing.weights = ScoreWeights(quality: 5, cost: 2.5, latency: 1, load: 0.5)
        routing.exploration = 0.05
        routing.maxCost = 20_000_001
        routing.maxFirstToken = .milliseconds(1_500)
        routing.expectedOutputTokens = 300
        routing.region = "us-east"
        var shares = ShareSettings()
        shares.interval = .seconds(1)
        shares.halfLife = .seconds(5)
        shares.floor = 0.01
        shares.errorRate = 0.2
        shares.fullErrorRate = 0.5
        shares.slowdown = 3
        shares.fullSlowdown = 6
        shares.growth = 1.5
        routing.shares = shares
        var degradation = DegradationSettings()
        degradation.steps = [.advanced, .basic]
        degradation.overload = 0.3
        degradation.headroom = nil
        degradation.budget = 0.9
        degradation.release = 0.25
        degradation.patience = .seconds(5)
        degradation.minStay = .seconds(60)
        routing.degradation = degradation
        routing.rules = Self.rules
        routing.match = .all
        return routing
    }

    private static var rules: [RuleSettings] {
        var first = RuleSettings(name: "images", when: "vision && tokens > 100", line: 0)
        first.use = DeploymentSelector()
        first.use?.tiers = [.standard, .advanced]
        first.use?.deployments = ["a", "b"]
        first.use?.capabilities = [.vision, .jsonSchema]
        first.use?.regions = ["us-east"]
        first.use?.providers = ["sim"]
        first.prefer = DeploymentSelector()
        first.prefer?.tiers = [.advanced]
        first.prefer?.deployments = ["b"]
        first.prefer?.capabilities = [.tools]
        first.prefer?.regions = ["us-east"]
        first.prefer?.providers = ["azure-one"]
        first.forbid = DeploymentSelector()
        first.forbid?.tiers = [.basic]
        first.forbid?.deployments = ["b"]
        first.forbid?.capabilities = [.audio]
        first.forbid?.regions = ["us-east"]
        first.forbid?.providers = ["sim", "azure-one"]
        first.weights = ScoreWeights(latency: 1)
        first.shares = [GroupMember(deployment: "a", weight: 4), GroupMember(deployment: "b", weight: 0)]
        first.strategy = "headroom"
        first.maxCost = 5_000_000_000
        first.maxFirstToken = .seconds(2)
        first.cache = .refresh
        first.degrade = .standard
        first.priority = 2
        var second = RuleSettings(name: "rule-2", when: "tenant == \"x\" || tenant == \"y\"", line: 0)
        second.deny = "not for these"
        return [first, second]
    }
}

extension Settings {
    /// The settings but for the lines of conditions, which differ between a file and its dump.
    var withoutLines: Settings {
        var settings = self
        for group in settings.models.indices {
            for rule in settings.models[group].routing.rules.indices {
                settings.models[group].routing.rules[rule].line = 0
            }
        }
        return settings
    }
}
