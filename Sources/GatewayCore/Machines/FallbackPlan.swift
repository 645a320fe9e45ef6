/// A deployment that may be asked, and when.
package struct FallbackCandidate: Sendable, Equatable {
    /// Position in `Snapshot.targets`.
    package var target: Int
    /// Faults that it is a fallback for.
    package var causes: FallbackCauses
    /// Whether it serves the group of itself, and not only as a fallback.
    package var isMember: Bool
    /// Tokens of prompt and answer together; nil if not stated.
    package var contextWindow: Int?

    /// Creates a candidate.
    package init(target: Int, causes: FallbackCauses = .usual, isMember: Bool, contextWindow: Int? = nil) {
        self.target = target
        self.causes = causes
        self.isMember = isMember
        self.contextWindow = contextWindow
    }
}

/// Who is asked after a failed attempt, and when: the same deployment again, another member, a fallback, or nobody.
///
/// The order of preference: another member that was not asked yet, at once; the same deployment again, where the fault
/// may pass by itself, after a random delay or the provider's own `Retry-After`; a fallback, at once. As many attempts
/// as there are fallbacks are kept for them, and a group of several members, all of which failed, asks none of them again
/// before its fallbacks.
package struct FallbackPlan: Sendable {
    /// What to do.
    package enum Step: Sendable, Equatable {
        /// Ask a candidate, by its position in `candidates`, after nanoseconds.
        case attempt(Int, after: UInt64)
        /// Give up.
        case stop
    }

    /// What the plan asks its surroundings.
    package struct View {
        /// Attempts that may still be made.
        package var attemptsLeft: Int
        /// The time.
        package var now: UInt64
        /// When the exchange has to be over.
        package var deadline: UInt64
        /// Whether a target would refuse an attempt at a time, or cannot answer within the deadline.
        package var refuses: (_ target: Int, _ at: UInt64) -> Bool

        /// Creates a view.
        package init(
            attemptsLeft: Int,
            now: UInt64,
            deadline: UInt64,
            refuses: @escaping (_ target: Int, _ at: UInt64) -> Bool
        ) {
            self.attemptsLeft = attemptsLeft
            self.now = now
            self.deadline = deadline
            self.refuses = refuses
        }
    }

    /// Everybody who may be asked, best first.
    package let candidates: [FallbackCandidate]
    /// The candidate that is or was asked last.
    package private(set) var current: Int
    private var tries: [Int]
    private var repeats = 0
    private let settings: RetrySettings
    private let backoff: Backoff

    /// Begins with a candidate.
    package init(_ candidates: [FallbackCandidate], current: Int, settings: RetrySettings) {
        self.candidates = candidates
        self.current = current
        self.tries = Array(repeating: 0, count: candidates.count)
        if current < candidates.count {
            self.tries[current] = 1
        }
        self.settings = settings
        self.backoff = Backoff(settings)
    }

    /// Takes note of a target that was asked beside the current candidate.
    ///
    /// - Parameter last: whether the fault that is decided on next is that one's.
    package mutating func wasAsked(_ target: Int, last: Bool) {
        for position in self.candidates.indices where self.candidates[position].target == target {
            self.tries[position] += 1
            if last {
                self.current = position
            }
        }
    }

    /// Decides what follows a fault of the current candidate, and moves on to it.
    package mutating func next(after fault: AttemptFault, _ view: View, given chance: inout Chance) -> Step {
        guard view.attemptsLeft > 0, view.now < view.deadline else { return .stop }
        let members = self.untried(view, members: true, for: fault)
        if let member = members {
            return self.go(to: member, after: 0)
        }
        let fallback = self.untried(view, members: false, for: fault)
        let mayRepeat = fallback == nil || self.isAlone && view.attemptsLeft > self.untriedFallbacks
        if mayRepeat, let delay = self.repeatDelay(fault, view, given: &chance) {
            self.repeats += 1
            return self.go(to: self.current, after: delay)
        }
        guard let fallback else { return .stop }
        return self.go(to: fallback, after: 0)
    }

    /// Moves to whoever can take over a broken stream: somebody not asked yet, else the same one again where its fault
    /// was no silence.
    package mutating func nextForRescue(after fault: AttemptFault, _ view: View) -> Step {
        guard view.attemptsLeft > 0, view.now < view.deadline else { return .stop }
        if let next = self.untried(view, members: true, for: fault) ?? self.untried(view, members: false, for: fault) {
            return self.go(to: next, after: 0)
        }
        let repeated = self.current
        guard fault.cause != .timeout, fault.mayRepeat(self.settings),
            !view.refuses(self.candidates[repeated].target, view.now)
        else { return .stop }
        return self.go(to: repeated, after: 0)
    }

    /// Whether there is one member only, so that asking it again is the way to stay within the group.
    private var isAlone: Bool { self.candidates.count { $0.isMember } == 1 }

    private var untriedFallbacks: Int {
        self.candidates.indices.count { !self.candidates[$0].isMember && self.tries[$0] == 0 }
    }

    private mutating func go(to position: Int, after delay: UInt64) -> Step {
        if position != self.current {
            self.repeats = 0
        }
        self.current = position
        self.tries[position] += 1
        return .attempt(position, after: delay)
    }

    private func untried(_ view: View, members: Bool, for fault: AttemptFault) -> Int? {
        let window = self.candidates[self.current].contextWindow
        return self.candidates.indices.first { position in
            let candidate = self.candidates[position]
            guard self.tries[position] == 0, candidate.isMember == members,
                Self.takes(candidate, fault, failedWindow: window)
            else { return false }
            return !view.refuses(candidate.target, view.now)
        }
    }

    /// Whether a candidate is for a fault.
    private static func takes(_ candidate: FallbackCandidate, _ fault: AttemptFault, failedWindow: Int?) -> Bool {
        guard let cause = fault.fallbackCause else { return false }
        if cause == .contextWindow {
            let isLarger = (candidate.contextWindow ?? 0) > (failedWindow ?? .max)
            return isLarger || !candidate.isMember && candidate.causes.contains(FallbackCauses(.contextWindow))
        }
        if candidate.isMember {
            return cause != .contentPolicy
        }
        return candidate.causes.contains(FallbackCauses(cause))
    }

    /// After how long the current candidate may be asked again; nil if it may not.
    private func repeatDelay(_ fault: AttemptFault, _ view: View, given chance: inout Chance) -> UInt64? {
        guard fault.mayRepeat(self.settings) else { return nil }
        var delay = self.backoff.delay(retry: self.repeats, given: &chance)
        if let wait = fault.retryAfter {
            guard wait <= self.settings.maxWait.wholeNanoseconds else { return nil }
            delay = max(delay, wait)
        }
        let at = view.now.later(by: delay)
        guard at < view.deadline, !view.refuses(self.candidates[self.current].target, at) else { return nil }
        return delay
    }
}
