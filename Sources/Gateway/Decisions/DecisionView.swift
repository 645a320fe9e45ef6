import GatewayAdmin
import GatewayCore
import GatewayRouting
import Synchronization

/// What the admin plane sees of a gateway's decisions.
struct DecisionView: DecisionSource {
    let gateway: Gateway

    var capacity: Int {
        self.gateway.routing.kept
    }

    var isStored: Bool { self.gateway.decisions.isStored }

    func latest(_ count: Int, maxBytes: Int) async -> [[UInt8]] {
        let rings = self.gateway.routing.records
        // Many documents take longer to write than a loop can wait.
        let recent = await OffLoop.run {
            let strategies = StrategyRegistry.builtin()
            let records = rings.flatMap { $0.latest(count) }.sorted { $0.madeAt > $1.madeAt }
            var bytes = 0
            var found: [(id: UInt64, madeAt: UInt64, document: [UInt8])] = []
            for record in records.prefix(count) where bytes < maxBytes {
                let document = DecisionDocument.json(RecordedDecision(record), strategies)
                bytes += document.count
                found.append((record.id, record.madeAt, document))
            }
            return found
        }
        guard self.isStored else { return recent.map(\.document) }
        // A loop's memory may reach further back than another's, so neither part is simply older than the other.
        let stored = await self.gateway.decisions.latest(
            count,
            maxBytes: maxBytes,
            except: Set(recent.map(\.id))
        )
        let all = recent.map { ($0.madeAt, $0.document) } + stored.map { ($0.madeAt, $0.document) }
        return all.sorted { $0.0 > $1.0 }.prefix(count).map { $0.1 }
    }

    func decision(_ id: String) async -> [UInt8]? {
        let wanted = DecisionID.parse(id)
        let found = self.gateway.routing.records.compactMap { ring in
            ring.newest { record in
                wanted.map { record.id == $0 } ?? record.isFor(requestID: id)
            }
        }
        if let newest = found.max(by: { $0.madeAt < $1.madeAt }) {
            return DecisionDocument.json(RecordedDecision(newest), StrategyRegistry.builtin())
        }
        return await self.gateway.decisions.document(id)
    }

    func explain(_ body: [UInt8]) async -> ExplainAnswer {
        guard let state = self.gateway.parts.withLock({ $0.first?.state }) else {
            return .malformed("The gateway is not ready.", param: nil)
        }
        return await Explainer(strategies: .builtin(), wallClock: Gateway.wallClock).explain(body, on: state)
    }
}
