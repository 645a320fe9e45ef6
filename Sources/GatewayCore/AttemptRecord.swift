package import GatewayWire

/// Why an attempt was made.
package enum AttemptRole: UInt8, Sendable, CaseIterable {
    /// The first one.
    case first
    /// The same deployment again.
    case retry
    /// Another deployment.
    case fallback
    /// Beside one that was slow.
    case hedge
    /// In place of one whose stream broke.
    case rescue

    /// Name in metrics and logs.
    package var label: StaticString {
        switch self {
        case .first: "first"
        case .retry: "retry"
        case .fallback: "fallback"
        case .hedge: "hedge"
        case .rescue: "rescue"
        }
    }
}

/// A try on one deployment that did not answer the exchange, or not to its end.
package struct FailedAttempt: Sendable {
    /// Deployment tried.
    package var target: Target
    /// Why it was tried.
    package var role: AttemptRole
    /// Why it failed; nil for one that was cancelled because another was faster.
    package var error: ErrorCode?
    /// Status that the provider sent; 0 if none.
    package var status: Int
    /// Nanoseconds it took.
    package var duration: UInt64
    /// Tokens it used: by its own report, or estimated from what came of it; nil where nothing came.
    package var usage: TokenUsage?
    /// Whether `usage` is an estimate, and no report of the provider's.
    package var isEstimated: Bool
    /// What those tokens cost.
    package var cost: Cost?

    /// Creates a record.
    package init(
        target: Target,
        role: AttemptRole = .first,
        error: ErrorCode?,
        status: Int,
        duration: UInt64,
        usage: TokenUsage? = nil,
        isEstimated: Bool = true
    ) {
        self.isEstimated = isEstimated
        self.target = target
        self.role = role
        self.error = error
        self.status = status
        self.duration = duration
        self.usage = usage
        self.cost = usage.flatMap { target.price?.cost(of: $0) }
    }
}

/// One try to go on with a broken stream.
package struct RescueRecord: Sendable {
    /// How it ended.
    package enum Outcome: UInt8, Sendable, CaseIterable {
        /// The stream went on to its end.
        case succeeded
        /// The other answer was a different one.
        case diverged
        /// The deployment refused the request, or broke as well.
        case failed

        /// Value of the metric label `outcome`.
        package var label: StaticString {
            switch self {
            case .succeeded: "succeeded"
            case .diverged: "diverged"
            case .failed: "failed"
            }
        }
    }

    /// What was tried.
    package var way: RescueWay
    /// How it ended.
    package var outcome: Outcome

    /// Creates a record.
    package init(way: RescueWay, outcome: Outcome) {
        self.way = way
        self.outcome = outcome
    }
}

/// A second attempt that is to begin if the first has no content in time.
package struct HedgeOrder: Sendable {
    /// Who is asked.
    package var target: Target
    /// Nanoseconds after the first attempt began.
    package var delay: UInt64
}

/// What an attempt has to know to go on with a stream that broke.
package struct RescueOrder: Sendable {
    /// How it goes on.
    package var way: RescueWay
    /// Whether it turned out to be another answer; set by the attempt.
    package var hasDiverged = false
    /// Whether the request cannot be put in that way; set by the attempt, which then sent nothing.
    package var isImpossible = false

    /// Creates an order.
    package init(_ way: RescueWay) {
        self.way = way
    }
}
