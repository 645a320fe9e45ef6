/// Quantiles of recent latencies: a histogram over a sliding window, in fixed storage.
///
/// Buckets are log-linear, eight to the octave from 1 ms to about 1049 s, so that a quantile is at most an eighth too
/// large and never too small within that range; what lies outside counts as its first or last bucket. Two halves take turns,
/// each half a window long: a reading covers between half a window and a whole one. One allocation, in `init`;
/// recording is O(1) amortised, reading is one pass over the buckets and changes nothing.
package struct LatencyWindow: Sendable {
    /// Width of a bucket in the first octave, in nanoseconds: an eighth of a millisecond.
    private static let unit: UInt64 = 125_000
    private static let octaves = 20
    /// Buckets of each half: one below 1 ms, and eight per octave.
    private static let buckets = 1 + 8 * octaves

    private var counts: [UInt32]
    private var totals: (even: Int, odd: Int) = (0, 0)
    private let half: UInt64
    private var position: UInt64 = 0

    /// Creates an empty window.
    package init(window: Duration = .seconds(60)) {
        self.half = max(1, window.wholeNanoseconds / 2)
        self.counts = Array(repeating: 0, count: 2 * Self.buckets)
    }

    /// Counts a latency; a time before the latest one counts as the latest one.
    package mutating func record(_ nanoseconds: UInt64, at now: UInt64) {
        self.advance(to: now)
        let isOdd = self.position & 1 == 1
        let slot = (isOdd ? Self.buckets : 0) + Self.bucket(of: nanoseconds)
        guard self.counts[slot] < .max else { return }
        self.counts[slot] += 1
        if isOdd {
            self.totals.odd += 1
        } else {
            self.totals.even += 1
        }
    }

    /// Latencies in the window.
    package func count(at now: UInt64) -> Int {
        let live = self.live(at: now)
        return (live.even ? self.totals.even : 0) + (live.odd ? self.totals.odd : 0)
    }

    /// The latency in nanoseconds that a share of those in the window does not exceed; nil where fewer than `samples`
    /// were measured, or none.
    ///
    /// The upper edge of its bucket: at most an eighth above the exact value, for values in the range of the buckets.
    package func quantile(_ percent: Int, at now: UInt64, atLeast samples: Int) -> UInt64? {
        let live = self.live(at: now)
        let total = self.count(at: now)
        guard total > 0, total >= samples else { return nil }
        let percent = min(max(percent, 0), 100)
        // Split, since the product of a count and 100 could overflow.
        let rank = max(1, total / 100 * percent + (total % 100 * percent + 99) / 100)
        var seen = 0
        for bucket in 0..<Self.buckets {
            seen += live.even ? Int(self.counts[bucket]) : 0
            seen += live.odd ? Int(self.counts[Self.buckets + bucket]) : 0
            if seen >= rank {
                return Self.upperEdge(of: bucket)
            }
        }
        return Self.upperEdge(of: Self.buckets - 1)
    }

    private static func bucket(of nanoseconds: UInt64) -> Int {
        let units = nanoseconds / Self.unit
        guard units >= 8 else { return 0 }
        let octave = 60 - units.leadingZeroBitCount
        guard octave < Self.octaves else { return Self.buckets - 1 }
        return 1 + 8 * octave + Int((units >> UInt64(octave)) & 7)
    }

    private static func upperEdge(of bucket: Int) -> UInt64 {
        guard bucket > 0 else { return 8 * Self.unit }
        let (octave, step) = (bucket - 1).quotientAndRemainder(dividingBy: 8)
        return (UInt64(9 + step) << UInt64(octave)) * Self.unit
    }

    /// Which halves still belong to the window.
    private func live(at now: UInt64) -> (even: Bool, odd: Bool) {
        let number = max(now / self.half, self.position)
        switch number - self.position {
        case 0: return (true, true)
        case 1: return (self.position & 1 == 0, self.position & 1 == 1)
        default: return (false, false)
        }
    }

    private mutating func advance(to now: UInt64) {
        let number = now / self.half
        guard number > self.position else { return }
        let live = self.live(at: now)
        let isOdd = number & 1 == 1
        self.position = number
        // The half that begins is emptied even where the one before it stays.
        if !live.even || !isOdd {
            self.empty(from: 0)
            self.totals.even = 0
        }
        if !live.odd || isOdd {
            self.empty(from: Self.buckets)
            self.totals.odd = 0
        }
    }

    private mutating func empty(from start: Int) {
        for slot in start..<(start + Self.buckets) {
            self.counts[slot] = 0
        }
    }
}
