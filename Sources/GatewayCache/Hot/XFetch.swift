#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Decides whether one request refreshes an entry early, so that a hot entry is renewed before it goes and by one of many.
///
/// After Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015: refresh when
/// `now - delta * beta * ln(chance) >= expiry`. The lead is exponentially distributed with the mean `beta * delta`, where
/// `delta` is what the answer took to make: rare requests seldom pay for it, frequent ones share one refresh, and that the
/// refresh is done in time becomes the likelier the hotter the entry. Pure: time and chance are passed in.
package enum XFetch {
    /// Whether to refresh.
    ///
    /// - Parameters:
    ///   - now: time, in nanoseconds of any clock.
    ///   - expiry: when the entry ceases to be fresh, on the same clock.
    ///   - cost: nanoseconds that making the answer took.
    ///   - beta: eagerness; 1 is optimal in theory, 0 never refreshes early.
    ///   - chance: 64 even random bits.
    package static func refreshes(now: UInt64, expiry: UInt64, cost: UInt64, beta: Double, chance: UInt64) -> Bool {
        guard now < expiry else { return true }
        return Self.lead(cost: cost, beta: beta, chance: chance) >= Double(expiry - now)
    }

    /// Nanoseconds before the expiry from which on a request with this chance would refresh.
    package static func lead(cost: UInt64, beta: Double, chance: UInt64) -> Double {
        guard beta > 0, beta.isFinite else { return 0 }
        // Even in (0, 1], so that the logarithm is finite.
        let unit = (Double(chance >> 11) + 1) * 0x1p-53
        return -log(unit) * Double(cost) * beta
    }
}
