import GatewayCache
import Testing

@Suite struct HeavyHittersTests {
    private static let window: UInt64 = 1_000_000

    /// Keys of a Zipf stream: the `r`-th comes in proportion to `1 / r`.
    private static func stream(seed: UInt64, count: Int, keys: Int = 20_000) -> [Int] {
        var random = CacheRandom(seed: seed)
        var sums: [Double] = []
        var sum = 0.0
        for rank in 1...keys {
            sum += 1 / Double(rank)
            sums.append(sum)
        }
        return (0..<count).map { _ in
            let point = Double(random.next() >> 11) * 0x1p-53 * sum
            var (low, high) = (0, keys - 1)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] < point { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    @Test(arguments: 1...5)
    func `the foremost are found, with counts that are hardly too high and never too low`(seed: Int) {
        var hitters = HeavyHitters(capacity: 64, window: Self.window)
        var truth: [Int: UInt32] = [:]
        for number in Self.stream(seed: UInt64(seed), count: 100_000) {
            truth[number, default: 0] += 1
            hitters.record(.number(number), at: 5, label: "\(number)")
        }
        let exact = truth.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(64)
        let top = hitters.top(64, at: 5)
        #expect(top.count == 64)
        #expect(Set(top.prefix(20).map(\.label)) == Set(exact.prefix(20).map { "\($0.key)" }), "seed \(seed)")
        #expect(Set(top.map(\.label)).intersection(exact.map { "\($0.key)" }).count >= 58)
        for hitter in top {
            let real = Int(hitter.label).flatMap { truth[$0] } ?? 0
            #expect(hitter.count >= real && hitter.count <= real + 40, "seed \(seed): \(hitter) for \(real)")
        }
        #expect(hitters.bytes < 100_000)
    }

    @Test func `what was hot is forgotten by halves`() {
        var hitters = HeavyHitters(capacity: 4, window: Self.window)
        hitters.record(.number(1), uses: 1000, at: 0, label: "old")
        hitters.record(.number(2), uses: 3, at: 0)
        let counts = [Self.window - 1, Self.window].map { hitters.count(of: .number(1), at: $0) }
        #expect(counts == [1000, 500])
        hitters.record(.number(3), uses: 300, at: 3 * Self.window, label: "new")
        let labels = hitters.top(4, at: 3 * Self.window).map(\.label)
        #expect(labels == ["new", "old"])
        let forgotten = hitters.count(of: .number(2), at: 3 * Self.window)
        #expect(forgotten == 0)
        let last = hitters.top(4, at: 90 * Self.window)
        #expect(last == [])
    }

    @Test func `loops are summed`() {
        let loops = (0..<4).map { loop in
            var hitters = HeavyHitters(capacity: 64, window: Self.window)
            for number in Self.stream(seed: UInt64(10 + loop), count: 30_000) {
                hitters.record(.number(number), at: 7, label: "\(number)")
            }
            return hitters
        }
        var truth: [Int: UInt32] = [:]
        for loop in 0..<4 {
            for number in Self.stream(seed: UInt64(10 + loop), count: 30_000) {
                truth[number, default: 0] += 1
            }
        }
        var sum = HeavyHitters(capacity: 64, window: Self.window)
        for loop in loops {
            let isMerged = sum.merge(loop, at: 8)
            #expect(isMerged)
        }
        let exact = truth.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(20)
        let top = sum.top(20, at: 8)
        #expect(Set(top.map(\.label)) == Set(exact.map { "\($0.key)" }))
        for hitter in top {
            let real = Int(hitter.label).flatMap { truth[$0] } ?? 0
            #expect(hitter.count >= real && hitter.count <= real + 100)
        }
        let refused = sum.merge(HeavyHitters(capacity: 4, width: 64, window: Self.window), at: 8)
        #expect(!refused)
    }

    @Test func `a label is made only for a key that comes to be watched`() {
        var hitters = HeavyHitters(capacity: 1, window: Self.window)
        var made = 0
        func label() -> String {
            made += 1
            return "label"
        }
        for _ in 0..<10 {
            hitters.record(.number(1), at: 0, label: label())
        }
        hitters.record(.number(2), at: 0, label: label())
        #expect(made == 1)
        hitters.record(.number(2), uses: 20, at: 0, label: label())
        let top = hitters.top(1, at: 0)
        #expect(made == 2 && top.map(\.key) == [.number(2)])
    }

    @Test(arguments: 1...10)
    func `few keys are counted exactly, in whatever order they come`(seed: Int) {
        var random = CacheRandom(seed: UInt64(seed))
        var hitters = HeavyHitters(capacity: 100, width: 1 << 16, window: Self.window)
        var truth: [CacheKey: UInt32] = [:]
        for _ in 0..<5000 {
            let key = CacheKey.number(random.draw(0..<90))
            let uses = UInt32(random.draw(1..<9))
            truth[key, default: 0] += uses
            let count = hitters.record(key, uses: uses, at: 1)
            #expect(count == truth[key])
        }
        let top = hitters.top(100, at: 1)
        #expect(Dictionary(top.map { ($0.key, $0.count) }, uniquingKeysWith: max) == truth, "seed \(seed)")
        #expect(zip(top, top.dropFirst()).allSatisfy { $0.count >= $1.count })
    }
}
