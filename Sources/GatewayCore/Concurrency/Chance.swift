/// A fast random source for routing draws, ids and jitter; not for secrets.
///
/// Seeded, so that a decision can be replayed. SplitMix64 after Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014.
package struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Creates a source that always yields the same sequence for a seed.
    package init(seed: UInt64) {
        self.state = seed
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var bits = self.state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// An even number in `0..<bound`; bound must be above zero.
    package mutating func below(_ bound: Int) -> Int {
        Int(self.next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// An even number in `0..<1`.
    package mutating func unit() -> Double {
        Double(self.next() >> 11) * 0x1p-53
    }
}
