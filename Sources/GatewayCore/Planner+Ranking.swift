import GatewayWire
import NIOCore

/// What the members of a group are ranked by.
extension Planner {
    /// Bytes of a body per token, where nobody counts.
    package static let bytesPerToken = 4

    /// Fills the loop's view, and `loop.order` with the members in the order in which they should be tried.
    ///
    /// - Returns: whether the group has rules or needs.
    static func rank(_ exchange: Exchange, _ group: GroupPlan) throws(GatewayError) -> Bool {
        let loop = exchange.loop
        let isRuled = try loop.router?.rule(on: exchange) ?? false
        if group.group.affinity != .none {
            exchange.signals.affinity = self.affinityKey(exchange, group.group.affinity)
        }
        self.fillRequest(exchange, group)
        self.fillCandidates(exchange, group)
        if isRuled {
            loop.router?.narrow(exchange, group, &loop.routing)
        }
        let strategy = exchange.ruling?.strategy ?? group.strategy
        // The draw that all others follow from names the decision: whoever knows it can make the decision again.
        exchange.decision = loop.chance.next()
        var chance = Chance(seed: exchange.decision)
        strategy.rank(loop.routing, given: &chance, into: &loop.order)
        if exchange.signals.affinity != 0 {
            PromptAffinity.settle(
                &loop.order,
                loop.routing,
                isDrawn: strategy.isDrawn,
                aims: strategy.aims(loop.routing.request)
            )
        }
        exchange.memberCount = loop.order.count
        if loop.order.isEmpty, group.fallbacks.isEmpty, loop.routing.candidates.contains(where: { $0.weight > 0 }) {
            throw GatewayError(
                .noDeployment,
                "No deployment is predicted to stay below the ceilings that are set for this request (max_cost, max_ttft).",
                param: "model"
            )
        }
        return isRuled
    }

    private static func fillRequest(_ exchange: Exchange, _ group: GroupPlan) {
        let signals = exchange.signals
        let settings = group.group.routing
        var request = RoutingRequest()
        request.isStream = exchange.isStream
        request.task = signals.task
        request.region = signals.region == 0 ? group.region : signals.region
        request.affinity = signals.affinity
        request.weights = signals.weights ?? settings.weights
        request.maxCost = signals.maxCost ?? settings.maxCost
        request.maxFirstToken = signals.maxFirstToken ?? group.maxFirstToken
        request.exploration = settings.exploration
        if !group.needs.isDisjoint(with: [.inputTokens, .prefix]) {
            request.inputTokens = signals.inputTokens ?? exchange.body.readableBytes / self.bytesPerToken
        }
        if group.needs.contains(.outputTokens), exchange.endpoint.isStreamedText {
            request.outputTokens = group.live.expectedOutput(task: signals.task)
            if let most = exchange.scan?.maxTokens {
                request.outputTokens = min(request.outputTokens, Double(most))
            }
        }
        exchange.loop.routing.request = request
    }

    private static func fillCandidates(_ exchange: Exchange, _ group: GroupPlan) {
        let loop = exchange.loop
        let targets = exchange.snapshot.targets
        let now = loop.recent
        let needs = group.needs
        // What `DeploymentLive.fill` knows.
        let isLive = !needs.isDisjoint(with: [.latency, .prediction, .errorRate, .headroom])
        let tiers = Self.lower(group.live.allowedTiers, exchange.ruling?.degrade)
        let isStream = exchange.isStream
        let bodyBytes = exchange.body.readableBytes
        let affinity = exchange.signals.affinity
        let tokens = loop.routing.request.inputTokens
        exchange.signals.degradedTo = nil
        loop.routing.candidates.assign(group.candidates)
        // In place: a candidate is large enough for its copies to be seen.
        loop.routing.candidates.withUnsafeMutableBufferPointer { candidates in
            for index in candidates.indices {
                let position = candidates[index].target
                let target = targets[position]
                candidates[index].isRefusing = target.health.isRefusing(at: now)
                candidates[index].share = group.live.share(index) * target.health.share(at: now)
                if needs.contains(.load) {
                    candidates[index].inFlight = loop.inFlight[position]
                }
                if needs.contains(.roundTrip) {
                    candidates[index].roundTrip = target.provider.roundTrip.nanoseconds
                }
                if isLive {
                    target.live.fill(&candidates[index], needs, isStream: isStream, bodyBytes: bodyBytes, at: now)
                }
                if affinity != 0 {
                    candidates[index].cachedShare = target.live.residency.share(of: affinity, tokens: tokens, at: now)
                }
            }
        }
        if let tiers, self.keep(tiers, in: &loop.routing) {
            exchange.signals.degradedTo = tiers.first
        }
    }

    /// The tiers that are asked where a group and a rule may each have stepped down; nil is all.
    package static func lower(_ tiers: ArraySlice<Tier>?, _ rule: Tier?) -> ArraySlice<Tier>? {
        guard let rule, let top = Tier.allCases.firstIndex(of: rule) else { return tiers }
        let asked = Tier.allCases[...top].reversed()
        return ArraySlice(tiers.map { tiers in asked.filter { tiers.contains($0) } } ?? Array(asked))
    }

    /// Leaves out the members of tiers that the group has stepped down from, unless nobody would be left.
    ///
    /// - Returns: whether anybody was left out.
    package static func keep(_ tiers: ArraySlice<Tier>, in view: inout RoutingView) -> Bool {
        let isAsked = { (candidate: Candidate) in candidate.tier.map { tiers.contains($0) } ?? true }
        guard view.candidates.contains(where: { $0.weight > 0 && isAsked($0) }), !view.candidates.allSatisfy(isAsked)
        else { return false }
        view.candidates.removeAll { !isAsked($0) }
        return true
    }

    /// Hash of the session or of the prompt's beginning; 0 where there is none.
    private static func affinityKey(_ exchange: Exchange, _ affinity: Affinity) -> UInt64 {
        if affinity == .session, let key = self.sessionKey(exchange) {
            return key
        }
        guard let scan = exchange.scan, let prompt = scan.messages ?? scan.prompt else { return 0 }
        return exchange.body.withUnsafeReadableBytes { bytes in
            let text = UnsafeRawBufferPointer(rebasing: bytes[prompt])
            guard affinity == .prefix else { return PromptAffinity.hash(conversation: text) }
            return PromptAffinity.hash(
                of: [scan.tools.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }, text].compactMap { $0 }
            )
        } ?? 0
    }

    private static func sessionKey(_ exchange: Exchange) -> UInt64? {
        let head = exchange.head
        guard head.parsed.contains(.signalbox) else { return nil }
        return head.bytes.withUnsafeReadableBytes { bytes in
            for field in head.parsed.fields where field.name == .signalbox {
                let name = UnsafeRawBufferPointer(rebasing: bytes[field.nameRange])
                guard name.equalsToken("x-signalbox-session") else { continue }
                return PromptAffinity.hash(session: UnsafeRawBufferPointer(rebasing: bytes[field.valueRange]))
            }
            return nil
        }
    }
}
