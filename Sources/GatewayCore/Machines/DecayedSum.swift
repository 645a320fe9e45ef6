#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A sum whose parts lose half of their weight in a time. Pure.
package struct DecayedSum: Sendable {
    /// The sum at the time of the last change.
    package private(set) var value: Double = 0
    private var stamp: UInt64 = 0
    private let halfLife: Double

    /// Creates a sum of nothing.
    package init(halfLife: Duration) {
        self.halfLife = Double(max(halfLife.wholeNanoseconds, 1))
    }

    /// Adds an amount; a time before the last one counts as the last one.
    package mutating func add(_ amount: Double, at now: UInt64) {
        self.value = self.value(at: now) + amount
        self.stamp = max(self.stamp, now)
    }

    /// The sum at a time.
    package func value(at now: UInt64) -> Double {
        self.value == 0 ? 0 : self.value * exp2(-Double(now.elapsed(since: self.stamp)) / self.halfLife)
    }
}
