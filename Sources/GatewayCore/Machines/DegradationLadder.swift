/// What a group suffers from, each from 0 to 1.
package struct DegradationSigns: Sendable, Equatable {
    /// Share of requests that had to wait for a place, or found none.
    package var overload: Double = 0
    /// What is left of the providers' limits; 1 is all.
    package var headroom: Double = 1
    /// Share of the budget that is used up.
    package var budget: Double = 0

    /// Creates signs of perfect health.
    package init(overload: Double = 0, headroom: Double = 1, budget: Double = 0) {
        self.overload = overload
        self.headroom = headroom
        self.budget = budget
    }
}

/// Steps a group down its tiers under overload, and back up.
///
/// A cause has to last before each step down, and is gone only well below what brought it about; a step up is taken at
/// the earliest after the minimum stay, one at a time. Not hot. Pure.
package struct DegradationLadder: Sendable {
    /// Why the group stands where it does.
    package enum Cause: String, Sendable, CaseIterable {
        /// Too many requests wait, or are refused.
        case overload
        /// The providers' limits are nearly used up.
        case headroom
        /// The budget is nearly used up.
        case budget
    }

    private let settings: DegradationSettings
    private let patience: UInt64
    private let minStay: UInt64
    /// Steps down from the first.
    package private(set) var level = 0
    /// What the last step down was for; nil on the first step.
    package private(set) var cause: Cause?
    /// Steps down that were taken.
    package private(set) var stepsDown = 0
    private var since: UInt64 = 0
    private var troubledSince: UInt64?

    /// Creates a ladder on its first step.
    package init(settings: DegradationSettings) {
        self.settings = settings
        self.patience = settings.patience.wholeNanoseconds
        self.minStay = settings.minStay.wholeNanoseconds
    }

    /// The tiers that are asked now; nil is all of them.
    package var allowed: ArraySlice<Tier>? {
        self.level > 0 ? self.settings.steps[self.level...] : nil
    }

    /// The first tier that is asked now; nil is any.
    package var tier: Tier? { self.allowed?.first }

    /// Looks at the signs, and moves by one step at most.
    package mutating func look(_ signs: DegradationSigns, at now: UInt64) {
        if let cause = self.trouble(signs, release: 1) {
            let began = self.troubledSince ?? now
            self.troubledSince = began
            // Each step has to show what it brings before the next.
            let from = max(began, self.level > 0 ? self.since : 0)
            guard now.elapsed(since: from) >= self.patience, self.level + 1 < self.settings.steps.count else { return }
            self.level += 1
            self.stepsDown += 1
            self.cause = cause
            self.since = now
            return
        }
        self.troubledSince = nil
        guard self.level > 0, now.elapsed(since: self.since) >= self.minStay,
            self.trouble(signs, release: min(max(self.settings.release, 0), 1)) == nil
        else { return }
        self.level -= 1
        self.since = now
        if self.level == 0 {
            self.cause = nil
        }
    }

    /// The first cause whose sign reaches its threshold, or the part of it at which it counts as gone.
    private func trouble(_ signs: DegradationSigns, release: Double) -> Cause? {
        if let most = self.settings.overload, signs.overload > 0, signs.overload >= most * release {
            return .overload
        }
        if let least = self.settings.headroom, signs.headroom < 1,
            // Further away is more headroom here.
            signs.headroom <= min(least * (2 - release), least / max(release, 0.01))
        {
            return .headroom
        }
        if let most = self.settings.budget, signs.budget > 0,
            // A budget is used up to the end: only a new one, or a clear gap, is an end of the trouble.
            signs.budget >= most - (1 - most) * (1 - release)
        {
            return .budget
        }
        return nil
    }
}
