import GatewayCache
import GatewayCore
import Testing

@Suite struct EvictionPolicyTests {
    private static func store(_ policy: EvictionPolicy) -> MemoryStore<Int> {
        MemoryStore(maxBytes: 256 << 10, policy: policy, shards: 1)
    }

    @Test(arguments: 1...20)
    func `the least recently used go first, exactly`(seed: Int) {
        let store = Self.store(.lru)
        var random = CacheRandom(seed: UInt64(seed))
        var order: [CacheKey] = []
        for _ in 0..<3000 {
            let key = CacheKey.number(random.draw(0..<300))
            let size = random.draw(1..<4000)
            if random.draw(0..<2) == 0 {
                let place = order.firstIndex(of: key)
                let found = store.get(key, now: 0) != nil
                #expect(found == (place != nil))
                guard let place else { continue }
                order.insert(order.remove(at: place), at: 0)
            } else {
                store.insert(key, 0, size: size, dropAt: .max, now: 0)
                order.removeAll { $0 == key }
                order.insert(key, at: 0)
            }
            let kept = store.audit().queues[0]
            #expect(kept == Array(order.prefix(kept.count)), "seed \(seed)")
            #expect(kept.count >= min(order.count, 40))
            guard kept == Array(order.prefix(kept.count)) else { return }
            order = kept
        }
        #expect(store.statistics.evictions > 100)
    }

    @Test(arguments: EvictionPolicy.allCases)
    func `what is asked for often survives a scan, unless by plain recency`(policy: EvictionPolicy) {
        let store = Self.store(policy)
        for _ in 0..<10 {
            for hot in 0..<50 where store.get(.number(hot), now: 0) == nil {
                store.insert(.number(hot), 0, size: 1000, dropAt: .max, now: 0)
            }
        }
        for once in 1000..<6000 {
            store.insert(.number(once), 0, size: 1000, dropAt: .max, now: 0)
            _ = store.get(.number(once % 50), now: 0)
            guard once % 500 == 0, policy != .lru else { continue }
            #expect(store.audit().faults == [])
        }
        for once in 6000..<6500 {
            store.insert(.number(once), 0, size: 1000, dropAt: .max, now: 0)
        }
        let kept = (0..<50).count { store.peek(.number($0), now: 0) != nil }
        #expect(policy == .lru ? kept == 0 : kept >= 45, "\(kept) of 50")
    }

    @Test func `whoever comes back soon after leaving stays longer`() {
        let store = Self.store(.s3fifo)
        for number in 0..<250 {
            store.insert(.number(number), 0, size: 1000, dropAt: .max, now: 0)
        }
        let gone = (0..<250).filter { store.peek(.number($0), now: 0) == nil }
        #expect(gone.count > 10 && gone.count < 100)
        for number in gone {
            store.insert(.number(number), 0, size: 1000, dropAt: .max, now: 0)
        }
        let queues = store.audit().queues
        #expect(Set(gone.map { CacheKey.number($0) }).isSubset(of: Set(queues[1])))
        #expect(queues[0].allSatisfy { !gone.map { CacheKey.number($0) }.contains($0) })
    }

    @Test func `a newcomer enters the main part only if it was asked for more often than the one to go`() {
        let store = Self.store(.wTinyLFU)
        for number in 0..<100 {
            store.insert(.number(number), 0, size: 2000, dropAt: .max, now: 0)
            for _ in 0..<3 {
                _ = store.get(.number(number), now: 0)
            }
        }
        let before = store.statistics
        for number in 1000..<1200 {
            store.insert(.number(number), 0, size: 2000, dropAt: .max, now: 0)
        }
        let after = store.statistics
        #expect(after.notAdmitted - before.notAdmitted >= 150)
        #expect((0..<100).count { store.peek(.number($0), now: 0) != nil } >= 85)
    }

    @Test(arguments: EvictionPolicy.allCases)
    func `one large value makes room for itself`(policy: EvictionPolicy) {
        let store = Self.store(policy)
        for number in 0..<200 {
            store.insert(.number(number), 0, size: 1000, dropAt: .max, now: 0)
        }
        let result = store.insert(.number(-1), 1, size: 64 << 10, dropAt: .max, now: 0)
        #expect(result == .stored || (result == .notAdmitted && policy == .wTinyLFU))
        #expect(store.audit().faults == [])
        #expect(store.statistics.bytes <= 256 << 10)
    }
}
