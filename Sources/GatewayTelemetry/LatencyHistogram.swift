/// Durations counted in fixed exponential buckets: plain integers, no allocation after creation, exact merges.
///
/// Buckets are log-linear, four to a power of two of the scale's unit, and include their upper end; what lies in one
/// is known to a quarter of its value. The powers of two themselves are what `PrometheusText` shows.
package struct LatencyHistogram: Sendable, Equatable {
    /// Finest and longest duration that a histogram tells apart.
    package enum Scale: Sendable {
        /// From 78.125 µs to 22 minutes; its powers of two meet 10 ms, 20 ms, 40 ms ... 81.92 s, the boundaries that
        /// OpenTelemetry advises for the durations of generative AI.
        case exchange
        /// From 125 ns to 9 minutes; its powers of two meet 1 µs, 2 µs, 4 µs ...
        case inside

        /// Nanoseconds of the first bucket.
        package var unit: UInt64 {
            switch self {
            case .exchange: 78125
            case .inside: 125
            }
        }

        /// Powers of two above the unit that have buckets; what is longer is counted together.
        package var octaves: Int {
            switch self {
            case .exchange: 24
            case .inside: 32
            }
        }
    }

    /// Resolution.
    package let scale: Scale
    /// Sum of all durations, in nanoseconds.
    package private(set) var sum: UInt64 = 0
    private var buckets: [UInt64]

    /// Creates an empty histogram.
    package init(_ scale: Scale) {
        self.scale = scale
        self.buckets = Array(repeating: 0, count: Self.position(ofOctave: scale.octaves) + 1)
    }

    /// Durations counted.
    package var count: UInt64 {
        self.buckets.reduce(0, &+)
    }

    /// Counts a duration.
    package mutating func record(nanoseconds: UInt64) {
        self.buckets[Self.position(of: nanoseconds, self.scale)] &+= 1
        self.sum &+= nanoseconds
    }

    /// Adds what another histogram of the same scale counted.
    package mutating func add(_ other: LatencyHistogram) {
        precondition(self.scale == other.scale, "histograms of different scales cannot be added")
        for index in self.buckets.indices {
            self.buckets[index] &+= other.buckets[index]
        }
        self.sum &+= other.sum
    }

    /// Durations of at most `2^octave` units.
    package func count(upToOctave octave: Int) -> UInt64 {
        self.buckets[..<Self.position(ofOctave: octave)].reduce(0, &+)
    }

    /// A duration that about the given share (0...1) of the counted ones do not exceed, in nanoseconds; 0 if none was.
    ///
    /// It lies in the same bucket as the exact answer, so it is off by a unit or a quarter of it at most.
    package func quantile(_ share: Double) -> UInt64 {
        let total = self.count
        guard total > 0 else { return 0 }
        let rank = max(1, (Double(total) * min(max(share, 0), 1)).rounded(.up))
        var seen: UInt64 = 0
        for (index, inBucket) in self.buckets.enumerated() where inBucket > 0 {
            seen += inBucket
            guard Double(seen) >= rank else { continue }
            let lower = index == 0 ? 0 : Self.end(ofBucket: index - 1)
            guard index < self.buckets.count - 1 else { return lower * self.scale.unit }
            let width = Double((Self.end(ofBucket: index) - lower) * self.scale.unit)
            let within = 1 - (Double(seen) - rank) / Double(inBucket)
            return lower * self.scale.unit + UInt64(width * within)
        }
        return 0
    }

    /// Bucket of a duration: number `n` holds whole units in `(lower, upper]`.
    @inline(__always)
    private static func position(of nanoseconds: UInt64, _ scale: Scale) -> Int {
        let below = (max(nanoseconds, 1) &- 1) / scale.unit
        guard below >= 4 else { return Int(below) }
        let octave = 63 &- below.leadingZeroBitCount
        guard octave < scale.octaves else { return Self.position(ofOctave: scale.octaves) }
        return (octave &- 1) &* 4 &+ Int((below &>> UInt64(octave &- 2)) & 3)
    }

    /// First bucket above `2^octave` units.
    private static func position(ofOctave octave: Int) -> Int {
        octave < 2 ? octave + 1 : (octave - 1) * 4
    }

    /// Upper end of a bucket, in units.
    private static func end(ofBucket index: Int) -> UInt64 {
        index < 4 ? UInt64(index) + 1 : UInt64(5 + index % 4) << UInt64(index / 4 - 1)
    }
}
