import GatewayWire
import NIOCore

/// Turns the model that a request names into the targets to try, best first.
///
/// Pure but for the draw of chance and the loop's in-flight counts, which are its inputs.
package enum Planner {
    /// Finds the model group that a request names, and checks that the caller may use it; nothing for other names.
    @inline(__always)
    package static func resolve(_ exchange: Exchange) throws(GatewayError) {
        let snapshot = exchange.snapshot
        guard let position = snapshot.groupIndex[exchange.model] else { return }
        let group = snapshot.groups[position]
        try self.authorize(exchange, names: exchange.model, group.group.name)
        exchange.group = group
    }

    /// Fills `loop.order` with positions in `Snapshot.targets`; the exchange's group is resolved.
    ///
    /// - Returns: the one target that stands in no list, for a `provider/model` name without a deployment.
    package static func plan(_ exchange: Exchange) throws(GatewayError) -> Target? {
        let snapshot = exchange.snapshot
        let loop = exchange.loop
        loop.order.removeAll(keepingCapacity: true)
        if let group = exchange.group {
            group.lookForOutliers(snapshot, at: loop.recent)
            if group.live.isDue(at: loop.recent) {
                group.live.look({ snapshot.targets[group.members[$0]].live }, at: loop.recent)
            }
            do throws(GatewayError) {
                let isRuled = try self.rank(exchange, group)
                if group.group.takesRequestFallbacks, exchange.scan?.fallbacks != nil {
                    try self.appendRequestFallbacks(exchange)
                } else {
                    self.drawFallbacks(group.fallbacks, seed: exchange.decision, into: &loop.order)
                }
                if isRuled {
                    try loop.router?.settle(exchange, group, &loop.order)
                }
            } catch {
                self.keepRefusal(exchange, group)
                throw error
            }
            loop.router?.decided(exchange, group, seed: exchange.decision)
            return nil
        }
        if let target = try self.direct(exchange) {
            return target
        }
        if !loop.order.isEmpty {
            exchange.memberCount = loop.order.count
            return nil
        }
        guard exchange.endpoint == .passthrough, let provider = snapshot.defaultProvider else {
            throw GatewayError(
                .modelNotFound,
                "The model '\(exchange.model.prefix(200))' does not exist here. GET /v1/models lists the names; "
                    + "'provider/model' addresses a deployment directly.",
                param: "model"
            )
        }
        try self.authorize(exchange, names: exchange.model, snapshot.providers[provider].provider.id + "/*")
        loop.order.append(snapshot.providers[provider].wildcard)
        exchange.memberCount = 1
        return nil
    }

    /// Keeps a record of a decision that leaves nobody; a rule that refuses the request comes before any decision.
    @inline(never)
    private static func keepRefusal(_ exchange: Exchange, _ group: GroupPlan) {
        exchange.loop.order.removeAll(keepingCapacity: true)
        exchange.memberCount = 0
        guard exchange.decision != 0 else { return }
        exchange.loop.router?.decided(exchange, group, seed: exchange.decision)
    }

    /// Appends fallbacks, rank by rank; within a rank they are drawn by weight.
    ///
    /// - Parameter seed: the decision's, of which the draws are made, so that they can be made again.
    package static func drawFallbacks(_ fallbacks: [GroupFallback], seed: UInt64, into order: inout [Int]) {
        guard !fallbacks.isEmpty else { return }
        var chance = Chance(seed: Draw.mix(seed))
        var rank: [GroupFallback] = []
        for fallback in fallbacks {
            if let first = rank.first, first.rank != fallback.rank {
                self.draw(&rank, &chance, into: &order)
            }
            rank.append(fallback)
        }
        self.draw(&rank, &chance, into: &order)
    }

    private static func draw(_ rank: inout [GroupFallback], _ chance: inout Chance, into order: inout [Int]) {
        while !rank.isEmpty {
            var position = 0
            if rank.count > 1 {
                var left = chance.below(max(1, rank.reduce(0) { $0 + $1.weight }))
                while position < rank.count - 1, left >= rank[position].weight {
                    left -= rank[position].weight
                    position += 1
                }
            }
            let drawn = rank.remove(at: position)
            if !order.contains(drawn.target) {
                order.append(drawn.target)
            }
        }
    }

    private static func direct(_ exchange: Exchange) throws(GatewayError) -> Target? {
        let snapshot = exchange.snapshot
        guard let slash = exchange.model.utf8.firstIndex(of: UInt8(ascii: "/")),
            let provider = snapshot.providerIndex[String(exchange.model[..<slash])]
        else { return nil }
        let model = String(exchange.model[exchange.model.index(after: slash)...])
        guard !model.isEmpty else { return nil }
        try self.authorize(exchange, names: exchange.model, snapshot.providers[provider].provider.id + "/*")
        if let position = snapshot.directIndex[exchange.model] {
            exchange.loop.order.append(position)
            return nil
        }
        let wildcard = snapshot.targets[snapshot.providers[provider].wildcard]
        return Target(
            wildcard: wildcard,
            model: model,
            modelJSON: JSONWriter.quoted(model),
            price: snapshot.prices(wildcard.provider.provider.kind, model)
        )
    }

    /// Fallbacks that a request brings at most.
    private static let maxRequestFallbacks = 16

    /// Appends the fallbacks that the request itself names: deployments, model groups, `provider/model`.
    private static func appendRequestFallbacks(_ exchange: Exchange) throws(GatewayError) {
        let body = exchange.body
        guard let range = exchange.scan?.fallbacks,
            let value = body.getSlice(at: body.readerIndex + range.lowerBound, length: range.count)
        else { return }
        let elements = (try? JSONValue.parse(value.readableBytesSpan))?.elements
        let names = elements?.compactMap(\.text)
        guard let names, names.count == elements?.count, names.count <= self.maxRequestFallbacks else {
            throw GatewayError(
                .invalidRequest,
                "'fallbacks' must be a list of at most \(self.maxRequestFallbacks) names of models.",
                param: "fallbacks"
            )
        }
        exchange.hasOwnFallbacks = true
        for name in names {
            for position in try self.targets(named: name, exchange) where !exchange.loop.order.contains(position) {
                exchange.loop.order.append(position)
            }
        }
    }

    private static func targets(named name: String, _ exchange: Exchange) throws(GatewayError) -> [Int] {
        let snapshot = exchange.snapshot
        if let position = snapshot.groupIndex[name] {
            try self.authorize(exchange, names: name, snapshot.groups[position].group.name)
            return snapshot.groups[position].members
        }
        guard let position = snapshot.deploymentIndex[name] ?? snapshot.directIndex[name] else {
            throw GatewayError(
                .modelNotFound,
                "The fallback '\(name.prefix(200))' does not exist here. GET /v1/models lists the names.",
                param: "fallbacks"
            )
        }
        let target = snapshot.targets[position]
        try self.authorize(exchange, names: name, target.provider.provider.id + "/*")
        return [position]
    }

    /// Checks that the caller's key names the model in one of the ways it may be named.
    private static func authorize(_ exchange: Exchange, names asked: String, _ other: String) throws(GatewayError) {
        guard let allowed = exchange.caller?.models, !allowed.contains(asked), !allowed.contains(other) else { return }
        throw GatewayError(
            .modelNotAllowed,
            asked.isEmpty
                ? "This key is limited to certain models, and the request names none. Ask the operator to allow "
                    + "'\(other)' for it."
                : "This key may not use the model '\(asked.prefix(200))'. GET /v1/models lists what it may use.",
            param: asked.isEmpty ? nil : "model"
        )
    }
}
