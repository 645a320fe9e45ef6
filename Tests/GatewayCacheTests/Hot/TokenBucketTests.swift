import GatewayCache
import Testing

@Suite struct TokenBucketTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `a full bucket grants its burst, then its rate`() {
        var bucket = TokenBucket(perSecond: 10, burst: 3)
        let start = 7 * Self.second
        let first = (0..<5).map { _ in bucket.take(at: start) }
        #expect(first == [true, true, true, false, false])
        #expect(bucket.wait(at: start) == Self.second / 10)
        let later = [start + Self.second / 10 - 1, start + Self.second / 10].map { bucket.take(at: $0) }
        #expect(later == [false, true])
        #expect(bucket.available(at: start + 10 * Self.second) == 3)
    }

    @Test func `uses are taken together or not at all`() {
        var bucket = TokenBucket(perSecond: 1, burst: 4)
        let taken = [3, 2].map { bucket.take($0, at: 0) }
        #expect(taken == [true, false])
        #expect(bucket.available(at: 0) == 1)
        #expect(bucket.wait(for: 2, at: 0) == Self.second)
        #expect(bucket.wait(for: 5, at: 0) == nil)
        let last = bucket.take(1, at: 0)
        #expect(last && bucket.available(at: 0) == 0)
    }

    @Test(arguments: [0, -1, .nan, 1e-12])
    func `no rate grants nothing`(rate: Double) {
        var bucket = TokenBucket(perSecond: rate, burst: 5)
        let isGranted = bucket.take(at: 99)
        #expect(!isGranted)
        #expect(bucket.wait(at: 99) == nil && bucket.available(at: 99) == 0)
    }

    @Test(arguments: 1...20)
    func `no interval has more than its burst and its rate`(seed: Int) {
        var random = CacheRandom(seed: UInt64(seed))
        let rate = random.draw(1..<1000)
        let burst = random.draw(1..<20)
        var bucket = TokenBucket(perSecond: Double(rate), burst: burst)
        var granted: [UInt64] = []
        var now: UInt64 = 0
        for _ in 0..<2000 {
            now += UInt64(random.draw(0..<(4_000_000_000 / rate / 2)))
            let wait = bucket.wait(at: now)
            let isGranted = bucket.take(at: now)
            #expect(isGranted == (wait == 0), "seed \(seed)")
            if isGranted { granted.append(now) }
        }
        for first in granted.indices {
            for last in first..<min(first + 200, granted.count) {
                let allowed = Double(burst) + Double(granted[last] - granted[first]) / 1e9 * Double(rate)
                #expect(Double(last - first + 1) <= allowed + 1e-6, "seed \(seed)")
            }
        }
        #expect(granted.count >= 900)
    }
}
