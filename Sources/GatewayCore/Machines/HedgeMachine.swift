/// A race of two attempts: when the second begins, who wins, and what is told to whom.
///
/// Pure: the owner starts, cancels and records what the actions say.
package struct HedgeMachine: Sendable {
    /// One of the two.
    package enum Runner: UInt8, Sendable, CaseIterable {
        /// The first attempt.
        case primary
        /// The second one.
        case hedge

        /// The other one.
        package var other: Runner { self == .primary ? .hedge : .primary }
    }

    /// What the owner has to do.
    package enum Action: Sendable, Equatable {
        /// Nothing.
        case none
        /// Begin the second attempt, if the budget has one.
        case startHedge
        /// Cancel one that lost.
        case cancel(Runner)
        /// Keep in mind that one failed; the other one still runs.
        case recordFailure(Runner)
        /// The race ends as this one did.
        case finish(Runner)
    }

    private enum Standing: Sendable {
        case idle
        case running
        case over
    }

    private var standings: (primary: Standing, hedge: Standing) = (.running, .idle)
    /// Who has won: the first that had content; nil while nobody has.
    package private(set) var winner: Runner?

    /// Begins with the first attempt running.
    package init() {}

    private func standing(of runner: Runner) -> Standing {
        runner == .primary ? self.standings.primary : self.standings.hedge
    }

    private mutating func set(_ runner: Runner, _ standing: Standing) {
        if runner == .primary {
            self.standings.primary = standing
        } else {
            self.standings.hedge = standing
        }
    }

    /// The first attempt had its time.
    package mutating func delayPassed() -> Action {
        guard self.winner == nil, case .running = self.standings.primary, case .idle = self.standings.hedge else {
            return .none
        }
        return .startHedge
    }

    /// The second attempt has begun.
    package mutating func hedgeStarted() {
        self.standings.hedge = .running
    }

    /// One has its first content, or a whole reply; nobody else's goes to the client from now on.
    package mutating func claimed(_ runner: Runner) -> Action {
        guard self.winner == nil, case .running = self.standing(of: runner) else { return .none }
        self.winner = runner
        guard case .running = self.standing(of: runner.other) else { return .none }
        self.set(runner.other, .over)
        return .cancel(runner.other)
    }

    /// One has ended, well or not.
    package mutating func ended(_ runner: Runner, failed: Bool) -> Action {
        guard case .running = self.standing(of: runner) else { return .none }
        self.set(runner, .over)
        if failed, self.winner != runner, case .running = self.standing(of: runner.other) {
            return .recordFailure(runner)
        }
        return .finish(runner)
    }
}
