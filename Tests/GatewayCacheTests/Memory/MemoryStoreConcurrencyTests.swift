import GatewayCache
import GatewayCore
import Testing

@Suite struct MemoryStoreConcurrencyTests {
    /// A value that knows its key, so that a mix-up shows.
    private final class Answer: Sendable {
        let number: Int

        init(_ number: Int) {
            self.number = number
        }
    }

    @Test(arguments: EvictionPolicy.allCases)
    func `many threads at once find what belongs to their key, and the books balance`(policy: EvictionPolicy) async {
        let store = MemoryStore<Answer>(maxBytes: 512 << 10, policy: policy, shards: 2)
        let wrong = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<4 {
                group.addTask { Self.work(on: store, seed: UInt64(worker)) }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
        let audit = store.audit()
        #expect(audit.faults == [])
        let statistics = store.statistics
        #expect(statistics.bytes <= 512 << 10)
        let left = statistics.evictions + statistics.expirations + statistics.removals
        #expect(statistics.insertions - left == statistics.entries)
        #expect(statistics.hits > 1000 && statistics.evictions > 100)
    }

    private static func work(on store: MemoryStore<Answer>, seed: UInt64) -> Int {
        var random = CacheRandom(seed: seed)
        var wrong = 0
        for step in 0..<20_000 {
            let number = random.draw(0..<500)
            let now = UInt64(step) << 20
            switch random.draw(0..<200) {
            case ..<120:
                if let answer = store.get(.number(number), now: now), answer.number != number {
                    wrong += 1
                }
            case ..<190:
                let tags = [CacheTag(hash: UInt64(number % 7))]
                let dropAt = now + UInt64(random.draw(1..<8000)) << 20
                store.insert(.number(number), Answer(number), size: 1500, dropAt: dropAt, tags: tags, now: now)
            case ..<195: store.remove(.number(number))
            case ..<196: store.removeTagged(CacheTag(hash: UInt64(number % 7)))
            case ..<197: wrong += store.page(limit: 20).items.count { $0.key != .number($0.value.number) }
            case ..<198: store.resize(to: number % 2 == 0 ? 256 << 10 : 512 << 10)
            case ..<199: store.removeAll { $0.value.number == number }
            default: store.collect(now: now)
            }
        }
        return wrong
    }
}
