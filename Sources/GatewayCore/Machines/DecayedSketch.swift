#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Quantiles and mean of what was measured, in which older samples weigh less: a histogram with exponential decay.
///
/// Buckets are four to the octave over 22 octaves, so that a quantile is within a tenth of the exact one. Instead of
/// shrinking what is there, new samples weigh more ("forward decay", Cormode et al., ICDE 2009), until the numbers grow
/// large. One allocation, in `init`; recording is O(1), reading one pass over the buckets. Times that lie before the
/// latest one count as the latest. Pure.
package struct DecayedSketch: Sendable {
    private static let perOctave = 4
    private static let buckets = 4 * 22

    private var weights: [Float]
    /// No bucket below it was ever filled.
    private var lowestUsed = Self.buckets
    private var total: Double = 0
    private var sum: Double = 0
    /// Time at which a sample weighs 1.
    private var origin: UInt64 = 0
    private var latest: UInt64 = 0
    private let lowest: Double
    private let halfLife: Double

    /// Creates an empty sketch.
    ///
    /// - Parameters:
    ///   - lowest: edge of the first bucket; what lies below counts as it.
    ///   - halfLife: time in which a sample loses half of its weight.
    package init(lowest: Double, halfLife: Duration) {
        self.lowest = max(lowest, .leastNormalMagnitude)
        self.halfLife = Double(max(halfLife.wholeNanoseconds, 1))
        self.weights = Array(repeating: 0, count: Self.buckets)
    }

    /// Takes a sample.
    package mutating func record(_ value: Double, at now: UInt64) {
        guard value.isFinite else { return }
        let value = max(value, self.lowest)
        let weight = self.advance(to: now)
        let bucket = self.bucket(of: value)
        self.weights[bucket] += Float(weight)
        self.lowestUsed = min(self.lowestUsed, bucket)
        self.total += weight
        self.sum += weight * value
    }

    /// Weight of all samples: how many there were lately.
    package func weight(at now: UInt64) -> Double {
        guard self.total > 0 else { return 0 }
        return self.total * exp2(-Double(max(now, self.origin) - self.origin) / self.halfLife)
    }

    /// Mean of the samples; nil where there are none.
    package var mean: Double? {
        self.total > 0 ? self.sum / self.total : nil
    }

    /// The value that a share of the samples does not exceed; nil where there are none.
    package func quantile(_ share: Double) -> Double? {
        guard self.total > 0 else { return nil }
        let rank = Float(min(max(share, 0), 1) * self.total)
        var below: Float = 0
        var last = 0
        for bucket in self.lowestUsed..<Self.buckets where self.weights[bucket] > 0 {
            let weight = self.weights[bucket]
            last = bucket
            if below + weight >= rank {
                // Even on a scale of ratios within the bucket.
                return self.edge(Double(bucket) + Double((rank - below) / weight))
            }
            below += weight
        }
        return self.edge(Double(last) + 1)
    }

    private func edge(_ bucket: Double) -> Double {
        self.lowest * exp2(bucket / Double(Self.perOctave))
    }

    private func bucket(of value: Double) -> Int {
        let octaves = log2(value / self.lowest)
        return min(max(Int(octaves * Double(Self.perOctave)), 0), Self.buckets - 1)
    }

    /// What a sample weighs at a time.
    private mutating func advance(to now: UInt64) -> Double {
        if self.total == 0 {
            self.origin = now
        }
        self.latest = max(self.latest, now)
        let halvings = Double(self.latest.elapsed(since: self.origin)) / self.halfLife
        guard halvings > 40 else { return exp2(halvings) }
        // What weighs less than a millionth of a new sample is gone.
        let factor = exp2(-halvings)
        for bucket in 0..<Self.buckets {
            let kept = self.weights[bucket] * Float(factor)
            self.weights[bucket] = kept < 1e-6 ? 0 : kept
        }
        self.total = Double(self.weights.reduce(0, +))
        self.sum = self.total > 0 ? self.sum * factor : 0
        self.origin = self.latest
        return 1
    }
}

/// A number that follows measurements, and jumps to a peak at once.
///
/// "Peak EWMA" of Twitter's Finagle: who becomes slow is known by the first slow answer, who becomes quick again has to
/// show it. Pure.
package struct PeakAverage: Sendable {
    /// The number; 0 before the first sample.
    package private(set) var value: Double = 0
    /// When it last changed.
    package private(set) var stamp: UInt64 = 0
    private let halfLife: Double

    /// Creates a number that loses half of its distance to new samples in a time.
    package init(halfLife: Duration = .seconds(5)) {
        self.halfLife = Double(max(halfLife.wholeNanoseconds, 1))
    }

    /// Takes a sample.
    package mutating func record(_ sample: Double, at now: UInt64) {
        guard sample.isFinite, sample > 0 else { return }
        if sample >= self.value {
            self.value = sample
        } else {
            let kept = exp2(-Double(now.elapsed(since: self.stamp)) / self.halfLife)
            self.value = self.value * kept + sample * (1 - kept)
        }
        self.stamp = max(self.stamp, now)
    }

    /// What a value that was read at `stamp` counts for now: it fades while nothing is measured, so that somebody asks.
    package static func faded(_ value: Double, since stamp: UInt64, at now: UInt64) -> Double {
        let idle = Double(now.elapsed(since: stamp))
        return idle < 1e9 ? value : value / (1 + (idle - 1e9) / 10e9)
    }
}
