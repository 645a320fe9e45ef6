import GatewayCache

/// SplitMix64, seeded, so that a failing run can be repeated from the number that it prints.
struct CacheRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// An even number in a range.
    mutating func draw(_ range: Range<Int>) -> Int {
        Int.random(in: range, using: &self)
    }
}

extension CacheKey {
    /// A well-mixed key for a number.
    static func number(_ number: Int) -> CacheKey {
        var random = CacheRandom(seed: UInt64(truncatingIfNeeded: number))
        return CacheKey(a: random.next(), b: random.next(), c: random.next(), d: random.next())
    }

    /// A key that shares its first three words with most others: only the comparison of whole keys tells them apart.
    static func colliding(_ number: Int) -> CacheKey {
        CacheKey(a: UInt64(number & 3), b: UInt64(number & 1), c: 7, d: UInt64(number))
    }
}
