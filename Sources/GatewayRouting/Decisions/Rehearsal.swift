package import GatewayCore
import GatewayWire

/// What a configuration would have made of a recorded request.
package struct Rehearsal: Sendable, Equatable {
    /// How it would have ended.
    package enum Outcome: Sendable, Equatable {
        /// This deployment would have been tried first.
        case routed(String)
        /// The request would have been refused, with this code and message.
        case refused(code: String, message: String)
        /// That depends on what the record does not hold.
        case unknown(String)
    }

    /// How it would have ended.
    package var outcome: Outcome
    /// The strategy that would have ranked; empty where none would.
    package var strategy = ""
    /// What the strategy would have asked for and was not measured, so that it stands at its default: sorted.
    package var unmeasured: [String] = []
}

/// Makes recorded decisions again by another configuration: with the same signals, the same live numbers by deployment,
/// and the same draws.
package final class RehearsalStage: Sendable {
    private let snapshot: Snapshot
    private let rules: [Result<GroupRules?, GatewayError>]

    /// Prepares a configuration.
    package init(_ snapshot: Snapshot, _ strategies: StrategyRegistry) {
        self.snapshot = snapshot
        self.rules = snapshot.groups.map { group in
            do throws(GatewayError) {
                return .success(
                    try GroupRules.make(group, in: snapshot, strategies: { strategies.strategy(named: $0) })
                )
            } catch {
                return .failure(error)
            }
        }
    }

    /// What the configuration makes of a recorded request.
    package func rehearse(_ decision: RecordedDecision) -> Rehearsal {
        guard let position = self.snapshot.groupIndex[decision.model] else {
            let message = "There is no model group '\(decision.model)'."
            return Rehearsal(outcome: Self.refused(.modelNotFound, message))
        }
        let group = self.snapshot.groups[position]
        switch self.rules[position] {
        case .failure(let error): return Rehearsal(outcome: Self.refused(error.code, error.message))
        case .success(let rules):
            var run = Run(snapshot: self.snapshot, group: group, rules: rules, decision: decision)
            return run.rehearse()
        }
    }

    fileprivate static func refused(_ code: ErrorCode, _ message: String) -> Rehearsal.Outcome {
        .refused(code: code.wireName.description, message: message)
    }
}

/// One rehearsal.
private struct Run {
    let snapshot: Snapshot
    let group: GroupPlan
    let rules: GroupRules?
    let decision: RecordedDecision
    var matched: [GroupRules.Rule] = []
    var positions: [Int] = []
    var unmeasured: Set<String> = []
    /// Ids of members that the record has no numbers of, by target.
    var strangers: [Int: String] = [:]
    var view = RoutingView()

    mutating func rehearse() -> Rehearsal {
        if let unknown = self.match() {
            return Rehearsal(outcome: .unknown(unknown))
        }
        if let message = self.matched.lazy.compactMap(\.settings.deny).first {
            return Rehearsal(outcome: RehearsalStage.refused(.deniedByRule, message))
        }
        let named = self.matched.last { $0.strategy != nil }
        let strategy = named?.strategy ?? self.group.strategy
        self.view.request = self.request()
        self.view.candidates = self.group.candidates.map { self.candidate($0) }
        self.degrade()
        var needs: RequestNeeds?
        if let rules = self.rules, !rules.offers.isEmpty {
            guard let known = self.decision.facts.needs(self.decision.endpoint) else {
                return Rehearsal(outcome: .unknown("what the request needs was not recorded"))
            }
            needs = known
        }
        var excluded: [RequestReading.Exclusion] = []
        if let rules = self.rules {
            rules.narrow(
                &self.view,
                matched: self.positions,
                task: self.decision.facts.content.task,
                excluded: &excluded
            ) { needs ?? RequestNeeds(RequestOutline(.other)) }
        }
        self.noteUnmeasured()
        var result = Rehearsal(outcome: self.outcome(strategy, needs))
        result.strategy = named?.settings.strategy ?? self.group.group.strategy
        result.unmeasured = self.unmeasured.sorted()
        return result
    }

    /// Finds the rules that count; returns why that cannot be said.
    private mutating func match() -> String? {
        guard let rules = self.rules else { return nil }
        let activation = RecordedActivation(self.decision)
        for (position, rule) in rules.rules.enumerated() {
            guard let holds = activation.holds(rule.condition) else {
                let names = Set(activation.missing.map(\.name)).sorted().joined(separator: ", ")
                return "the rule '\(rule.settings.name)' asks for \(names), which was not recorded"
            }
            guard holds else { continue }
            self.matched.append(rule)
            self.positions.append(position)
            if rules.match == .first { break }
        }
        return nil
    }

    private mutating func request() -> RoutingRequest {
        let (recorded, facts) = (self.decision.view.request, self.decision.facts)
        let settings = self.group.group.routing
        var request = RoutingRequest()
        request.isStream = recorded.isStream
        request.task = facts.content.task.map { $0.rawValue + 1 } ?? 0
        request.region = self.group.region
        request.weights = self.matched.last { $0.settings.weights != nil }?.settings.weights ?? settings.weights
        request.maxCost = self.matched.last { $0.settings.maxCost != nil }?.settings.maxCost ?? settings.maxCost
        request.maxFirstToken =
            self.matched.last { $0.settings.maxFirstToken != nil }?.settings.maxFirstToken?.wholeNanoseconds
            ?? self.group.maxFirstToken
        request.exploration = settings.exploration
        if self.group.group.affinity != .none {
            request.affinity = recorded.affinity
        }
        if !self.group.needs.isDisjoint(with: [.inputTokens, .prefix]) {
            let counted = self.rules?.mayWant.contains(.tokens) == true ? facts.content.tokens?.tokens : nil
            request.inputTokens = counted ?? facts.bodyBytes / Planner.bytesPerToken
        }
        if self.group.needs.contains(.outputTokens), self.decision.endpoint.isStreamedText {
            request.outputTokens =
                self.decision.needs.contains(.outputTokens)
                ? recorded.outputTokens : self.group.live.expectedOutput(task: request.task)
            if let most = facts.maxTokens {
                request.outputTokens = min(request.outputTokens, Double(most))
            }
        }
        return request
    }

    /// A member with what is configured now and what was measured then.
    private mutating func candidate(_ configured: Candidate) -> Candidate {
        let id = self.snapshot.targets[configured.target].deployment.id
        let target = self.decision.deployments.first { $0.id == id }?.target
        guard let target, let recorded = self.decision.view.candidates.first(where: { $0.target == target }) else {
            self.strangers[configured.target] = id
            return configured
        }
        var candidate = configured
        candidate.inFlight = recorded.inFlight
        candidate.latency = recorded.latency
        candidate.firstToken = recorded.firstToken
        candidate.perOutputToken = recorded.perOutputToken
        candidate.samples = recorded.samples
        candidate.errorRate = recorded.errorRate
        candidate.share = recorded.share
        candidate.headroom = recorded.headroom
        candidate.roundTrip = recorded.roundTrip
        candidate.cachedShare = recorded.cachedShare
        candidate.isRefusing = recorded.isRefusing
        return candidate
    }

    private mutating func degrade() {
        var tiers: ArraySlice<Tier>?
        if let steps = self.group.group.routing.degradation?.steps, let tier = self.decision.degradedTo,
            let level = steps.firstIndex(of: tier)
        {
            tiers = steps[level...]
        }
        let rule = self.matched.last { $0.settings.degrade != nil }?.settings.degrade
        if let tiers = Planner.lower(tiers, rule) {
            _ = Planner.keep(tiers, in: &self.view)
        }
    }

    private mutating func noteUnmeasured() {
        for candidate in self.view.candidates {
            guard let id = self.strangers[candidate.target] else { continue }
            self.unmeasured.insert("deployment \(id)")
        }
        let names: [(RoutingNeeds, String)] = [
            (.load, "load"), (.latency, "latency"), (.prediction, "time to first token"), (.headroom, "headroom"),
            (.roundTrip, "round trips"), (.prefix, "prompt caches"),
        ]
        let missing = self.group.needs.subtracting(self.decision.needs)
        for (need, name) in names where missing.contains(need) {
            self.unmeasured.insert(name)
        }
        let wants = (self.rules?.wants ?? []).subtracting(self.decision.facts.content.known)
        if wants.contains(.task) {
            self.unmeasured.insert("task")
        }
        if wants.contains(.tokens) {
            self.unmeasured.insert("tokens")
        }
    }

    private func outcome(_ strategy: any RoutingStrategy, _ needs: RequestNeeds?) -> Rehearsal.Outcome {
        var chance = Chance(seed: self.decision.id)
        var order: [Int] = []
        strategy.rank(self.view, given: &chance, into: &order)
        if self.view.request.affinity != 0 {
            let aims = strategy.aims(self.view.request)
            PromptAffinity.settle(&order, self.view, isDrawn: strategy.isDrawn, aims: aims)
        }
        let members = order.count
        if !self.decision.hasOwnFallbacks {
            Planner.drawFallbacks(self.group.fallbacks, seed: self.decision.id, into: &order)
        }
        for rule in self.matched where !rule.prefers.isEmpty {
            MemberPreference.settle(&order, members: members, self.view, seed: self.decision.id) { rule.prefers[$0] }
        }
        let fallbacks = order.dropFirst(members).filter { target in
            self.matched.allSatisfy { $0.allows[target] }
                && (needs.flatMap { needs in self.rules.flatMap { needs.missing(from: $0.offers[target]) } }) == nil
        }
        guard let first = order.prefix(members).first ?? fallbacks.first else {
            return RehearsalStage.refused(.noDeployment, "No deployment is left for the request.")
        }
        return .routed(self.snapshot.targets[first].deployment.id)
    }
}
