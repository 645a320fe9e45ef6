import GatewayCore
import GatewayTelemetry
import Testing

struct LatencyHistogramTests {
    @Test(arguments: [LatencyHistogram.Scale.exchange, .inside])
    func `a power of two of the unit counts as not above itself, one nanosecond more does`(
        scale: LatencyHistogram.Scale
    ) {
        for octave in 0...scale.octaves {
            let bound = scale.unit << UInt64(octave)
            var histogram = LatencyHistogram(scale)
            histogram.record(nanoseconds: bound)
            #expect(histogram.count(upToOctave: octave) == 1, "octave \(octave)")
            histogram.record(nanoseconds: bound + 1)
            #expect(histogram.count(upToOctave: octave) == 1, "octave \(octave)")
            #expect(octave == 0 || histogram.count(upToOctave: octave - 1) == 0, "octave \(octave)")
            #expect(histogram.count == 2)
        }
    }

    @Test func `nothing is too short or too long to be counted`() {
        var histogram = LatencyHistogram(.exchange)
        histogram.record(nanoseconds: 0)
        histogram.record(nanoseconds: .max >> 1)
        #expect(histogram.count == 2)
        #expect(histogram.count(upToOctave: 0) == 1)
        #expect(histogram.count(upToOctave: LatencyHistogram.Scale.exchange.octaves) == 1)
        #expect(histogram.sum == .max >> 1)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `two histograms added are the histogram of both`(seed: UInt64) {
        var chance = Chance(seed: seed)
        var (left, right, both) = (LatencyHistogram(.inside), LatencyHistogram(.inside), LatencyHistogram(.inside))
        for _ in 0..<2000 {
            let value = chance.next() >> UInt64(20 + chance.below(44))
            if chance.below(2) == 0 {
                left.record(nanoseconds: value)
            } else {
                right.record(nanoseconds: value)
            }
            both.record(nanoseconds: value)
        }
        left.add(right)
        #expect(left == both, "seed \(seed)")
        #expect(left.count == 2000)
    }

    @Test(arguments: [LatencyHistogram.Scale.exchange, .inside], [11, 12, 13] as [UInt64])
    func `a quantile is off by a unit or a quarter at most`(scale: LatencyHistogram.Scale, seed: UInt64) {
        var chance = Chance(seed: seed)
        var histogram = LatencyHistogram(scale)
        var values: [UInt64] = []
        for _ in 0..<3000 {
            let value = chance.next() >> UInt64(30 + chance.below(30))
            values.append(value)
            histogram.record(nanoseconds: value)
        }
        values.sort()
        for share in [0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1] {
            let exact = values[max(Int((Double(values.count) * share).rounded(.up)), 1) - 1]
            let estimate = histogram.quantile(share)
            let distance = estimate > exact ? estimate - exact : exact - estimate
            #expect(distance <= max(scale.unit, exact / 4), "seed \(seed) share \(share): \(estimate) for \(exact)")
        }
    }

    @Test func `an empty histogram has no quantile`() {
        #expect(LatencyHistogram(.exchange).quantile(0.5) == 0)
    }
}
