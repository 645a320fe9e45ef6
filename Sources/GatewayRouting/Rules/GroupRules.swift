import CEL
import GatewayCore

/// The rules of one model group and what its deployments can do, worked out once per configuration.
final class GroupRules: Sendable {
    /// A rule with what it means for each target.
    struct Rule: Sendable {
        /// What the operator wrote.
        let settings: RuleSettings
        /// The condition.
        let condition: RuleCondition
        /// The strategy that it names.
        let strategy: (any RoutingStrategy)?
        /// By position in `Snapshot.targets`: whether `use` and `forbid` let it serve.
        let allows: [Bool]
        /// By position: whether it is asked first; empty where none is.
        let prefers: [Bool]
        /// By position: its share; nil keeps what it has. Empty where none is changed.
        let shares: [Int?]
        /// What its strategy or its ceiling asks of the content.
        let wants: ContentWants
    }

    /// The rules, in their order.
    let rules: [Rule]
    /// Which of those that match count.
    let match: RuleMatch
    /// What the strategy asks of the content, whatever the rules say.
    let wants: ContentWants
    /// What a condition may ask of it besides.
    let mayWant: ContentWants
    /// By position: what each target can do; empty where no member or fallback states anything.
    let offers: [CapabilityOffer]
    /// Whose tokens are counted: those of the first member's model.
    let family: TokenFamily
    /// By position and task: fitness as configured; empty where nothing is.
    let fitness: [[Double]]

    /// Compiles the rules of a group; nil where there is nothing that a request has to be asked for.
    static func make(
        _ group: GroupPlan,
        in snapshot: Snapshot,
        strategies: (String) -> (any RoutingStrategy)?
    ) throws(GatewayError) -> GroupRules? {
        let rules = try GroupRules(group, in: snapshot, strategies: strategies)
        let isIdle =
            rules.rules.isEmpty && rules.wants.isEmpty && rules.offers.isEmpty && rules.fitness.isEmpty
        return isIdle ? nil : rules
    }

    /// Why the rules could not be compiled; such a group refuses all requests.
    let defect: GatewayError?

    /// Rules that refuse all requests.
    init(broken defect: GatewayError) {
        self.defect = defect
        self.rules = []
        self.match = .first
        self.wants = []
        self.mayWant = []
        self.offers = []
        self.family = .unknown
        self.fitness = []
    }

    private init(
        _ group: GroupPlan,
        in snapshot: Snapshot,
        strategies: (String) -> (any RoutingStrategy)?
    ) throws(GatewayError) {
        self.defect = nil
        let settings = group.group.routing
        let targets = snapshot.targets
        var rules: [Rule] = []
        for rule in settings.rules {
            rules.append(try Self.compile(rule, of: group, targets, strategies: strategies))
        }
        self.rules = rules
        self.match = settings.match
        var wants: ContentWants = []
        // Counting costs more than all the rest of a decision. A score has no use for the last token.
        if group.needs.contains(.inputTokens), group.group.strategy == "lowest-cost" || settings.maxCost != nil {
            wants.insert(.tokens)
        }
        let members = group.members.map { targets[$0].deployment }
        let asksForFitness = group.needs.contains(.task) && Fitness.depends(on: members)
        if asksForFitness { wants.insert(.task) }
        self.wants = wants
        self.mayWant = rules.reduce(into: wants) { $0.formUnion($1.condition.content.union($1.wants)) }
        let served = group.members + group.fallbacks.map(\.target)
        let stated = served.contains {
            targets[$0].deployment.capabilities != nil || targets[$0].deployment.contextWindow != nil
        }
        self.offers = stated ? targets.map { CapabilityOffer($0.deployment) } : []
        self.family = TokenFamily(model: members.first?.model ?? "")
        self.fitness = asksForFitness ? targets.map { Fitness.table(of: $0.deployment) } : []
    }

    private static func compile(
        _ rule: RuleSettings,
        of group: GroupPlan,
        _ targets: [Target],
        strategies: (String) -> (any RoutingStrategy)?
    ) throws(GatewayError) -> Rule {
        let condition: RuleCondition
        do throws(CELCompileError) {
            condition = try RuleCondition(rule.when)
        } catch {
            // The configuration has checked it, with its place in the file.
            throw GatewayError(.internalError, "The rule '\(rule.name)' of '\(group.group.name)': \(error.description)")
        }
        let allows = targets.map { target in
            (rule.use?.selects(target.deployment) ?? true) && !(rule.forbid?.selects(target.deployment) ?? false)
        }
        var shares: [Int?] = []
        if !rule.shares.isEmpty {
            shares = targets.map { target in
                rule.shares.last { $0.deployment == target.deployment.id }?.weight
            }
        }
        return Rule(
            settings: rule,
            condition: condition,
            strategy: rule.strategy.flatMap { strategies($0) },
            allows: allows,
            prefers: rule.prefer.map { prefer in targets.map { prefer.selects($0.deployment) } } ?? [],
            shares: shares,
            wants: rule.strategy == "lowest-cost" || rule.maxCost != nil ? .tokens : []
        )
    }

    /// Takes out who may not or cannot serve a request, changes weights as rules say, and fills in fitness.
    ///
    /// - Parameters:
    ///   - matched: the rules that count.
    ///   - excluded: takes who was taken out, and why.
    ///   - needs: what the request needs; asked for where deployments state what they can do.
    func narrow(
        _ view: inout RoutingView,
        matched: [Int],
        task: PromptTask?,
        excluded: inout [RequestReading.Exclusion],
        needs: () -> RequestNeeds
    ) {
        for position in matched {
            let rule = self.rules[position]
            view.candidates.removeAll { candidate in
                guard !rule.allows[candidate.target] else { return false }
                excluded.append(.init(target: candidate.target, reason: .rule(position)))
                return true
            }
            guard !rule.shares.isEmpty else { continue }
            for index in view.candidates.indices {
                guard let share = rule.shares[view.candidates[index].target] else { continue }
                view.candidates[index].weight = share
            }
        }
        if !self.offers.isEmpty {
            let needs = needs()
            view.candidates.removeAll { candidate in
                guard let missing = needs.missing(from: self.offers[candidate.target]) else { return false }
                excluded.append(.init(target: candidate.target, reason: .need(missing)))
                return true
            }
        }
        if !self.fitness.isEmpty, let task {
            for index in view.candidates.indices {
                view.candidates[index].capability = self.fitness[view.candidates[index].target][Int(task.rawValue)]
            }
        }
    }
}

/// Puts members in front that a rule prefers.
enum MemberPreference {
    /// Stable: among those who are preferred, and among the others, the strategy's order stays.
    ///
    /// A preferred member that refuses, or gets less than its share and not this request, stays where the strategy has
    /// put it: a wish for the fast one is none for the one that has become slow.
    ///
    /// - Parameters:
    ///   - view: what the strategy ranked by.
    ///   - seed: the decision's, so that the draw is the strategy's.
    static func settle(
        _ order: inout [Int],
        members: Int,
        _ view: RoutingView,
        seed: UInt64,
        isPreferred: (Int) -> Bool
    ) {
        var chance = Chance(seed: seed)
        let draw = chance.next()
        var place = 0
        for index in 0..<min(members, order.count) where isPreferred(order[index]) {
            let candidate = view.candidates.first { $0.target == order[index] }
            guard candidate?.standing(for: view.request, draw: draw) == .contends else { continue }
            order.insert(order.remove(at: index), at: place)
            place += 1
        }
    }
}
