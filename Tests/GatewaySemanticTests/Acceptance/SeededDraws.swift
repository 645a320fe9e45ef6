/// A small generator with a seed, so that a failing run can be repeated.
struct SeededDraws: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        // Not a multiple of the step below, or the draws of two seeds would be the same ones, shifted.
        self.state = seed &* 0xD134_2543_DE82_EF95 &+ 0x632B_E59B_D9B4_E019
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// An even draw from 0 up to, but not including, 1.
    mutating func unit() -> Double { Double(self.next() >> 11) * 0x1p-53 }
}
