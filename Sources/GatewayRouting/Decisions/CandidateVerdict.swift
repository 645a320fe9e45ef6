package import GatewayCore

/// Why a member of the group is where it is.
package struct CandidateVerdict: Sendable, Equatable {
    /// What decided.
    package enum Reason: Sendable, Equatable {
        /// It is tried first, because it has the highest merit.
        case best
        /// It is tried first, because it was drawn.
        case drawn
        /// It is tried first to find out how it does.
        case explored
        /// It is tried first, because it has the conversation.
        case affinity
        /// It is tried first, because a rule prefers it.
        case preferred
        /// A rule does not let it serve.
        case rule(String)
        /// It lacks something that the request needs.
        case need(String)
        /// Its tier was not asked.
        case tier
        /// It refuses attempts for now.
        case refusing
        /// Its predicted cost is beyond the ceiling, or unknown.
        case tooDear
        /// Its predicted time to first token is beyond the ceiling.
        case tooSlow
        /// It takes no traffic.
        case noWeight
        /// It gets less than its share for now, and this request is not among it.
        case thinned
        /// Another one was drawn.
        case notDrawn
        /// Its merit is lower than that of the first.
        case lowerMerit
        /// It is as good as the first.
        case tie
        /// Another one has the conversation.
        case conversation
        /// A rule prefers another one.
        case notPreferred
        /// Another one was tried to find out how it does.
        case yielded

        /// The word for it in documents.
        package var name: String {
            switch self {
            case .best: "best"
            case .drawn: "drawn"
            case .explored: "explored"
            case .affinity: "affinity"
            case .preferred: "preferred"
            case .rule: "rule"
            case .need: "need"
            case .tier: "tier"
            case .refusing: "breaker_open"
            case .tooDear: "max_cost"
            case .tooSlow: "max_ttft"
            case .noWeight: "weight_0"
            case .thinned: "dynamic_share"
            case .notDrawn: "not_drawn"
            case .lowerMerit: "lower_merit"
            case .tie: "tie"
            case .conversation: "conversation_elsewhere"
            case .notPreferred: "not_preferred"
            case .yielded: "exploration"
            }
        }
    }

    /// Which.
    package var target: Int
    /// Place in the order; nil where it is not asked at all.
    package var position: Int?
    /// What decided.
    package var reason: Reason
    /// The sum of its terms; nil where the strategy never saw it.
    package var merit: Double?
    /// Its terms.
    package var terms: [ScoreTerm]
    /// What the strategy knew of it; nil where it never saw it.
    package var candidate: Candidate?
}

/// Strategies whose draws count dynamic shares as part of the weights, so that nobody is thinned besides.
package protocol ShareDrawing {}

extension Weighted: ShareDrawing {}
extension Headroom: ShareDrawing {}

extension CandidateVerdict {
    /// Verdicts on all members of the group, in file order.
    package static func all(of decision: RecordedDecision, _ strategy: any RoutingStrategy) -> [CandidateVerdict] {
        let view = decision.view
        let steps = DecisionReplay.steps(decision, strategy)
        let terms = strategy.terms(view)
        var chance = Chance(seed: decision.id)
        let judge = Judge(
            decision: decision,
            steps: steps,
            draw: strategy is any ShareDrawing ? nil : chance.next(),
            isDrawn: strategy.isDrawn,
            merits: Dictionary(
                zip(view.candidates.map(\.target), terms.map { $0.reduce(0) { $0 + $1.contribution } }),
                uniquingKeysWith: { first, _ in first }
            )
        )
        return decision.deployments.prefix(decision.groupSize).map { deployment in
            guard let index = view.candidates.firstIndex(where: { $0.target == deployment.target }) else {
                return CandidateVerdict(
                    target: deployment.target,
                    reason: judge.exclusion(of: deployment.target),
                    terms: []
                )
            }
            let candidate = view.candidates[index]
            return CandidateVerdict(
                target: candidate.target,
                position: decision.order.prefix(decision.memberCount).firstIndex(of: candidate.target),
                reason: judge.reason(candidate),
                merit: judge.merits[candidate.target],
                terms: index < terms.count ? terms[index] : [],
                candidate: candidate
            )
        }
    }
}

/// Tells why, by what each step of a decision came to.
private struct Judge {
    let decision: RecordedDecision
    let steps: DecisionReplay.Steps
    let draw: UInt64?
    let isDrawn: Bool
    let merits: [Int: Double]

    func exclusion(of target: Int) -> CandidateVerdict.Reason {
        switch self.decision.excluded.first(where: { $0.target == target })?.reason {
        case .rule(let name): .rule(name)
        case .need(let name): .need(name)
        case .tier, nil: .tier
        }
    }

    func reason(_ candidate: Candidate) -> CandidateVerdict.Reason {
        let standing = candidate.standing(for: self.decision.view.request, draw: self.draw)
        switch standing {
        case .hasNoWeight: return .noWeight
        case .isTooDear: return .tooDear
        case .isTooSlow: return .tooSlow
        case .contends, .isThinned, .isRefusing: break
        }
        guard let first = self.decision.order.prefix(self.decision.memberCount).first else {
            return standing == .isRefusing ? .refusing : .tie
        }
        return candidate.target == first ? self.victory(of: first) : self.defeat(of: candidate, standing, by: first)
    }

    private func victory(of first: Int) -> CandidateVerdict.Reason {
        if self.steps.settled.first != first { return .preferred }
        if self.steps.ranked.first != first { return .affinity }
        if self.isDrawn { return .drawn }
        return self.isBeaten(first) ? .explored : .best
    }

    private func defeat(of candidate: Candidate, _ standing: Standing, by first: Int) -> CandidateVerdict.Reason {
        if standing == .isRefusing { return .refusing }
        if standing == .isThinned { return .thinned }
        if self.steps.settled.first != first, self.steps.settled.first == candidate.target { return .notPreferred }
        if self.steps.ranked.first != first, self.steps.ranked.first == candidate.target { return .conversation }
        if self.isDrawn { return .notDrawn }
        guard let own = self.merits[candidate.target], let best = self.merits[first] else { return .lowerMerit }
        return own < best ? .lowerMerit : own > best ? .yielded : .tie
    }

    /// Whether another one that contends has more merit.
    private func isBeaten(_ first: Int) -> Bool {
        guard let merit = self.merits[first] else { return false }
        return self.decision.view.candidates.contains { other in
            other.standing(for: self.decision.view.request, draw: self.draw) == .contends
                && (self.merits[other.target] ?? merit) > merit
        }
    }
}
