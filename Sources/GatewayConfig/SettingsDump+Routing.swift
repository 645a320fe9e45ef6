import GatewayCore

extension SettingsDump {
    /// What the routing of all groups shares.
    static func value(of routing: RoutingService) -> JSONValue {
        .object(compacting: [
            ("decisions", Self.decisions(of: routing)),
            ("vocabularies", .string(orNil: routing.vocabularies)),
        ])
    }

    private static func decisions(of routing: RoutingService) -> JSONValue {
        let memory = JSONValue.integer(Int128(routing.keptDecisions))
        guard let store = routing.decisionStore else { return memory }
        let sqlite = JSONValue.object([
            ("path", .string(store.path)),
            ("keep", Self.duration(store.keep)),
            ("max_bytes", Self.size(store.maxBytes)),
            ("sample", .number(store.sample)),
        ])
        return .object([("memory", memory), ("sqlite", sqlite)])
    }

    /// How well a deployment does its work, in the order of the reference; nil where nothing is stated.
    static func quality(of deployment: Deployment) -> JSONValue? {
        guard !deployment.quality.isEmpty else { return nil }
        return .object(
            compacting: (ConfigSchema.tasks + ["default"]).map { task in
                (task, deployment.quality[task].map { .number($0) })
            }
        )
    }

    /// How the members of a group are chosen.
    static func members(of routing: RoutingSettings) -> [(String, JSONValue?)] {
        [
            ("weights", Self.value(of: routing.weights)),
            ("exploration", .number(routing.exploration)),
            ("max_cost", routing.maxCost.map { Self.money($0) }),
            ("max_ttft", routing.maxFirstToken.map { Self.duration($0) }),
            ("expected_output_tokens", .integer(Int128(routing.expectedOutputTokens))),
            ("region", .string(orNil: routing.region)),
            ("dynamic_shares", routing.shares.map { Self.value(of: $0) } ?? .boolean(false)),
            ("degradation", routing.degradation.map { Self.value(of: $0) }),
            ("rules", routing.rules.isEmpty ? nil : .array(routing.rules.map { Self.value(of: $0) })),
            ("match", .string(routing.match.rawValue)),
        ]
    }

    private static func value(of weights: ScoreWeights) -> JSONValue {
        .object([
            ("quality", .number(weights.quality)), ("cost", .number(weights.cost)),
            ("latency", .number(weights.latency)), ("load", .number(weights.load)),
        ])
    }

    private static func value(of shares: ShareSettings) -> JSONValue {
        .object([
            ("interval", Self.duration(shares.interval)),
            ("half_life", Self.duration(shares.halfLife)),
            ("floor", .number(shares.floor)),
            ("error_rate", .number(shares.errorRate)),
            ("full_error_rate", .number(shares.fullErrorRate)),
            ("slowdown", .number(shares.slowdown)),
            ("full_slowdown", .number(shares.fullSlowdown)),
            ("growth", .number(shares.growth)),
        ])
    }

    private static func value(of degradation: DegradationSettings) -> JSONValue {
        let threshold = { (share: Double?) in share.map { .number($0) } ?? JSONValue.string(ConfigSchema.never) }
        return .object([
            ("steps", .array(degradation.steps.map { .string($0.rawValue) })),
            ("overload", threshold(degradation.overload)),
            ("headroom", threshold(degradation.headroom)),
            ("budget", threshold(degradation.budget)),
            ("release", .number(degradation.release)),
            ("patience", Self.duration(degradation.patience)),
            ("min_stay", Self.duration(degradation.minStay)),
        ])
    }

    private static func value(of rule: RuleSettings) -> JSONValue {
        .object(compacting: [
            ("name", .string(rule.name)),
            ("when", .string(rule.when)),
            ("use", rule.use.map { Self.value(of: $0) }),
            ("prefer", rule.prefer.map { Self.value(of: $0) }),
            ("forbid", rule.forbid.map { Self.value(of: $0) }),
            ("weights", rule.weights.map { Self.value(of: $0) }),
            (
                "shares",
                rule.shares.isEmpty
                    ? nil : .object(rule.shares.map { ($0.deployment, .integer(Int128($0.weight))) })
            ),
            ("strategy", .string(orNil: rule.strategy)),
            ("max_cost", rule.maxCost.map { Self.money($0) }),
            ("max_ttft", rule.maxFirstToken.map { Self.duration($0) }),
            ("cache", .string(orNil: rule.cache?.rawValue)),
            ("degrade", .string(orNil: rule.degrade?.rawValue)),
            (
                "priority",
                rule.priority.map { .string(ConfigSchema.priorities[min(max($0, 0), 2)]) }
            ),
            ("deny", .string(orNil: rule.deny)),
        ])
    }

    private static func value(of selector: DeploymentSelector) -> JSONValue {
        let list = { (words: [String]) in words.isEmpty ? nil : JSONValue.array(words.map { .string($0) }) }
        return .object(compacting: [
            ("tier", list(selector.tiers.map(\.rawValue))),
            ("deployments", list(selector.deployments)),
            ("capabilities", selector.capabilities.isEmpty ? nil : Self.words(of: selector.capabilities)),
            ("region", list(selector.regions)),
            ("provider", list(selector.providers)),
        ])
    }
}
