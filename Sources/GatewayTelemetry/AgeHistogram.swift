/// Ages of stored answers, counted in fixed buckets from a second to a week.
///
/// Ages are apart from `LatencyHistogram` because they are longer by orders: nanoseconds of ages would overflow a sum
/// within minutes, and powers of two say little about days.
struct AgeHistogram: Sendable, Equatable {
    /// Upper ends of the buckets, in seconds.
    static let bounds: [Int64] = [
        1, 5, 15, 60, 300, 900, 3600, 14400, 43200, 86400, 259_200, 604_800,
    ]

    /// Sum of all ages, in milliseconds.
    private(set) var milliseconds: UInt128 = 0
    /// Ages by bucket, the last one for those beyond all bounds.
    private var buckets = [UInt64](repeating: 0, count: Self.bounds.count + 1)

    /// Ages counted.
    var count: UInt64 { self.buckets.reduce(0, &+) }

    /// Counts an age; one below zero, by clocks that differ, counts as none.
    mutating func record(milliseconds: Int64) {
        let age = max(milliseconds, 0)
        var bucket = 0
        while bucket < Self.bounds.count, age > Self.bounds[bucket] &* 1000 {
            bucket &+= 1
        }
        self.buckets[bucket] &+= 1
        self.milliseconds &+= UInt128(age)
    }

    /// Adds what another histogram counted.
    mutating func add(_ other: AgeHistogram) {
        for bucket in self.buckets.indices {
            self.buckets[bucket] &+= other.buckets[bucket]
        }
        self.milliseconds &+= other.milliseconds
    }

    /// Ages of at most `bounds[position]`.
    func count(upTo position: Int) -> UInt64 {
        self.buckets[...position].reduce(0, &+)
    }
}
