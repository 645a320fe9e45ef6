import GatewayCache
import Testing

@Suite struct UseCounterTests {
    @Test(arguments: 1...10)
    func `a use counts for one window at least and for two at most`(seed: Int) {
        let window: UInt64 = 1000
        var random = CacheRandom(seed: UInt64(seed))
        var counter = UseCounter(keys: 4096, window: window)
        var uses: [(key: Int, time: UInt64)] = []
        var now: UInt64 = 10_000
        for _ in 0..<2000 {
            now += UInt64(random.draw(0..<100) == 0 ? 3000 : random.draw(0..<40))
            let key = random.draw(0..<10)
            uses.append((key, now))
            let count = counter.use(.number(key), at: now)
            let least = uses.count { $0.key == key && $0.time + window > now }
            let most = uses.count { $0.key == key && $0.time + 2 * window > now }
            #expect(count >= min(least, 15) && count <= min(most, 15), "seed \(seed)")
            let again = counter.count(of: .number(key), at: now)
            #expect(again == count)
        }
    }

    @Test func `many keys leave a new one at nought, mostly`() {
        var counter = UseCounter(keys: 10_000, window: 1000)
        for key in 0..<10_000 {
            _ = counter.use(.number(key), at: 5)
        }
        let wrong = (10_000..<20_000).count { counter.count(of: .number($0), at: 5) > 0 }
        #expect(wrong < 400, "\(wrong) of 10,000")
        let missed = (0..<10_000).count { counter.count(of: .number($0), at: 5) == 0 }
        #expect(missed == 0)
        #expect(counter.bytes <= 600_000)
    }

    @Test func `counts end at fifteen`() {
        var counter = UseCounter(keys: 1, window: 1000)
        let counts = (0..<20).map { _ in counter.use(.number(1), at: 0) }
        #expect(counts == Array(1...15) + Array(repeating: 15, count: 5))
    }
}
