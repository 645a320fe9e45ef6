import GatewayCore
import GatewayWire
import NIOCore

extension RecordedDecision {
    /// Resolves a loop's record: names in place of positions of rules, needs and tiers.
    package init(_ record: DecisionRecord) {
        let snapshot = record.snapshot
        let plan = snapshot.groups[record.group]
        let settings = plan.group.routing
        var text = ByteBuffer()
        record.requestID.write(to: &text)
        self.init(
            id: record.id,
            madeAt: record.madeAt,
            requestID: String(buffer: text),
            model: record.model,
            group: plan.group.name,
            endpoint: record.endpoint,
            strategy: record.strategy,
            configVersion: snapshot.version,
            view: record.view,
            needs: plan.needs,
            deployments: [],
            groupSize: plan.members.count,
            order: record.order,
            memberCount: min(record.memberCount, record.order.count),
            fallbacks: record.hasOwnFallbacks
                ? []
                : plan.fallbacks.map {
                    GroupFallback(target: $0.target, causes: .usual, rank: $0.rank, weight: $0.weight)
                },
            hasOwnFallbacks: record.hasOwnFallbacks,
            excluded: Self.excluded(record, plan, settings),
            rules: Self.rules(record, plan, settings),
            ruleFaults: record.reading?.faults ?? 0,
            degradedTo: record.degradedTo,
            region: snapshot.regions.first { $0.value == record.view.request.region }?.key ?? "",
            facts: RecordedFacts(record)
        )
        var seen = Set<Int>()
        for target in plan.members + plan.fallbacks.map(\.target) + record.order where seen.insert(target).inserted {
            let known = snapshot.targets[target]
            self.deployments.append(
                Deployment(
                    target: target,
                    id: known.deployment.id,
                    provider: known.provider.provider.id,
                    region: known.deployment.region ?? ""
                )
            )
        }
    }

    private static func rules(_ record: DecisionRecord, _ plan: GroupPlan, _ settings: RoutingSettings) -> [Rule] {
        (record.reading?.matched ?? []).filter { settings.rules.indices.contains($0) }.map { position in
            let rule = settings.rules[position]
            let prefers = rule.prefer.map { prefer in
                plan.members.filter { prefer.selects(record.snapshot.targets[$0].deployment) }
            }
            return Rule(name: rule.name, condition: rule.when, prefers: prefers)
        }
    }

    private static func excluded(
        _ record: DecisionRecord,
        _ plan: GroupPlan,
        _ settings: RoutingSettings
    ) -> [Excluded] {
        var result = (record.reading?.excluded ?? []).map { exclusion in
            let reason: Excluded.Reason =
                switch exclusion.reason {
                case .rule(let position):
                    .rule(settings.rules.indices.contains(position) ? settings.rules[position].name : "")
                case .need(let need): .need(need.name)
                case .tier: .tier
                }
            return Excluded(target: exclusion.target, reason: reason)
        }
        // Nobody says who was left out for its tier: they are the ones that are missing without another reason.
        for member in plan.members
        where !record.view.candidates.contains(where: { $0.target == member })
            && !result.contains(where: { $0.target == member })
        {
            result.append(Excluded(target: member, reason: .tier))
        }
        return result
    }
}

extension RecordedFacts {
    init(_ record: DecisionRecord) {
        self.init()
        self.bodyBytes = record.bodyBytes
        self.maxTokens = record.maxTokens
        self.isLatencySensitive = record.isLatencySensitive
        self.caller = record.caller
        if let reading = record.reading {
            self.content = reading.content
            self.form = reading.outline.map { Form($0) }
        }
    }
}
