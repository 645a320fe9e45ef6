import GatewayCore
import GatewayWire
import NIOCore
import Synchronization

/// The latest decisions of one loop, in storage that is used again.
package final class DecisionRing: Sendable {
    private struct State {
        var slots: [DecisionRecord?]
        var next = 0
        var made: UInt64 = 0
    }

    private let state: Mutex<State>

    /// Creates an empty ring.
    ///
    /// - Parameter capacity: records that are kept; at least one.
    package init(capacity: Int) {
        self.state = Mutex(State(slots: Array(repeating: nil, count: max(1, capacity))))
    }

    /// Records a decision in place of the oldest.
    func note(
        _ exchange: Exchange,
        _ group: GroupPlan,
        seed: UInt64,
        view: RoutingView,
        order: [Int],
        at now: UInt64
    ) {
        let record = DecisionRecord(exchange, group, seed: seed, view: view, order: order, at: now)
        self.state.withLock { state in
            state.slots[state.next] = record
            state.next = state.next + 1 == state.slots.count ? 0 : state.next + 1
            state.made &+= 1
        }
    }

    /// The record with an id; nil where it was never made, or is no longer kept.
    package func record(_ id: UInt64) -> DecisionRecord? {
        self.state.withLock { state in state.slots.last { $0?.id == id } ?? nil }
    }

    /// The latest records, newest first.
    package func latest(_ count: Int) -> [DecisionRecord] {
        self.state.withLock { state in
            let size = state.slots.count
            return (0..<min(max(count, 0), size)).compactMap { state.slots[(state.next + 2 * size - 1 - $0) % size] }
        }
    }
}

extension DecisionRecord {
    fileprivate init(
        _ exchange: Exchange,
        _ group: GroupPlan,
        seed: UInt64,
        view: RoutingView,
        order: [Int],
        at now: UInt64
    ) {
        self.id = seed
        self.madeAt = now
        self.requestID = exchange.id.text.map { String(buffer: $0) } ?? ""
        self.snapshot = exchange.snapshot
        self.group = group.index
        self.model = exchange.model
        self.endpoint = exchange.endpoint
        let name = exchange.ruling?.strategyName ?? ""
        self.strategy = name.isEmpty ? group.group.strategy : name
        self.view = view
        self.isAffine = exchange.signals.affinity != 0
        self.order = order
        self.memberCount = exchange.memberCount
        self.degradedTo = exchange.signals.degradedTo
        self.reading = (exchange.reading as? RequestReading).map { reading in
            var caller = Caller()
            caller.tenant = exchange.caller?.tenant ?? ""
            caller.key = exchange.caller?.name ?? ""
            caller.priority = exchange.priority
            if exchange.head.parsed.contains(.signalbox) {
                caller.tags = exchange.head.tags
                caller.region = exchange.head.joined("x-signalbox-region") ?? ""
            }
            return Reading(
                matched: reading.matched,
                faults: reading.faults,
                content: reading.content,
                outline: reading.outline,
                excluded: reading.excluded,
                caller: caller
            )
        }
    }
}
