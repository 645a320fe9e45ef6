/// Grants so many uses per second, and a burst after a pause; a pure machine in whole nanoseconds.
///
/// Held as the time at which the bucket would be full again (the virtual scheduling of ATM's GCRA), so there is nothing
/// to refill: two words, no timer, no rounding that adds up. In any interval of length `t` it grants at most
/// `burst + t * rate` uses.
package struct TokenBucket: Sendable {
    private let interval: UInt64
    private let tolerance: UInt64
    private var fullAt: UInt64 = 0

    /// Creates a full bucket.
    ///
    /// - Parameters:
    ///   - perSecond: uses per second in the long run; 0 or less grants nothing at all.
    ///   - burst: uses at once after a pause, 1 at least.
    package init(perSecond: Double, burst: Int) {
        let interval = perSecond > 0 ? (1e9 / perSecond).rounded(.up) : .infinity
        self.interval = interval < 1e18 ? max(1, UInt64(interval)) : 0
        let (tolerance, overflow) = self.interval.multipliedReportingOverflow(by: UInt64(max(1, burst)))
        self.tolerance = overflow ? .max : tolerance
    }

    /// Takes so many uses at once, all or none; a time before the latest one counts as little as it can.
    package mutating func take(_ uses: Int = 1, at now: UInt64) -> Bool {
        guard let end = self.end(after: uses, at: now), end - now <= self.tolerance else { return false }
        self.fullAt = end
        return true
    }

    /// Nanoseconds until so many uses will be granted, if nobody takes any in between; nil where they never will be.
    package func wait(for uses: Int = 1, at now: UInt64) -> UInt64? {
        guard let end = self.end(after: uses, at: now) else { return nil }
        guard UInt64(max(0, uses)) <= self.tolerance / self.interval else { return nil }
        return end - now > self.tolerance ? end - now - self.tolerance : 0
    }

    /// Uses that would be granted now.
    package func available(at now: UInt64) -> Int {
        guard self.interval > 0 else { return 0 }
        let debt = self.fullAt > now ? self.fullAt - now : 0
        return debt >= self.tolerance ? 0 : Int(clamping: (self.tolerance - debt) / self.interval)
    }

    /// When the bucket would be full again after so many uses; never before now.
    private func end(after uses: Int, at now: UInt64) -> UInt64? {
        guard self.interval > 0 else { return nil }
        let (cost, overflow) = self.interval.multipliedReportingOverflow(by: UInt64(max(0, uses)))
        let (end, carried) = max(self.fullAt, now).addingReportingOverflow(cost)
        return overflow || carried ? nil : end
    }
}
