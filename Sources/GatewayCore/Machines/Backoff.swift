/// How long to wait before the same deployment is asked again: exponential, with full jitter.
///
/// The delay is even in `0...min(max, base * 2^retry)`, so that clients that failed together do not come back
/// together, and at least 1 ms, so that a retry is never a busy loop. Saturating: no retry count overflows.
package struct Backoff: Sendable, Equatable {
    /// Least delay, in nanoseconds.
    package static let least: UInt64 = 1_000_000

    private let base: UInt64
    private let max: UInt64

    /// Creates delays whose bound doubles from `base` up to `max`.
    package init(base: Duration, max: Duration) {
        self.base = base.wholeNanoseconds
        self.max = max.wholeNanoseconds
    }

    /// Creates the delays of a group's settings.
    package init(_ settings: RetrySettings) {
        self.init(base: settings.backoffBase, max: settings.backoffMax)
    }

    /// Upper bound of the delay before a retry, in nanoseconds; the first retry is number 0.
    package func bound(retry: Int) -> UInt64 {
        let exponent = UInt64(clamping: retry)
        let grown = exponent < 63 ? self.base.times(1 << exponent) : (self.base == 0 ? 0 : .max)
        return Swift.max(Self.least, min(self.max, grown))
    }

    /// The delay before a retry, in nanoseconds; the first retry is number 0.
    package func delay(retry: Int, given chance: inout Chance) -> UInt64 {
        Swift.max(Self.least, chance.draw(0...self.bound(retry: retry)))
    }
}
