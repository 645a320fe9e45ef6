package import GatewayCore
import NIOCore
import Synchronization

/// Which decisions are chosen to be stored: a share, by their ids, so that all loops and a repetition choose alike.
package struct DecisionSample: Sendable, Equatable {
    private let bound: UInt64

    /// Chooses a share from 0 to 1.
    package init(share: Double) {
        self.bound = UInt64(exactly: (min(max(share, 0), 1) * 0x1p64).rounded()) ?? .max
    }

    /// Whether a decision is chosen.
    ///
    /// Ids are what chance begins with in a decision, so they are mixed: those chosen must not be those of one draw.
    package func takes(_ id: UInt64) -> Bool {
        var mixed = id ^ id >> 31
        mixed &*= 0xD6E8_FEB8_6659_FD93
        mixed ^= mixed >> 32
        return mixed < self.bound || self.bound == .max
    }
}

/// The latest decisions of one loop, in storage that is used again.
///
/// One reader may follow it, which sees each record once; those that it wants and has not fetched when they are
/// overwritten are lost, and counted. So whoever makes decisions never waits for it.
package final class DecisionRing: Sendable {
    fileprivate struct State {
        var slots: [DecisionRecord?]
        var next = 0
        /// Newest records that the reader has not seen.
        var unread = 0
        /// What the reader wants; nil while nobody reads.
        var sample: DecisionSample?
        var lost: UInt64 = 0
    }

    /// Records that are looked at under one hold of the lock.
    private static let stride = 32

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
            if let sample = state.sample {
                state.noteOverwrite(of: slot, sample)
            }
            if state.slots[slot] == nil {
                state.slots[slot] = DecisionRecord(exchange, group, view: view, order: order, at: now)
            } else {
                state.slots[slot]?.take(exchange, group, view: view, order: order, at: now)
            }
            state.next = slot + 1 == state.slots.count ? 0 : slot + 1
        }
    }

    // MARK: The reader

    /// Sets what the reader wants; nil ends the reading. What is there already counts as unread at the beginning.
    package func follow(_ sample: DecisionSample?) {
        self.state.withLock { state in
            if state.sample == nil {
                state.unread = state.slots.count { $0 != nil }
            }
            state.sample = sample
        }
    }

    /// Records that the reader wanted and did not fetch in time.
    package var lost: UInt64 { self.state.withLock { $0.lost } }

    /// Records that were not fetched yet, oldest first.
    package func fetch(_ most: Int) -> [DecisionRecord] {
        var found: [DecisionRecord] = []
        var isMore = true
        while isMore, found.count < most {
            isMore = self.state.withLock { $0.fetch(upTo: most, within: Self.stride, into: &found) }
        }
        return found
    }

    // MARK: Looking

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

extension DecisionRing.State {
    /// A record is about to be replaced.
    fileprivate mutating func noteOverwrite(of slot: Int, _ sample: DecisionSample) {
        guard self.unread == self.slots.count else {
            self.unread += 1
            return
        }
        if let old = self.slots[slot], sample.takes(old.id) {
            self.lost &+= 1
        }
    }

    /// Takes what is wanted of the oldest unread records; false where no more are unread.
    fileprivate mutating func fetch(upTo most: Int, within stride: Int, into found: inout [DecisionRecord]) -> Bool {
        guard let sample = self.sample else { return false }
        for _ in 0..<stride where self.unread > 0 && found.count < most {
            let slot = (self.next + self.slots.count - self.unread) % self.slots.count
            self.unread -= 1
            if let record = self.slots[slot], sample.takes(record.id) {
                found.append(record)
            }
        }
        return self.unread > 0
    }
}
