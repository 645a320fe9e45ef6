import GatewayCore
import GatewayRouting

/// Settings that check finds nothing in but facts, for tests to change.
struct PolicySample {
    var settings: Settings

    /// Three deployments of three tiers at two providers, and the group `chat` of the first two.
    init() {
        self.settings = Settings(
            providers: [Self.provider("one"), Self.provider("two")],
            deployments: [
                Self.deployment("large", "one", .advanced, "us", 10, [.tools, .parallelTools, .vision]),
                Self.deployment("small", "two", .basic, "eu", 1, [.tools, .jsonSchema]),
                Self.deployment("spare", "two", .standard, "eu", 2, [.tools, .jsonSchema]),
            ],
            models: [
                ModelGroup(
                    name: "chat",
                    members: [GroupMember(deployment: "large"), GroupMember(deployment: "small")]
                ),
                ModelGroup(name: "other", members: [GroupMember(deployment: "spare")]),
            ]
        )
    }

    static func provider(_ id: String) -> Provider {
        Provider(id: id, kind: "openai", origin: Origin(isTLS: false, host: "127.0.0.1", port: 1))
    }

    static func deployment(
        _ id: String,
        _ provider: String,
        _ tier: Tier,
        _ region: String,
        _ dollars: Int64,
        _ capabilities: Set<Capability>
    ) -> Deployment {
        Deployment(
            id: id,
            provider: provider,
            model: "m-\(id)",
            tier: tier,
            region: region,
            price: Price(input: dollars * 1_000_000_000, output: 2 * dollars * 1_000_000_000),
            capabilities: capabilities,
            contextWindow: 100_000
        )
    }

    /// The first group.
    var group: ModelGroup {
        get { self.settings.models[0] }
        set { self.settings.models[0] = newValue }
    }

    /// Adds a rule to the first group.
    mutating func rule(_ when: String, _ change: (inout RuleSettings) -> Void = { $0.priority = 2 }) {
        var rule = RuleSettings(name: "r\(self.group.routing.rules.count)", when: when)
        change(&rule)
        self.group.routing.rules.append(rule)
    }

    /// What is found, infos left out unless they are asked for.
    func findings(infos: Bool = false) -> [String] {
        let strategies = StrategyRegistry.builtin()
        let found = PolicyCheck.findings(
            of: self.settings,
            isStrategy: { strategies.strategy(named: $0) != nil },
            prices: { _, model in model == "in-the-book" ? Price(input: 1, output: 1) : nil }
        )
        return found.filter { infos || $0.severity != .info }.map { "\($0.severity.rawValue) \($0.key): \($0.message)" }
    }
}

extension DeploymentSelector {
    /// Selects by what a test changes.
    static func those(_ change: (inout DeploymentSelector) -> Void) -> DeploymentSelector {
        var selector = DeploymentSelector()
        change(&selector)
        return selector
    }
}
