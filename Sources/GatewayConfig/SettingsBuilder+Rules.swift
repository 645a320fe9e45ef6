import GatewayCore

extension SettingsBuilder {
    /// Reads the rules of a group.
    func readRules(_ section: ConfigMapping) -> [RuleSettings] {
        let values = section.elements("rules")
        if values.count > ConfigSchema.mostRules {
            section["rules"]?.report(
                "a model group may have \(ConfigSchema.mostRules) rules, and these are \(values.count)",
                "write fewer with '||' in their conditions, or use several groups"
            )
        }
        var lines: [String: Int] = [:]
        return values.prefix(ConfigSchema.mostRules).enumerated().compactMap { index, value in
            guard let mapping = ConfigMapping(value) else { return nil }
            let name = mapping.placedName("name")
            let rule = self.readRule(mapping, name: name?.value ?? "rule-\(index + 1)")
            if let line = lines[rule.name] {
                self.reading.report(
                    name?.position ?? mapping.position,
                    name?.key ?? mapping.key,
                    "the rule name '\(name?.shown ?? rule.name)' is already taken in line \(line)",
                    "rename one of them"
                )
            }
            lines[rule.name] = lines[rule.name] ?? (name?.position ?? mapping.position).line
            return rule
        }
    }

    private func readRule(_ section: ConfigMapping, name: String) -> RuleSettings {
        var rule = RuleSettings(
            name: name,
            when: section["when"].flatMap { self.readCondition($0) } ?? "",
            line: section["when"]?.position.line ?? 0
        )
        rule.use = section.mapping("use").map { self.readSelector($0) }
        rule.prefer = section.mapping("prefer").map { self.readSelector($0) }
        rule.forbid = section.mapping("forbid").map { self.readSelector($0) }
        rule.weights = self.readWeights(section)
        rule.shares = section["shares"].map { self.readMemberShares($0) } ?? []
        rule.strategy = section["strategy"]?.choice()
        rule.maxCost = section["max_cost"]?.dollars()
        rule.maxFirstToken = section["max_ttft"]?.duration()
        rule.cache = section["cache"]?.choice().flatMap { RuleCache(rawValue: $0) }
        rule.degrade = section["degrade"]?.choice().flatMap { Tier(rawValue: $0) }
        rule.priority = section["priority"]?.choice().flatMap { ConfigSchema.priorities.firstIndex(of: $0) }
        rule.deny = section["deny"]?.text()
        let actions = [
            "use", "prefer", "forbid", "weights", "shares", "strategy", "max_cost", "max_ttft", "cache", "degrade",
            "priority", "deny",
        ]
        if !actions.contains(where: { section[$0] != nil }) {
            section.report("this rule does nothing", "add one of \(actions.joined(separator: ", "))")
        }
        return rule
    }

    /// The condition; what is wrong with it is reported where it stands.
    private func readCondition(_ value: ConfigValue) -> String? {
        guard let (raw, text) = value.scalar() else { return nil }
        let problems = self.conditions(text)
        guard raw == text else {
            // What a reference stands for is not shown, and a message might quote it.
            if !problems.isEmpty {
                value.report("this is no condition once its references are replaced", "check what they stand for")
            }
            return text
        }
        for problem in problems {
            self.reading.report(
                value.position(of: Position(line: problem.line, column: problem.column)),
                value.key,
                problem.message
            )
        }
        return text
    }

    private func readSelector(_ section: ConfigMapping) -> DeploymentSelector {
        var selector = DeploymentSelector()
        let tiers = self.oneOrMore(section["tier"]) { value in
            value.choice().flatMap { Tier(rawValue: $0) }.map { value.placed($0) }
        }
        selector.tiers = tiers.map(\.value)
        let deployments = section.placedNames("deployments")
        for deployment in deployments {
            self.check(deployment, in: self.deployments)
        }
        selector.deployments = deployments.map(\.value)
        selector.capabilities = section.choices("capabilities") ?? []
        selector.regions = self.names(section["region"], in: self.regions)
        selector.providers = self.names(section["provider"], in: self.providers)
        let keys = ["tier", "deployments", "capabilities", "region", "provider"]
        for key in keys where section[key]?.isEmptyList == true {
            section[key]?.report("an empty list means any", "name one at least, or remove the key")
        }
        if !keys.contains(where: { section[$0] != nil }) {
            section.report("this means every deployment", "say which: \(keys.joined(separator: ", "))")
        }
        return selector
    }

    /// Names of what is declared, one or a list.
    private func names(_ value: ConfigValue?, in declared: Declared) -> [String] {
        self.oneOrMore(value) { value in value.name().map { value.placed($0) } }.map { name in
            self.check(name, in: declared)
            return name.value
        }
    }

    /// One value or a list of them, each once.
    private func oneOrMore<Value: Hashable>(
        _ value: ConfigValue?,
        _ read: (ConfigValue) -> Placed<Value>?
    ) -> [Placed<Value>] {
        guard let value else { return [] }
        guard value.isList else { return read(value).map { [$0] } ?? [] }
        var seen = Set<Value>()
        return (value.elements() ?? []).compactMap { element in
            guard let placed = read(element) else { return nil }
            if !seen.insert(placed.value).inserted {
                element.report("'\(element.shown)' is listed twice", "remove one of them")
            }
            return placed
        }
    }

    private func readMemberShares(_ value: ConfigValue) -> [GroupMember] {
        let shares = value.entries().compactMap { name, weight -> GroupMember? in
            self.check(name, in: self.deployments)
            return weight.integer().map { GroupMember(deployment: name.value, weight: $0) }
        }
        if value.isEmptyMapping {
            value.report("no shares are stated", "write deployments with their shares, such as {a: 3, b: 1}")
        }
        return shares
    }
}
