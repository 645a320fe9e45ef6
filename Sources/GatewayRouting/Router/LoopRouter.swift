package import GatewayCore
import GatewayWire
import NIOCore

/// The router of one event loop: reads requests, applies rules, and keeps records of decisions.
///
/// Confined to its loop, but for the records.
package final class LoopRouter: RequestRouter {
    private let loop: LoopState
    private let strategies: @Sendable (String) -> (any RoutingStrategy)?
    private let reader: ContentReader
    private let facts: RequestFacts
    /// Seed of the hashes by which conversations are known; the same on all loops.
    private let seed: UInt64
    /// Records of the decisions of this loop; nil where none are kept.
    package let records: DecisionRing?
    private var plans: [(version: Int, groups: [GroupRules?])] = []
    /// The rules of the snapshot that was asked for last, which is the current one most of the time.
    private var recentGroups: [GroupRules?] = []
    private var recentVersion: Int?
    private let wallClock: @Sendable () -> UInt64

    /// Snapshots whose rules are kept. A request that is older than all of them has its rules compiled once more:
    /// what a rule forbids stays forbidden.
    private static let keptSnapshots = 4
    /// Nanoseconds that reading the content may hold the loop.
    private static let patience = 100_000

    /// Creates the router of a loop; call it on that loop.
    ///
    /// - Parameters:
    ///   - strategies: the strategy registry.
    ///   - reader: reads the content of prompts.
    ///   - records: takes records of decisions.
    ///   - seed: of the hashes of conversations.
    ///   - wallClock: nanoseconds since 1970 in UTC.
    package init(
        loop: LoopState,
        strategies: @escaping @Sendable (String) -> (any RoutingStrategy)?,
        reader: ContentReader,
        records: DecisionRing?,
        seed: UInt64,
        wallClock: @escaping @Sendable () -> UInt64
    ) {
        self.loop = loop
        self.strategies = strategies
        self.reader = reader
        self.records = records
        self.seed = seed
        self.wallClock = wallClock
        self.facts = RequestFacts(reader, seed: seed, wallClock: wallClock)
        self.apply(loop.snapshot)
    }

    package func apply(_ snapshot: Snapshot) {
        _ = self.groups(of: snapshot)
    }

    private func groups(of snapshot: Snapshot) -> [GroupRules?] {
        if let known = self.plans.last(where: { $0.version == snapshot.version }) {
            return known.groups
        }
        let groups = snapshot.groups.map { group in
            // The configuration was checked by the same compiler; a group whose rules fail here refuses all requests.
            do throws(GatewayError) {
                return try GroupRules.make(group, in: snapshot, strategies: self.strategies)
            } catch {
                return GroupRules(broken: error)
            }
        }
        if self.plans.count >= Self.keptSnapshots {
            self.plans.removeFirst()
        }
        self.plans.append((snapshot.version, groups))
        return groups
    }

    private func rules(of exchange: Exchange) -> GroupRules? {
        guard let group = exchange.group else { return nil }
        let snapshot = exchange.snapshot
        if snapshot.version != self.recentVersion {
            self.recentGroups = self.groups(of: snapshot)
            self.recentVersion = snapshot.version
        }
        return self.recentGroups[group.index]
    }

    private func reading(of exchange: Exchange) -> RequestReading {
        if let known = exchange.reading as? RequestReading {
            return known
        }
        let reading = RequestReading()
        exchange.reading = reading
        return reading
    }

    // MARK: Rules

    package func takesLong(_ exchange: Exchange) -> Bool {
        guard let rules = self.rules(of: exchange), !rules.mayWant.isEmpty else { return false }
        let bytes = exchange.body.readableBytes
        return rules.mayWant.nanoseconds(textBytes: bytes, tokenBytes: bytes) > Self.patience
    }

    package func read(_ exchange: Exchange) async {
        guard let rules = self.rules(of: exchange), let scan = exchange.scan else { return }
        let reading = self.reading(of: exchange)
        let (reader, wants, family) = (self.reader, rules.mayWant, rules.family)
        let outline = self.facts.outline(reading, exchange)
        let body = exchange.body
        let found = await OffLoop.run {
            reader.read(wants, of: body, scan: scan, outline: outline, family: family, with: ContentReader.Scratch())
        }
        reading.content.take(found)
    }

    @discardableResult
    package func rule(on exchange: Exchange) throws(GatewayError) -> Bool {
        guard let rules = self.rules(of: exchange) else { return false }
        guard exchange.ruling == nil else { return true }
        if let defect = rules.defect {
            throw defect
        }
        let reading = self.reading(of: exchange)
        reading.priority = exchange.priority
        self.facts.begin(exchange, reading, family: rules.family)
        defer { self.facts.end() }
        var ruling = Ruling()
        for (position, rule) in rules.rules.enumerated() where self.facts.holds(rule.condition) {
            ruling.matched.append(position)
            self.take(rule, exchange, &ruling)
            if rules.match == .first { break }
        }
        reading.matched = ruling.matched
        exchange.ruling = ruling
        if let deny = ruling.matched.lazy.compactMap({ rules.rules[$0].settings.deny }).first {
            throw GatewayError(.deniedByRule, deny)
        }
        self.facts.read(ruling.matched.reduce(into: rules.wants) { $0.formUnion(rules.rules[$1].wants) })
        if let tokens = reading.content.tokens {
            exchange.signals.inputTokens = tokens.tokens
        }
        if let task = reading.content.task {
            exchange.signals.task = task.rawValue + 1
        }
        return true
    }

    private func take(_ rule: GroupRules.Rule, _ exchange: Exchange, _ ruling: inout Ruling) {
        let settings = rule.settings
        if let strategy = rule.strategy {
            ruling.strategy = strategy
            ruling.strategyName = settings.strategy ?? ""
        }
        ruling.cache = settings.cache ?? ruling.cache
        ruling.degrade = settings.degrade ?? ruling.degrade
        exchange.signals.weights = settings.weights ?? exchange.signals.weights
        exchange.signals.maxCost = settings.maxCost ?? exchange.signals.maxCost
        exchange.signals.maxFirstToken = settings.maxFirstToken?.wholeNanoseconds ?? exchange.signals.maxFirstToken
        exchange.priority = settings.priority ?? exchange.priority
    }

    // MARK: Candidates

    package func narrow(_ exchange: Exchange, _ group: GroupPlan, _ view: inout RoutingView) {
        guard let rules = self.rules(of: exchange) else { return }
        let reading = self.reading(of: exchange)
        reading.excluded.removeAll(keepingCapacity: true)
        rules.narrow(
            &view,
            matched: reading.matched,
            task: reading.content.task,
            excluded: &reading.excluded
        ) { self.needs(of: exchange, reading) }
    }

    private func needs(of exchange: Exchange, _ reading: RequestReading) -> RequestNeeds {
        if let known = reading.needs {
            return known
        }
        let counted = reading.content.tokens.flatMap { $0.isExact ? $0.tokens : nil }
        let needs = RequestNeeds(self.facts.outline(reading, exchange), countedTokens: counted)
        reading.needs = needs
        return needs
    }

    package func settle(_ exchange: Exchange, _ group: GroupPlan, _ order: inout [Int]) throws(GatewayError) {
        guard let rules = self.rules(of: exchange) else { return }
        let reading = self.reading(of: exchange)
        for position in reading.matched where !rules.rules[position].prefers.isEmpty {
            let prefers = rules.rules[position].prefers
            MemberPreference.settle(
                &order,
                members: exchange.memberCount,
                self.loop.routing,
                seed: exchange.decision
            ) { prefers[$0] }
        }
        guard !reading.matched.isEmpty || !rules.offers.isEmpty else { return }
        for index in stride(from: order.count - 1, through: exchange.memberCount, by: -1) {
            let target = order[index]
            guard let reason = self.exclusion(of: target, exchange, reading, rules) else { continue }
            reading.excluded.append(.init(target: target, reason: reason))
            order.remove(at: index)
        }
        guard order.isEmpty else { return }
        try self.refuse(exchange, group, rules, reading)
    }

    private func exclusion(
        of target: Int,
        _ exchange: Exchange,
        _ reading: RequestReading,
        _ rules: GroupRules
    ) -> RequestReading.Exclusion.Reason? {
        if let position = reading.matched.first(where: { !rules.rules[$0].allows[target] }) {
            return .rule(position)
        }
        guard !rules.offers.isEmpty else { return nil }
        return self.needs(of: exchange, reading).missing(from: rules.offers[target]).map { .need($0) }
    }

    /// Says why nobody is left.
    private func refuse(
        _ exchange: Exchange,
        _ group: GroupPlan,
        _ rules: GroupRules,
        _ reading: RequestReading
    ) throws(GatewayError) {
        let lacks = reading.excluded.contains { if case .need = $0.reason { true } else { false } }
        if lacks {
            let served = group.members + group.fallbacks.map(\.target)
            let allowed = served.filter { target in !reading.matched.contains { !rules.rules[$0].allows[target] } }
            throw self.needs(of: exchange, reading).refusal(
                of: group.group.name,
                offers: allowed.map { rules.offers[$0] }
            )
        }
        if let position = reading.matched.first(where: { position in
            reading.excluded.contains { $0.reason == .rule(position) }
        }) {
            throw GatewayError(
                .noDeployment,
                "The rule '\(rules.rules[position].settings.name)' of '\(group.group.name)' leaves no deployment for this "
                    + "request. `signalbox explain` shows why.",
                param: "model"
            )
        }
    }

    // MARK: Records

    /// Reads what nobody asked for, for an explanation of a decision that is made already.
    package func complete(_ exchange: Exchange) async {
        guard let scan = exchange.scan else { return }
        let reading = self.reading(of: exchange)
        let outline = self.facts.outline(reading, exchange)
        let family = self.rules(of: exchange)?.family ?? .unknown
        let missing = ContentWants([.task, .language, .complexity, .tokens]).subtracting(reading.content.known)
        let (reader, body) = (self.reader, exchange.body)
        let found = await OffLoop.run {
            reader.read(missing, of: body, scan: scan, outline: outline, family: family, with: ContentReader.Scratch())
        }
        reading.content.take(found)
    }

    /// Whether decisions are recorded; false while one is only explained.
    package var isRecording = true

    package func decided(_ exchange: Exchange, _ group: GroupPlan, seed: UInt64) {
        exchange.decision = seed
        guard self.isRecording, let records = self.records else { return }
        records.note(exchange, group, view: self.loop.routing, order: self.loop.order, at: self.wallClock())
    }
}
