import GatewayWire

/// A failed attempt in the terms that decide what follows: another try, another deployment, or the end.
package struct AttemptFault: Sendable, Equatable {
    /// What kind of fault it was.
    package var cause: FaultCause
    /// Nanoseconds after which the provider wants to be asked again; nil if it did not say.
    package var retryAfter: UInt64?
    /// What the provider's `x-should-retry` said; nil if it said nothing.
    package var shouldRetry: Bool?

    /// Creates a fault.
    package init(_ cause: FaultCause, retryAfter: UInt64? = nil, shouldRetry: Bool? = nil) {
        self.cause = cause
        self.retryAfter = retryAfter
        self.shouldRetry = shouldRetry
    }

    /// The fault that an error stands for; nil for errors that no other attempt can mend: the caller's own, those of a
    /// rule, the end of the deadline, the gateway's own limits.
    package init?(_ error: GatewayError) {
        if let fault = error.fault {
            self = fault
            return
        }
        switch error.code {
        case .providerUnreachable: self.init(.unreachable)
        case .providerTimeout: self.init(.timeout)
        case .providerReset, .providerStreamIncomplete: self.init(.reset)
        case .providerBadResponse: self.init(.badResponse)
        case .providerCredentialsRejected: self.init(.credentials)
        case .providerRateLimited: self.init(.rateLimit)
        case .providerError: self.init(error.status >= 500 ? .serverError : .rejected)
        case .requestRejected: self.init(.rejected)
        default: return nil
        }
    }

    /// Whether the fault is the deployment's own, and counts against its health (law L8).
    package var countsAgainstHealth: Bool {
        switch self.cause {
        case .unreachable, .timeout, .reset, .requestTimeout, .serverError, .badResponse, .credentials: true
        case .rateLimit: self.retryAfter == nil
        case .contextWindow, .contentPolicy, .rejected: false
        }
    }

    /// Whether it says that the deployment has too much to do.
    package var isOverload: Bool {
        switch self.cause {
        case .rateLimit, .timeout, .serverError: true
        default: false
        }
    }

    /// The fallbacks that are for it.
    package var fallbackCause: FallbackCause? {
        switch self.cause {
        case .contextWindow: .contextWindow
        case .rateLimit: .rateLimit
        case .timeout: .timeout
        case .contentPolicy: .contentPolicy
        case .unreachable, .reset, .requestTimeout, .serverError, .badResponse, .credentials: .error
        case .rejected: nil
        }
    }

    /// Whether the same deployment may be asked again: never one that was silent, nor for what it would refuse again.
    package func mayRepeat(_ settings: RetrySettings) -> Bool {
        switch self.cause {
        case .timeout, .contextWindow, .contentPolicy, .rejected, .credentials: false
        default: self.shouldRetry ?? settings.on.contains(self.cause)
        }
    }
}

/// A set of causes that a fallback is for.
package struct FallbackCauses: OptionSet, Sendable {
    package let rawValue: UInt8

    /// Creates a set from its bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The causes of an entry; nil is all that a fallback takes unless it says otherwise.
    package init(_ causes: Set<FallbackCause>?) {
        guard let causes else {
            self = .usual
            return
        }
        self = FallbackCauses(causes.map { FallbackCauses($0) })
    }

    /// The set of one cause.
    package init(_ cause: FallbackCause) {
        let bit: UInt8 =
            switch cause {
            case .contextWindow: 0
            case .rateLimit: 1
            case .error: 2
            case .timeout: 3
            case .contentPolicy: 4
            }
        self.init(rawValue: 1 << bit)
    }

    /// Whether a fallback for these may answer first, because the members rest.
    var mayStandIn: Bool { !self.isDisjoint(with: .usual) }

    /// What a fallback takes unless it says otherwise.
    package static let usual = FallbackCauses([
        FallbackCauses(.rateLimit), FallbackCauses(.error), FallbackCauses(.timeout),
    ])
}
