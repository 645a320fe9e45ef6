import Foundation
import GatewayCore

/// What an operation costs on one thread; allocations are counted by whoever preloads a counter.
enum Speed {
    private static let rounds = 2_000_000

    static func run() {
        print("| policy | entries | get, hot | get, any | get, absent | insert that evicts | replace |")
        print("|---|---|---|---|---|---|---|")
        for policy in EvictionPolicy.allCases {
            for entries in [1_000, 500_000] {
                Self.measure(policy, entries)
            }
        }
    }

    private static func measure(_ policy: EvictionPolicy, _ entries: Int) {
        let store = MemoryStore<StoredAnswer>(maxBytes: 1 << 32, policy: policy, shards: 16)
        let answer = StoredAnswer(bytes: StoredBytes(16), status: 200)
        let keys = (0..<entries).map { CacheKey($0) }
        let others = (0..<Self.rounds).map { CacheKey(entries + $0) }
        var random = Seeded(7)
        let order = (0..<Self.rounds).map { _ in Int.random(in: 0..<entries, using: &random) }
        func insert(_ key: CacheKey, at now: UInt64) {
            store.insert(key, answer, size: 2144, dropAt: 1 << 50, now: now)
        }
        for key in keys {
            insert(key, at: 0)
        }
        var found = 0
        let hot = Self.nanoseconds { found += store.get(keys[$0 & 63], now: UInt64($0)) == nil ? 0 : 1 }
        let any = Self.nanoseconds { found += store.get(keys[order[$0]], now: UInt64($0)) == nil ? 0 : 1 }
        let absent = Self.nanoseconds { found += store.get(others[$0], now: UInt64($0)) == nil ? 0 : 1 }
        precondition(found == 2 * Self.rounds, "everything that was stored is there, and nothing else")
        let replace = Self.nanoseconds { insert(keys[order[$0]], at: UInt64($0)) }
        store.resize(to: store.statistics.bytes)
        let evict = Self.nanoseconds { insert(others[$0], at: UInt64($0)) }
        let cells = [hot, any, absent, evict, replace].map { String(format: "%.0f ns", $0) }
        print("| \(policy.rawValue) | \(entries) | \(cells.joined(separator: " | ")) |")
    }

    private static func nanoseconds(_ body: (Int) -> Void) -> Double {
        let start = Self.processorTime()
        for round in 0..<Self.rounds {
            body(round)
        }
        return (Self.processorTime() - start) / Double(Self.rounds)
    }

    /// Processor time of this thread, so that a busy machine lies less.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Looks up so many times and does nothing else, for an allocation counter around the process.
    static func look(_ rounds: Int) {
        let store = MemoryStore<StoredAnswer>(maxBytes: 1 << 26)
        let answer = StoredAnswer(bytes: StoredBytes(16), status: 200)
        let key = CacheKey(1)
        store.insert(key, answer, size: 100, dropAt: .max, now: 0)
        var found = 0
        for round in 0..<rounds {
            found += store.get(key, now: UInt64(round)) == nil ? 0 : 1
        }
        print(found)
    }
}
