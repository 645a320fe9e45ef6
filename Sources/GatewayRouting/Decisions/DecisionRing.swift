package import GatewayCore
import NIOCore
import Synchronization

/// The latest decisions of one loop, in storage that is used again.
package final class DecisionRing: Sendable {
    private struct State {
        var slots: [DecisionRecord?]
        var next = 0
    }

    private let state: Mutex<State>

    /// Creates an empty ring.
    ///
    /// - Parameter capacity: records that are kept; at least one.
    package init(capacity: Int) {
        self.state = Mutex(State(slots: Array(repeating: nil, count: max(1, capacity))))
    }

    /// Records a decision in place of the oldest.
    package func note(_ exchange: Exchange, _ group: GroupPlan, view: RoutingView, order: [Int], at now: UInt64) {
        self.state.withLock { state in
            let slot = state.next
            if state.slots[slot] == nil {
                state.slots[slot] = DecisionRecord(exchange, group, view: view, order: order, at: now)
            } else {
                state.slots[slot]?.take(exchange, group, view: view, order: order, at: now)
            }
            state.next = slot + 1 == state.slots.count ? 0 : slot + 1
        }
    }

    /// The newest record that passes; nil where none does.
    package func newest(where passes: (DecisionRecord) -> Bool) -> DecisionRecord? {
        self.state.withLock { state in
            let size = state.slots.count
            for age in 1...size {
                guard let record = state.slots[(state.next + size - age) % size] else { return nil }
                if passes(record) {
                    return record
                }
            }
            return nil
        }
    }

    /// The latest records, newest first.
    package func latest(_ count: Int) -> [DecisionRecord] {
        self.state.withLock { state in
            let size = state.slots.count
            return (0..<min(max(count, 0), size)).compactMap { state.slots[(state.next + 2 * size - 1 - $0) % size] }
        }
    }
}
