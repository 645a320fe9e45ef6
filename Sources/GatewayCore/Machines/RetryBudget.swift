/// What keeps retries, hedges and fallbacks together within a share of the traffic (law L11).
///
/// Each request deposits; each attempt beyond a request's first withdraws, and does not happen where it may not.
/// The guarantee, for the times at which this machine was asked: **for each withdrawal that is granted, at `t`, the
/// withdrawals granted in `(t - window, t]`, itself among them, are at most
/// `percent * (deposits in (t - window, t]) / 100 + reserve`, rounded down.** Hence in any interval of length `window`
/// whatever, withdrawals stay within that share of the requests of the window that ends with its last withdrawal.
/// It holds exactly, not only to the grain of the accounting: withdrawals are counted up to one slice (a thirtieth of
/// the window) too long, deposits up to one slice too short. What is granted is therefore a few percent less than the
/// bound. `window` is rounded up to a multiple of 30 ns, and a time before the latest one counts as the latest one.
///
/// Integers only, O(1) amortised, no allocation after `init`.
package struct RetryBudget: Sendable {
    private static let slices = 30

    private let percent: Int
    private let reserve: Int
    private var deposits: SlidingCount
    private var withdrawals: SlidingCount

    /// Creates a budget that nothing was paid into.
    ///
    /// - Parameters:
    ///   - percent: extra attempts per hundred requests.
    ///   - reserve: extra attempts per window whatever the traffic, so that a quiet group can retry at all.
    ///   - window: time after which deposits and withdrawals are forgotten.
    package init(percent: Int, reserve: Int, window: Duration) {
        self.percent = max(0, percent)
        self.reserve = max(0, reserve)
        self.deposits = SlidingCount(window: window.wholeNanoseconds, slices: Self.slices)
        self.withdrawals = SlidingCount(window: window.wholeNanoseconds, slices: Self.slices)
    }

    /// Creates the budget of a group's settings.
    package init(_ settings: RetrySettings) {
        self.init(
            percent: settings.budgetPercent,
            reserve: settings.budgetReserve,
            window: settings.budgetWindow
        )
    }

    /// Counts a request: its first attempt is free and pays for a share of another one's second.
    package mutating func deposit(at now: UInt64) {
        self.deposits.add(at: now)
    }

    /// Whether an attempt beyond the first may be made; counted when it may.
    package mutating func withdraw(at now: UInt64) -> Bool {
        guard self.balance(at: now) > 0 else { return false }
        self.withdrawals.add(at: now)
        return true
    }

    /// Extra attempts that would be granted now, one after the other.
    ///
    /// Never below zero, though deposits may be forgotten before the withdrawals that they paid for.
    package mutating func balance(at now: UInt64) -> Int {
        let (product, overflow) = self.deposits.inside(at: now).multipliedReportingOverflow(by: self.percent)
        let (bound, carried) = (overflow ? Int.max : product / 100).addingReportingOverflow(self.reserve)
        return max(0, (carried ? Int.max : bound) - self.withdrawals.covering(at: now))
    }
}
