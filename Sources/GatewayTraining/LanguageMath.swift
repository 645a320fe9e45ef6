/// The few functions that training needs, so that a model is the same with every C library.
enum LanguageMath {
    /// Two to a power.
    @inline(__always) static func exp2(_ x: Float) -> Float {
        let bounded = max(-126, min(126, x))
        let whole = bounded.rounded(.down)
        let part = bounded - whole
        let cubic = 0.055_504_1 + part * (0.009_618_1 + part * 0.001_333_4)
        let polynomial = 1 + part * (0.693_147_2 + part * (0.240_226_5 + part * cubic))
        return polynomial * Float(bitPattern: UInt32(Int32(whole) + 127) << 23)
    }

    /// The exponential.
    @inline(__always) static func exp(_ x: Float) -> Float { self.exp2(x * 1.442_695) }

    /// The logarithm of base two.
    static func log2(_ x: Float) -> Float {
        guard x > 0 else { return -126 }
        let exponent = Float(x.exponent)
        let s = (x.significand - 1) / (x.significand + 1)
        let square = s * s
        let series = 0.333_333_3 + square * (0.2 + square * (0.142_857 + square * 0.111_111))
        return exponent + 2.885_390 * s * (1 + square * series)
    }

    /// A power of a number that is not negative.
    static func power(_ base: Float, _ exponent: Float) -> Float {
        base > 0 ? self.exp2(exponent * self.log2(base)) : 0
    }
}

/// A small generator with a seed, so that a training can be repeated.
struct LanguageChance {
    var state: UInt64

    init(seed: UInt64) { self.state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, 1.
    mutating func unit() -> Float { Float(self.next() >> 40) * 0x1p-24 }
}
