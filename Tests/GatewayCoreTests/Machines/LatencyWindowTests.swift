import GatewayCore
import Testing

@Suite struct LatencyWindowTests {
    private static let millisecond: UInt64 = 1_000_000
    private static let second: UInt64 = 1_000_000_000

    @Test(arguments: 1...20)
    func `a quantile is at most an eighth above the exact one and never below`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var window = LatencyWindow()
        var latencies: [UInt64] = []
        for _ in 0..<Int.random(in: 1...800, using: &random) {
            let octave = UInt64.random(in: 0..<19, using: &random)
            let latency = (Self.millisecond << octave) + .random(in: 0..<(Self.millisecond << octave), using: &random)
            window.record(latency, at: Self.second)
            latencies.append(latency)
        }
        latencies.sort()
        for percent in [0, 1, 25, 50, 75, 90, 95, 99, 100] {
            let rank = max(1, (percent * latencies.count + 99) / 100)
            let exact = latencies[rank - 1]
            let quantile = window.quantile(percent, at: Self.second, atLeast: 1) ?? 0
            #expect(quantile >= exact, "seed \(seed) percent \(percent)")
            #expect(quantile <= exact + exact / 8 + 1, "seed \(seed) percent \(percent)")
        }
        #expect(window.count(at: Self.second) == latencies.count)
    }

    @Test(
        arguments: [
            (0, 1_000_000), (999_999, 1_000_000), (1_000_000, 1_125_000), (1_124_999, 1_125_000),
            (1_125_000, 1_250_000), (1_999_999, 2_000_000), (2_000_000, 2_250_000), (15_999_999, 16_000_000),
            (1_048_575_999_999, 1_048_576_000_000), (1_048_576_000_000, 1_048_576_000_000),
            (.max, 1_048_576_000_000),
        ] as [(UInt64, UInt64)]
    )
    func `a latency counts up to the edge of its bucket`(latency: UInt64, edge: UInt64) {
        var window = LatencyWindow()
        window.record(latency, at: 0)
        #expect(window.quantile(50, at: 0, atLeast: 1) == edge)
    }

    @Test func `too few samples say nothing`() {
        var window = LatencyWindow()
        #expect(window.quantile(50, at: 0, atLeast: 0) == nil)
        for _ in 0..<19 {
            window.record(Self.second, at: 0)
        }
        #expect(window.quantile(50, at: 0, atLeast: 20) == nil)
        window.record(Self.second, at: 0)
        #expect(window.quantile(50, at: 0, atLeast: 20) != nil)
    }

    @Test(arguments: 1...20)
    func `between half a window and a whole one is covered`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var window = LatencyWindow(window: .nanoseconds(2000))
        var events: [UInt64] = []
        var now: UInt64 = 0
        for step in 0..<800 {
            now +=
                Int.random(in: 0..<40, using: &random) == 0
                ? .random(in: 0...5000, using: &random) : .random(in: 0...100, using: &random)
            if Bool.random(using: &random) {
                window.record(.random(in: 0...(1 << 40), using: &random), at: now)
                events.append(now)
            }
            let count = window.count(at: now)
            #expect(count >= events.count { $0 + 1000 > now }, "seed \(seed) step \(step)")
            #expect(count <= events.count { $0 + 2000 > now }, "seed \(seed) step \(step)")
            #expect((window.quantile(100, at: now, atLeast: 1) == nil) == (count == 0), "seed \(seed) step \(step)")
        }
    }

    @Test func `old latencies are forgotten and new ones remain`() {
        var window = LatencyWindow(window: .seconds(60))
        window.record(10 * Self.second, at: 0)
        window.record(Self.second, at: 31 * Self.second)
        #expect(window.quantile(100, at: 59 * Self.second, atLeast: 2) ?? 0 >= 10 * Self.second)
        #expect(window.count(at: 60 * Self.second) == 1)
        #expect(window.quantile(100, at: 60 * Self.second, atLeast: 1) ?? 0 <= Self.second * 9 / 8)
        #expect(window.count(at: 90 * Self.second) == 0)
        window.record(Self.second, at: 0)
        #expect(window.count(at: 31 * Self.second) == 3, "a late time counts as the latest one")
    }
}
