import CEL
import GatewayCore

extension PolicyCheck {
    /// A rule with its condition.
    private struct Reached {
        var rule: RuleSettings
        var program: CELProgram
    }

    /// Looks through the rules of a group.
    mutating func checkRules(_ scope: GroupScope) {
        let rules = scope.group.routing.rules
        // Rules behind which a request does not come: all of them where the first counts, else those that refuse.
        var before: [Reached] = []
        for (index, rule) in rules.enumerated() {
            let key = "\(scope.key).rules[\(index)]"
            let condition: RuleCondition
            do throws(CELCompileError) {
                condition = try RuleCondition(rule.when)
            } catch {
                self.add(.error, "\(key).when", error.diagnostics.map(\.description).joined(separator: "; "))
                continue
            }
            let isReached = self.checkReach(
                Reached(rule: rule, program: condition.program),
                behind: before,
                isLast: index == rules.count - 1,
                match: scope.group.routing.match,
                at: "\(key).when"
            )
            self.checkActions(rule, scope, at: key)
            if isReached {
                self.checkCapabilities(rule, condition, scope, at: key)
                if scope.group.routing.match == .first || rule.deny != nil {
                    before.append(Reached(rule: rule, program: condition.program))
                }
            }
        }
    }

    /// Whether a request can come to a rule and meet its condition.
    private mutating func checkReach(
        _ reached: Reached,
        behind before: [Reached],
        isLast: Bool,
        match: RuleMatch,
        at key: String
    ) -> Bool {
        let name = reached.rule.name
        guard reached.program.constantValue != .bool(false), !reached.program.isContradiction else {
            self.add(.warning, key, "no request can meet the condition, so the rule '\(name)' never counts")
            return false
        }
        let program = reached.program
        if program.isCovered(by: before.map(\.program)) {
            // One rule alone says more than a list of them.
            let cover = before.first { program.implies($0.program) }.map { [$0] } ?? before
            let names = Self.names(cover.map(\.rule.name))
            let what = match == .first ? "is met by" : "is refused by"
            self.add(
                .warning,
                key,
                "the rule '\(name)' is never reached: each request that meets its condition \(what) \(names) before it"
            )
            return false
        }
        guard Self.alwaysHolds(program) else { return true }
        switch match {
        case .first where !isLast:
            self.add(.warning, key, "the condition always holds, so no rule behind '\(name)' counts; put it last")
        case .all where reached.rule.deny != nil:
            self.add(.warning, key, "the condition always holds, so the group refuses all requests")
        case .first where reached.rule.deny != nil && before.isEmpty:
            self.add(.warning, key, "the condition always holds, so the group refuses all requests")
        case .all:
            self.add(.info, key, "the condition always holds; what '\(name)' says can stand in the group itself")
        case .first: break
        }
        return true
    }

    private static func alwaysHolds(_ program: CELProgram) -> Bool {
        if program.constantValue == .bool(true) { return true }
        guard let everything = try? RuleCondition("true").program else { return false }
        return everything.implies(program)
    }

    /// Looks through what a rule does, whoever meets it.
    private mutating func checkActions(_ rule: RuleSettings, _ scope: GroupScope, at key: String) {
        if rule.deny != nil {
            self.checkDenial(rule, at: key)
            return
        }
        self.checkSelectors(rule, scope, at: key)
        self.checkShares(rule, scope, at: key)
        if rule.cache != nil, scope.group.cache == nil {
            self.add(.warning, "\(key).cache", "the group has no cache, so this has no effect")
        }
        if let tier = rule.degrade, let top = Tier.allCases.firstIndex(of: tier) {
            let asked = scope.members.filter { $0.tier.map { Tier.allCases[...top].contains($0) } ?? true }
            if asked.isEmpty {
                let message = "no member is of tier '\(tier.rawValue)' or below, so this has no effect"
                self.add(.warning, "\(key).degrade", message)
            } else if asked.count == scope.members.count {
                let message = "no member is above tier '\(tier.rawValue)', so this has no effect"
                self.add(.warning, "\(key).degrade", message)
            }
        }
    }

    private mutating func checkDenial(_ rule: RuleSettings, at key: String) {
        var bare = RuleSettings(name: rule.name, when: rule.when, line: rule.line)
        bare.deny = rule.deny
        guard bare != rule else { return }
        self.add(.warning, "\(key).deny", "the request is refused, so what else the rule says has no effect")
    }

    private mutating func checkSelectors(_ rule: RuleSettings, _ scope: GroupScope, at key: String) {
        for (name, selector) in [("use", rule.use), ("prefer", rule.prefer), ("forbid", rule.forbid)] {
            guard let selector else { continue }
            let served = Set(scope.served.map(\.id))
            for id in selector.deployments where !served.contains(id) {
                let message = "'\(id)' neither serves '\(scope.group.name)' nor stands in there"
                self.add(.warning, "\(key).\(name).deployments", message)
            }
        }
        let members = Self.left(scope.members, by: rule)
        let fallbacks = Self.left(scope.fallbacks, by: rule)
        if members.isEmpty, !scope.members.isEmpty {
            let name = scope.members.contains { rule.use?.selects($0) ?? true } ? "forbid" : "use"
            self.dead(scope, fallbacks: fallbacks, "\(key).\(name)", "this leaves no member of '\(scope.group.name)'")
        }
        if let prefer = rule.prefer {
            let preferred = members.filter { prefer.selects($0) }
            if preferred.isEmpty {
                self.add(.warning, "\(key).prefer", "none of the members is meant, so this has no effect")
            } else if preferred.count == members.count, members.count > 1 {
                self.add(.warning, "\(key).prefer", "all of the members are meant, so this has no effect")
            }
        }
        if let forbid = rule.forbid, !scope.served.contains(where: { forbid.selects($0) }) {
            self.add(.info, "\(key).forbid", "nobody who serves '\(scope.group.name)' is meant at present")
        }
    }

    private mutating func checkShares(_ rule: RuleSettings, _ scope: GroupScope, at key: String) {
        let members = Set(scope.group.members.map(\.deployment))
        for share in rule.shares where !members.contains(share.deployment) {
            let message = "'\(share.deployment)' is no member of '\(scope.group.name)', so its share has no effect"
            self.add(.warning, "\(key).shares.\(share.deployment)", message)
        }
        let left = Set(Self.left(scope.members, by: rule).map(\.id))
        let weights = scope.group.members.filter { left.contains($0.deployment) }.map { member in
            rule.shares.last { $0.deployment == member.deployment }?.weight ?? member.weight
        }
        // That the group's own weights sum to nothing is said of the group.
        guard !weights.isEmpty, weights.allSatisfy({ $0 == 0 }),
            scope.group.members.contains(where: { $0.weight > 0 })
        else { return }
        let action = rule.shares.isEmpty ? (rule.use == nil ? "forbid" : "use") : "shares"
        self.dead(
            scope,
            fallbacks: Self.left(scope.fallbacks, by: rule),
            "\(key).\(action)",
            "the shares that are left sum to nothing"
        )
    }

    /// Those that a rule lets serve.
    static func left(_ deployments: [Deployment], by rule: RuleSettings) -> [Deployment] {
        deployments.filter { (rule.use?.selects($0) ?? true) && !(rule.forbid?.selects($0) ?? false) }
    }
}
