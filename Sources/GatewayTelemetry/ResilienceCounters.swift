import GatewayCore

/// What one loop counts of attempts beyond the first: retries, fallbacks, hedges, rescues, and waits for a place.
///
/// All label values come from closed lists, so the numbers stand in plain arrays. An exchange that was answered by its
/// first attempt at once costs a few comparisons.
struct ResilienceCounters: Sendable {
    /// How a second attempt that ran beside the first came out.
    enum HedgeOutcome: Int, CaseIterable {
        /// It had content first.
        case won
        /// It was cancelled.
        case lost
        /// It failed by itself.
        case failed

        /// Value of the metric label `outcome`.
        var label: StaticString {
            switch self {
            case .won: "won"
            case .lost: "lost"
            case .failed: "failed"
            }
        }
    }

    /// Values of the label `mode` of rescues, and their number.
    static let rescueModes: [RescueWay] = [.restart, .prefill]

    /// Attempts after the first, by raw value of `AttemptRole`; that of `first` stays 0.
    private(set) var extraAttempts = [UInt64](repeating: 0, count: AttemptRole.allCases.count)
    /// Tries to go on with a stream: by mode, and within it by raw value of the outcome.
    private(set) var rescues = [UInt64](
        repeating: 0,
        count: Self.rescueModes.count * RescueRecord.Outcome.allCases.count
    )
    /// Second attempts, by raw value of `HedgeOutcome`.
    private(set) var hedges = [UInt64](repeating: 0, count: HedgeOutcome.allCases.count)
    /// Exchanges that lacked a retry budget.
    private(set) var budgetExhausted: UInt64 = 0
    /// Waits for a place.
    private(set) var queueWait = LatencyHistogram(.exchange)

    /// Counts a settled exchange.
    mutating func count(_ exchange: Exchange) {
        if exchange.lacksBudget {
            self.budgetExhausted &+= 1
        }
        if exchange.queuedFor > 0 {
            self.queueWait.record(nanoseconds: exchange.queuedFor)
        }
        for rescue in exchange.rescues {
            self.rescues[Self.position(rescue.way, rescue.outcome)] &+= 1
        }
        if exchange.attempts > 1 {
            self.countExtraAttempts(exchange)
        }
        if exchange.hedges > 0 {
            self.countHedges(exchange)
        }
    }

    /// Rescues of a mode and outcome.
    func rescues(_ mode: RescueWay, _ outcome: RescueRecord.Outcome) -> UInt64 {
        self.rescues[Self.position(mode, outcome)]
    }

    /// Adds what another loop counted.
    mutating func add(_ other: ResilienceCounters) {
        for index in self.extraAttempts.indices {
            self.extraAttempts[index] &+= other.extraAttempts[index]
        }
        for index in self.rescues.indices {
            self.rescues[index] &+= other.rescues[index]
        }
        for index in self.hedges.indices {
            self.hedges[index] &+= other.hedges[index]
        }
        self.budgetExhausted &+= other.budgetExhausted
        self.queueWait.add(other.queueWait)
    }

    /// All but one of the attempts that were made, each by its role.
    ///
    /// The failed ones are listed with their roles. The last one, failed or not, is not among them and has the
    /// exchange's; it counts unless it is the one that was first.
    private mutating func countExtraAttempts(_ exchange: Exchange) {
        var left = exchange.attempts - 1
        for failed in exchange.failedAttempts where left > 0 && failed.role != .first && failed.wasMade {
            self.extraAttempts[Int(failed.role.rawValue)] &+= 1
            left -= 1
        }
        if left > 0, exchange.role != .first {
            self.extraAttempts[Int(exchange.role.rawValue)] &+= 1
        }
    }

    /// Each second attempt once: one that is not listed as failed has won, and so has one that failed after the first
    /// had been cancelled for it.
    private mutating func countHedges(_ exchange: Exchange) {
        var left = exchange.hedges
        for failed in exchange.failedAttempts where left > 0 && failed.role == .hedge {
            let hadWon = exchange.failedAttempts.contains { $0.role == .first && $0.error == nil }
            let outcome: HedgeOutcome =
                switch failed.error {
                case nil, .clientClosedRequest: .lost
                default: hadWon ? .won : .failed
                }
            self.hedges[outcome.rawValue] &+= 1
            left -= 1
        }
        self.hedges[HedgeOutcome.won.rawValue] &+= UInt64(max(left, 0))
    }

    private static func position(_ way: RescueWay, _ outcome: RescueRecord.Outcome) -> Int {
        (way == .restart ? 0 : RescueRecord.Outcome.allCases.count) + Int(outcome.rawValue)
    }
}

extension FailedAttempt {
    /// Whether the deployment was asked; false where it had no place for the request, which then went elsewhere.
    ///
    /// Such a refusal is the one failure of an attempt for which the gateway itself is to blame and another deployment
    /// may stand in. A hedge is only begun where it has a place.
    var wasMade: Bool { self.error != .overloaded || self.role == .hedge }
}
