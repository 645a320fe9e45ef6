import GatewayCore

extension PolicyCheck {
    /// Looks whether strategies have what they decide by, and settings a strategy that reads them.
    mutating func checkStrategies(_ scope: GroupScope) {
        let (group, routing) = (scope.group, scope.group.routing)
        self.checkStrategy(group.strategy, routing.weights, scope, at: "\(scope.key).strategy")
        for (index, rule) in routing.rules.enumerated() {
            let key = "\(scope.key).rules[\(index)]"
            if let strategy = rule.strategy {
                self.checkStrategy(strategy, rule.weights ?? routing.weights, scope, at: "\(key).strategy")
            }
            if rule.weights != nil, rule.deny == nil, (rule.strategy ?? group.strategy) != "score" {
                let strategy = rule.strategy ?? group.strategy
                let message = "weights count for the strategy 'score' only, and this is '\(strategy)'"
                self.add(.warning, "\(key).weights", message)
            }
            if rule.maxCost != nil {
                self.checkCeiling(scope, at: "\(key).max_cost")
            }
        }
        let used = Set([group.strategy] + routing.rules.compactMap(\.strategy))
        if routing.weights != .usual, !used.contains("score") {
            let message = "weights count for the strategy 'score' only, which nobody uses here"
            self.add(.warning, "\(scope.key).weights", message)
        }
        if routing.region != nil, !used.contains("proximity") {
            let message = "the region counts for the strategy 'proximity' only, which nobody uses here"
            self.add(.warning, "\(scope.key).region", message)
        }
        if routing.maxCost != nil {
            self.checkCeiling(scope, at: "\(scope.key).max_cost")
        }
    }

    private mutating func checkStrategy(
        _ strategy: String,
        _ weights: ScoreWeights,
        _ scope: GroupScope,
        at key: String
    ) {
        guard self.isStrategy(strategy) else {
            self.add(.error, key, "no strategy has the name '\(strategy)'")
            return
        }
        guard scope.members.count > 1 else { return }
        switch strategy {
        case "lowest-cost": self.checkPrices(scope, at: key)
        case "score":
            if weights.cost > 0 {
                self.checkPrices(scope, at: key)
            }
            if weights.quality > 0, !Fitness.depends(on: scope.members) {
                let message = "nothing tells the members' fitness apart: state 'tier' or 'quality' with the deployments"
                self.add(.warning, key, message)
            }
        case "proximity":
            let silent = scope.members.filter { $0.region == nil }
            if silent.count == scope.members.count {
                let message = "no member states its region, so only measured round trips count"
                self.add(.warning, key, message)
            } else if !silent.isEmpty {
                let message = "these state no region and count as far away: \(Self.names(silent.map(\.id)))"
                self.add(.warning, key, message)
            }
        default: break
        }
    }

    private mutating func checkPrices(_ scope: GroupScope, at key: String) {
        let unknown = scope.members.filter { self.prices[$0.id] == nil }
        guard !unknown.isEmpty else { return }
        if unknown.count == scope.members.count {
            self.add(.warning, key, "nobody knows the price of any member, so cost tells nothing apart: state 'price'")
        } else {
            let names = Self.names(unknown.map(\.id))
            self.add(.warning, key, "nobody knows the price of \(names), so cost ranks them last: state 'price'")
        }
    }

    private mutating func checkCeiling(_ scope: GroupScope, at key: String) {
        let unknown = scope.members.filter { self.prices[$0.id] == nil }
        guard !unknown.isEmpty else { return }
        if unknown.count == scope.members.count {
            self.dead(scope, key, "nobody knows the price of any member, and none is asked without")
        } else {
            let message = "nobody knows the price of these, and they are not asked: \(Self.names(unknown.map(\.id)))"
            self.add(.warning, key, message)
        }
    }

    /// Looks whether a group has the tiers that it would step down to.
    mutating func checkDegradation(_ scope: GroupScope) {
        guard let degradation = scope.group.routing.degradation else { return }
        let key = "\(scope.key).degradation"
        let present = Set(scope.members.compactMap(\.tier))
        guard !present.isEmpty else {
            self.add(.warning, key, "no member states its tier, so the group never steps down")
            return
        }
        for (index, tier) in degradation.steps.enumerated() where !present.contains(tier) {
            let message = "no member is of tier '\(tier.rawValue)', so this step changes nothing"
            self.add(.warning, "\(key).steps[\(index)]", message)
        }
        let unused = present.subtracting(degradation.steps)
        for tier in Tier.allCases where unused.contains(tier) {
            let message = "members of tier '\(tier.rawValue)' are left out from the first step down: no step names it"
            self.add(.warning, key, message)
        }
    }
}
