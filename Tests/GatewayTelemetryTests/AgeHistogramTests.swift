import GatewayCore
import Testing

@testable import GatewayTelemetry

struct AgeHistogramTests {
    @Test func `the buckets go from a second to a week`() {
        #expect(AgeHistogram.bounds.first == 1)
        #expect(AgeHistogram.bounds.last == 604_800)
        #expect(AgeHistogram.bounds == AgeHistogram.bounds.sorted())
        #expect(Set(AgeHistogram.bounds).count == AgeHistogram.bounds.count)
    }

    @Test func `a bucket includes its upper end, and no more`() {
        for (position, bound) in AgeHistogram.bounds.enumerated() {
            var histogram = AgeHistogram()
            histogram.record(milliseconds: bound * 1000)
            #expect(histogram.count(upTo: position) == 1, "\(bound)")
            histogram.record(milliseconds: bound * 1000 + 1)
            #expect(histogram.count(upTo: position) == 1, "\(bound)")
            #expect(histogram.count == 2, "\(bound)")
        }
    }

    @Test func `an age below zero is none`() {
        var histogram = AgeHistogram()
        histogram.record(milliseconds: -5)
        histogram.record(milliseconds: .min)
        #expect(histogram.count(upTo: 0) == 2)
        #expect(histogram.milliseconds == 0)
    }

    @Test func `ages beyond all bounds count, and their sum does not overflow`() {
        var histogram = AgeHistogram()
        for _ in 0..<4 {
            histogram.record(milliseconds: .max)
        }
        #expect(histogram.count(upTo: AgeHistogram.bounds.count - 1) == 0)
        #expect(histogram.count == 4)
        #expect(histogram.milliseconds == UInt128(Int64.max) * 4)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `two histograms added are one that counted all`(seed: UInt64) {
        var chance = Chance(seed: seed)
        var parts = [AgeHistogram(), AgeHistogram()]
        var whole = AgeHistogram()
        for _ in 0..<500 {
            // Of all magnitudes.
            let age = Int64(chance.next() >> (24 + UInt64(chance.below(40))))
            parts[chance.below(2)].record(milliseconds: age)
            whole.record(milliseconds: age)
        }
        parts[0].add(parts[1])
        #expect(parts[0] == whole, "seed \(seed)")
        #expect(whole.count == 500, "seed \(seed)")
    }
}
