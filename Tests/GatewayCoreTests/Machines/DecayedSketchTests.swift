import GatewayCore
import Testing

@Suite struct DecayedSketchTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `quantiles are within a tenth, and the mean is exact`() throws {
        for seed in 1...50 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var sketch = DecayedSketch(lowest: 1, halfLife: .seconds(60))
            var values: [Double] = []
            for _ in 0..<Int.random(in: 200...2_000, using: &random) {
                let octave = Double(1 << Int.random(in: 0...18, using: &random))
                let value = Double.random(in: 1...3, using: &random) * octave
                values.append(value)
                sketch.record(value, at: Self.second)
            }
            values.sort()
            let mean = values.reduce(0, +) / Double(values.count)
            let found = try #require(sketch.mean)
            #expect(abs(found / mean - 1) < 1e-9)
            for share in [0.1, 0.5, 0.9, 0.99] {
                let exact = values[Int(share * Double(values.count - 1))]
                let found = try #require(sketch.quantile(share))
                #expect(found > exact / 1.25 && found < exact * 1.25, "seed \(seed), \(share)")
            }
        }
    }

    @Test func `what was seen loses half of its weight in a half-life`() {
        var sketch = DecayedSketch(lowest: 1, halfLife: .seconds(10))
        for _ in 0..<100 {
            sketch.record(10, at: 0)
        }
        #expect(abs(sketch.weight(at: 10 * Self.second) - 50) < 1e-6)
        for _ in 0..<10 {
            sketch.record(1_000, at: 40 * Self.second)
        }
        // 6.25 of the old ones are left beside ten new ones.
        #expect(sketch.quantile(0.5) ?? 0 > 800 && sketch.quantile(0.3) ?? .infinity < 15)
    }

    @Test func `hours of traffic do not wear it out`() {
        var sketch = DecayedSketch(lowest: 1, halfLife: .seconds(6))
        for tick in 0..<20_000 as Range<UInt64> {
            sketch.record(tick < 19_900 ? 50 : 5_000, at: tick * Self.second)
        }
        let weight = sketch.weight(at: 20_000 * Self.second)
        #expect(weight > 7 && weight < 10)
        #expect(abs((sketch.mean ?? 0) - 5_000) < 1 && abs((sketch.quantile(0.5) ?? 0) / 5_000 - 1) < 0.2)
        // A long silence leaves the shape.
        #expect(sketch.weight(at: 40_000 * Self.second) < 1e-9 && sketch.quantile(0.5) ?? 0 > 4_000)
    }

    @Test func `nothing, and what is no number, is nothing`() {
        var sketch = DecayedSketch(lowest: 1, halfLife: .zero)
        #expect(sketch.mean == nil && sketch.quantile(0.5) == nil && sketch.weight(at: 5) == 0)
        sketch.record(.nan, at: 1)
        sketch.record(.infinity, at: 1)
        #expect(sketch.mean == nil)
        sketch.record(-5, at: 1)
        sketch.record(1e300, at: 0)
        #expect(sketch.quantile(0) ?? 0 >= 1 && sketch.quantile(1)?.isFinite == true)
        #expect(sketch.quantile(7) == sketch.quantile(1) && sketch.quantile(-7) == sketch.quantile(0))
    }

    @Test func `a peak counts at once, and fades by time`() {
        var peak = PeakAverage(halfLife: .seconds(5))
        peak.record(100, at: 0)
        peak.record(1_000, at: Self.second)
        #expect(peak.value == 1_000)
        peak.record(100, at: 6 * Self.second)
        #expect(abs(peak.value - 550) < 1e-9)
        peak.record(0, at: 7 * Self.second)
        peak.record(.nan, at: 7 * Self.second)
        #expect(abs(peak.value - 550) < 1e-9 && peak.stamp == 6 * Self.second)
        #expect(PeakAverage.faded(550, since: 6 * Self.second, at: 6 * Self.second) == 550)
        #expect(PeakAverage.faded(550, since: 6 * Self.second, at: 17 * Self.second) == 275)
        #expect(PeakAverage.faded(550, since: 6 * Self.second, at: 0) == 550)
    }

    @Test func `a decayed sum halves in a half-life, and takes no time back`() {
        var sum = DecayedSum(halfLife: .seconds(2))
        sum.add(8, at: 10 * Self.second)
        sum.add(0, at: 4 * Self.second)
        #expect(sum.value == 8)
        sum.add(1, at: 14 * Self.second)
        #expect(sum.value == 3 && sum.value(at: 16 * Self.second) == 1.5)
    }

    @Test func `answers have a length by task, once enough were seen`() throws {
        var lengths = OutputLengthSketch()
        #expect(lengths.expected(task: 3, at: 0) == nil && lengths.quantile(0.9, task: 3, at: 0) == nil)
        for _ in 0..<10 {
            lengths.record(tokens: 100, task: 3, at: 0)
            lengths.record(tokens: 900, task: 200, at: 0)
            lengths.record(tokens: 0, task: 3, at: 0)
        }
        lengths.record(tokens: 7, task: 1, at: 0)
        #expect(lengths.expected(task: 3, at: 0) == 100 && lengths.expected(task: 15, at: 0) == 900)
        let all = try #require(lengths.expected(at: 0))
        #expect(lengths.expected(task: 1, at: 0) == all && abs(all - 10_007 / 21) < 1)
        #expect(abs((lengths.quantile(0.5, task: 3, at: 0) ?? 0) / 100 - 1) < 0.2)
        #expect(lengths.expected(task: 3, at: 20_000 * Self.second) == nil)
    }
}
