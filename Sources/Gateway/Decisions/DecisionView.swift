import GatewayAdmin
import GatewayCore
import GatewayRouting
import Synchronization

/// What the admin plane sees of a gateway's decisions.
struct DecisionView: DecisionSource {
    let gateway: Gateway

    var capacity: Int {
        self.gateway.routing.records.isEmpty ? 0 : self.gateway.settings.routing.keptDecisions
    }

    func latest(_ count: Int) async -> [[UInt8]] {
        let (rings, strategies) = (self.gateway.routing.records, StrategyRegistry.builtin())
        // Many documents take longer to write than a loop can wait.
        return await OffLoop.run {
            let records = rings.flatMap { $0.latest(count) }.sorted { $0.madeAt > $1.madeAt }
            return records.prefix(count).map { DecisionDocument.json(RecordedDecision($0), strategies) }
        }
    }

    func decision(_ id: String) async -> [UInt8]? {
        let wanted = DecisionID.parse(id)
        let found = self.gateway.routing.records.compactMap { ring in
            ring.newest { record in
                wanted.map { record.id == $0 } ?? record.isFor(requestID: id)
            }
        }
        let newest = found.max { $0.madeAt < $1.madeAt }
        return newest.map { DecisionDocument.json(RecordedDecision($0), StrategyRegistry.builtin()) }
    }

    func explain(_ body: [UInt8]) async -> ExplainAnswer {
        guard let state = self.gateway.parts.withLock({ $0.first?.state }) else {
            return .malformed("The gateway is not ready.", param: nil)
        }
        return await Explainer(strategies: .builtin(), wallClock: Gateway.wallClock).explain(body, on: state)
    }
}
