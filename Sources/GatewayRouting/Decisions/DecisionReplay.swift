package import GatewayCore

/// Makes a recorded decision again, from nothing but its record.
///
/// The same code ranks, keeps conversations where they are, draws fallbacks and prefers as does for a request, so the
/// order is the recorded one; a property test holds it to that.
package enum DecisionReplay {
    /// The order after each step.
    package struct Steps: Sendable, Equatable {
        /// As the strategy ranks the members.
        package var ranked: [Int] = []
        /// After conversations were kept where they are.
        package var settled: [Int] = []
        /// After rules preferred some: all targets, fallbacks included.
        package var order: [Int] = []
        /// How many of them are members.
        package var memberCount = 0
    }

    /// The order that a decision comes to; nil where its strategy is not known.
    package static func order(_ decision: RecordedDecision, _ strategies: StrategyRegistry) -> [Int]? {
        strategies.strategy(named: decision.strategy).map { self.steps(decision, $0).order }
    }

    /// Makes the decision step by step.
    package static func steps(_ decision: RecordedDecision, _ strategy: any RoutingStrategy) -> Steps {
        var steps = Steps()
        var chance = Chance(seed: decision.id)
        strategy.rank(decision.view, given: &chance, into: &steps.ranked)
        steps.settled = steps.ranked
        if decision.view.request.affinity != 0 {
            PromptAffinity.settle(
                &steps.settled,
                decision.view,
                isDrawn: strategy.isDrawn,
                aims: strategy.aims(decision.view.request)
            )
        }
        steps.order = steps.settled
        steps.memberCount = steps.order.count
        if decision.hasOwnFallbacks {
            let own = decision.order.dropFirst(decision.memberCount)
            steps.order.append(contentsOf: own.filter { !steps.order.contains($0) })
        } else {
            Planner.drawFallbacks(decision.fallbacks, seed: decision.id, into: &steps.order)
        }
        for rule in decision.rules {
            guard let prefers = rule.prefers else { continue }
            MemberPreference.settle(
                &steps.order,
                members: steps.memberCount,
                decision.view,
                seed: decision.id
            ) { prefers.contains($0) }
        }
        let out = Set(decision.excluded.map(\.target))
        steps.order =
            steps.order.prefix(steps.memberCount)
            + steps.order.dropFirst(steps.memberCount).filter { !out.contains($0) }
        return steps
    }
}
