import GatewayCache
import GatewayCore
import Testing

@Suite struct MemoryStoreTests {
    private static let second: UInt64 = 1_000_000_000
    private static let now: UInt64 = 1_000_000 * Self.second

    private static func store(
        _ maxBytes: Int = 1 << 20,
        _ policy: EvictionPolicy = .s3fifo,
        shards: Int = 1
    ) -> MemoryStore<String> {
        MemoryStore(maxBytes: maxBytes, policy: policy, shards: shards)
    }

    @Test func `an entry turns stale, then goes, to the nanosecond`() {
        let store = Self.store()
        let key = CacheKey.number(1)
        let (stale, drop) = (Self.now + 10 * Self.second, Self.now + 20 * Self.second)
        store.insert(key, "a", size: 100, freshUntil: stale, dropAt: drop, now: Self.now)
        #expect(store.get(key, now: stale - 1) == "a")
        #expect(store.get(key, now: stale) == nil)
        #expect(store.find(key, now: stale)?.value == "a")
        #expect(store.find(key, now: drop - 1)?.freshUntil == stale)
        #expect(store.peek(key, now: drop) == nil)
        #expect(store.find(key, now: drop) == nil)
        let statistics = store.statistics
        #expect(statistics.entries == 0 && statistics.expirations == 1 && statistics.valueBytes == 0)
        #expect(statistics.hits == 1 && statistics.staleHits == 2 && statistics.misses == 2)
    }

    @Test func `without a time of its own an entry is fresh until it goes`() {
        let store = Self.store()
        store.insert(.number(1), "a", size: 1, dropAt: 100, now: 1)
        #expect(store.get(.number(1), now: 99) == "a")
        #expect(store.find(.number(1), now: 99)?.freshUntil == 100)
        #expect(store.get(.number(1), now: 100) == nil)
    }

    @Test func `a refused value takes away what stood under its key`() {
        for refused in [MemoryInsertion.tooLarge, .tooManyTags, .expired] {
            let store = Self.store()
            store.insert(.number(1), "old", size: 1, dropAt: .max, now: Self.now)
            let result = store.insert(
                .number(1),
                "new",
                size: refused == .tooLarge ? (1 << 18) + 1 : 1,
                dropAt: refused == .expired ? Self.now : .max,
                tags: (0..<(refused == .tooManyTags ? 33 : 0)).map { CacheTag(hash: UInt64($0)) },
                now: Self.now
            )
            #expect(result == refused)
            #expect(store.peek(.number(1), now: Self.now) == nil)
            #expect(store.statistics.refusals == 1 && store.statistics.removals == 1)
        }
    }

    @Test(arguments: EvictionPolicy.allCases)
    func `what has expired is released by use of the store alone`(policy: EvictionPolicy) {
        let store = Self.store(8 << 20, policy)
        let lives: [UInt64] = [1, 50, 61, 3_600, 86_400, 2_592_000, 31_536_000]
        for number in 0..<700 {
            let drop = Self.now + lives[number % 7] * Self.second
            store.insert(.number(number), "", size: 1000, dropAt: drop, now: Self.now)
        }
        for (passed, life) in lives.enumerated() {
            let time = Self.now + (life + 3) * Self.second
            for other in 0..<700 {
                _ = store.get(.number(-1 - other), now: time)
            }
            #expect(store.statistics.entries == 700 - (passed + 1) * 100, "\(life) s")
        }
        #expect(store.audit().faults == [])
        #expect(store.statistics.expirations == 700)
        #expect(store.statistics.valueBytes == 0)
    }

    @Test(arguments: 1...10)
    func `however the clock leaps, what has expired is gone after as many uses as there are entries`(seed: Int) {
        var random = CacheRandom(seed: UInt64(seed))
        let store = Self.store(8 << 20)
        var now = UInt64(random.draw(1..<1_000_000_000)) << 20
        var drops: [UInt64] = []
        for number in 0..<500 {
            drops.append(now + UInt64(random.draw(1..<(1 << random.draw(4..<24)))) << 26)
            store.insert(.number(number), "", size: 10, dropAt: drops[number], now: now)
        }
        while let first = drops.min() {
            let last = drops[random.draw(0..<drops.count)]
            now = max(first, last) + 1 << 30
            for other in 0..<drops.count {
                _ = store.get(.number(-1 - other), now: now)
            }
            drops.removeAll { $0 >> 30 < now >> 30 }
            #expect(store.statistics.entries <= drops.count, "seed \(seed)")
        }
        #expect(store.statistics.expirations == 500)
        #expect(store.audit().faults == [])
    }

    @Test func `an idle store is emptied by collecting`() {
        let store = Self.store(64 << 20, shards: 4)
        for number in 0..<1000 {
            store.insert(.number(number), "", size: 10, dropAt: Self.now + Self.second, now: Self.now)
        }
        store.collect(now: Self.now + Self.second / 2)
        #expect(store.statistics.entries == 1000)
        store.collect(now: Self.now + 3 * Self.second, limit: 16_000)
        #expect(store.statistics.entries == 0)
    }

    @Test func `a purge by tag takes the tag's entries and no others`() {
        let store = Self.store(64 << 20, shards: 4)
        let (documents, prompts) = (CacheTag("doc:42", in: "a"), CacheTag("prompt:v7", in: "a"))
        #expect(documents != CacheTag("doc:42", in: "b") && documents == CacheTag("doc:42", in: "a"))
        for number in 0..<3000 {
            let tags = (number % 2 == 0 ? [documents] : []) + (number % 3 == 0 ? [prompts, prompts] : [])
            store.insert(.number(number), "", size: 10, dropAt: .max, tags: tags, now: 0)
        }
        #expect(store.countTagged(documents) == 1500 && store.countTagged(prompts) == 1000)
        #expect(store.removeTagged(documents) == 1500)
        #expect(store.countTagged(documents) == 0 && store.countTagged(prompts) == 500)
        #expect(store.audit().faults == [])
        for number in 0..<3000 {
            #expect((store.peek(.number(number), now: 0) != nil) == (number % 2 == 1))
        }
        store.insert(.number(3), "", size: 10, dropAt: .max, tags: [documents], now: 0)
        #expect(store.removeTagged(prompts) == 499)
        #expect(store.removeTagged(documents) == 1)
    }

    @Test func `a condition decides about what it saw, not about what was written over meanwhile`() {
        let store = Self.store()
        for number in 0..<10 {
            store.insert(.number(number), "old", size: 10, dropAt: .max, now: 0)
        }
        let removed = store.removeAll { item in
            if item.key == .number(3) {
                store.insert(item.key, "new", size: 10, dropAt: .max, now: 0)
            }
            return item.value == "old"
        }
        #expect(removed == 9)
        #expect(store.peek(.number(3), now: 0)?.value == "new")
    }

    @Test func `pages show each entry once, whatever their size`() {
        let store = Self.store(64 << 20, shards: 4)
        let keys = Set((0..<1000).map { CacheKey.number($0) })
        for key in keys {
            store.insert(key, "", size: 10, dropAt: .max, now: 0)
        }
        for limit in [1, 7, 100, 257, 5000] {
            var seen: [CacheKey] = []
            var cursor: MemoryCursor?
            repeat {
                let page = store.page(from: cursor, limit: limit)
                #expect(page.items.count <= limit)
                seen += page.items.map(\.key)
                cursor = page.next
            } while cursor != nil && seen.count <= 2000
            #expect(seen.count == 1000 && Set(seen) == keys, "\(limit)")
        }
        #expect(store.page(from: MemoryCursor(shard: 99, position: 3), limit: 5).items.isEmpty)
        #expect(store.page(from: MemoryCursor(shard: -5, position: -3), limit: 5).items.count == 5)
    }

    @Test func `the bound can be lowered and raised while it runs`() {
        let store = Self.store(8 << 20, shards: 2)
        for number in 0..<3000 {
            store.insert(.number(number), "", size: 2000, dropAt: .max, now: 0)
        }
        #expect(store.statistics.entries == 3000)
        store.resize(to: 2 << 20)
        let small = store.statistics
        #expect(small.bytes <= 2 << 20 && small.bytes > 3 << 19 && small.maxBytes == 2 << 20)
        store.resize(to: 8 << 20)
        for number in 0..<3000 {
            store.insert(.number(number), "", size: 2000, dropAt: .max, now: 0)
        }
        #expect(store.statistics.entries == 3000)
        store.resize(to: 0)
        #expect(store.statistics.entries == 0)
        #expect(store.insert(.number(1), "", size: 1, dropAt: .max, now: 0) == .tooLarge)
        #expect(store.audit().faults == [])
    }

    @Test func `a flushed store takes no more than a new one`() {
        let store = Self.store(64 << 20, .wTinyLFU, shards: 4)
        let empty = store.statistics.bytes
        for number in 0..<20_000 {
            store.insert(.number(number), "", size: 2000, dropAt: 9, tags: [CacheTag(hash: 1)], now: 0)
        }
        #expect(store.statistics.bytes > 40_000_000)
        #expect(store.flush() == 20_000)
        #expect(store.statistics.bytes == empty)
        #expect(store.statistics.removals == 20_000)
    }

    @Test func `values die with their entries`() {
        final class Witness: Sendable {}
        let store = MemoryStore<Witness>(maxBytes: 1 << 20, shards: 1)
        weak var overwritten: Witness?
        weak var flushed: Witness?
        do {
            let (one, other) = (Witness(), Witness())
            (overwritten, flushed) = (one, other)
            store.insert(.number(1), one, size: 1, dropAt: .max, now: 0)
            store.insert(.number(1), other, size: 1, dropAt: .max, now: 0)
        }
        #expect(overwritten == nil && flushed != nil)
        store.flush()
        #expect(flushed == nil)
    }

    @Test func `what has moved into the place of another dies with its own entry`() {
        final class Witness: Sendable {}
        struct Watch {
            weak var witness: Witness?
        }
        let store = MemoryStore<Witness>(maxBytes: 1 << 20, shards: 1)
        let watches = (0..<200).map { number in
            let witness = Witness()
            store.insert(.number(number), witness, size: 1, dropAt: .max, now: 0)
            return Watch(witness: witness)
        }
        for number in 0..<200 {
            store.remove(.number(number * 77 % 200))
            let alive = watches.count { $0.witness != nil }
            #expect(alive == 199 - number)
        }
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (16, 16), (1000, 64), (0, 1)])
    func `shards are a power of two`(asked: Int, made: Int) {
        #expect(MemoryStore<Int>(maxBytes: 1 << 30, shards: asked).shardCount == made)
    }

    @Test(arguments: [(1 << 20, 1), (8 << 20, 1), (20 << 20, 2), (64 << 20, 8), (1 << 40, 16)])
    func `no shard is small for want of being asked`(maxBytes: Int, made: Int) {
        #expect(MemoryStore<Int>(maxBytes: maxBytes).shardCount == made)
    }
}
