/// What kind of fault an attempt ended with: what retries, fallbacks and health decide by.
package enum FaultCause: String, Sendable, CaseIterable {
    /// No connection: refused, name not found, TLS failed, not in time.
    case unreachable
    /// Silence: no head, no first token, or a stall.
    case timeout
    /// The connection broke before the reply was whole.
    case reset
    /// Status 429.
    case rateLimit = "429"
    /// Status 408.
    case requestTimeout = "408"
    /// Status 500 and above.
    case serverError = "5xx"
    /// Not HTTP, not JSON, HTML, an error with status 200, a stream with a broken event.
    case badResponse = "bad_response"
    /// The provider refused the gateway's own credential.
    case credentials
    /// The prompt does not fit the model's context window.
    case contextWindow = "context_window"
    /// The provider's content policy refused the request.
    case contentPolicy = "content_policy"
    /// Any other refusal of the request as it was made.
    case rejected
}

/// Causes that a fallback can be limited to; each stands for one or more `FaultCause`.
package enum FallbackCause: String, Sendable, CaseIterable {
    /// The prompt does not fit.
    case contextWindow = "context_window"
    /// The provider is at its rate limit, or its queue here is full.
    case rateLimit = "rate_limit"
    /// Anything that broke.
    case error
    /// Silence.
    case timeout
    /// The content policy refused.
    case contentPolicy = "content_policy"
}

/// How failed attempts are followed by others.
package struct RetrySettings: Sendable, Equatable {
    /// Retries, fallbacks and rescues after the first attempt at most; 0 tries once.
    package var attempts = 2
    /// Upper bound of the first random delay before the same deployment is asked again; doubles with each retry.
    package var backoffBase = Duration.milliseconds(200)
    /// Upper bound of any such delay.
    package var backoffMax = Duration.seconds(5)
    /// Longest `Retry-After` that is waited for.
    package var maxWait = Duration.seconds(10)
    /// Faults after which the same deployment is asked again; `timeout`, `rejected` and their like never are.
    package var on: Set<FaultCause> = [.unreachable, .reset, .rateLimit, .requestTimeout, .serverError, .badResponse]
    /// Attempts beyond the first, in percent of requests (law L11).
    package var budgetPercent = 20
    /// Attempts beyond the first that are allowed per `budgetWindow` whatever the traffic.
    package var budgetReserve = 10
    /// Time after which unused budget is forgotten.
    package var budgetWindow = Duration.seconds(60)

    /// Creates the defaults, but for the number of attempts.
    package init(attempts: Int = 2) {
        self.attempts = attempts
    }
}

/// One entry of a group's fallbacks.
package struct FallbackEntry: Sendable, Equatable {
    /// Whom it names.
    package enum Target: Sendable, Equatable {
        /// A deployment, by id.
        case deployment(String)
        /// A model group: its members, then its own fallbacks.
        case group(String)
        /// All deployments of a tier that serve the same kind of request: degradation by policy.
        case tier(Tier)
    }

    /// Whom it names.
    package var target: Target
    /// Causes it is for; nil is all but `content_policy` (and `context_window` only where its window is larger).
    package var causes: Set<FallbackCause>?
    /// Share of the traffic within its rank.
    package var weight: Int

    /// Entries of the same rank are drawn by weight; ranks are asked in order.
    package var rank: Int

    /// Creates an entry.
    package init(_ target: Target, causes: Set<FallbackCause>? = nil, weight: Int = 1, rank: Int = 0) {
        self.target = target
        self.causes = causes
        self.weight = weight
        self.rank = rank
    }
}

extension FallbackEntry: ExpressibleByStringLiteral {
    /// A deployment, by id.
    package init(stringLiteral id: String) {
        self.init(.deployment(id))
    }
}

/// What happens when a stream dies after content was sent.
package enum RescueMode: String, Sendable, CaseIterable {
    /// `restart` for deterministic requests, else `continue`; an error in band where neither works.
    case auto
    /// The next candidate answers anew; what the client already has is swallowed.
    case restart
    /// The next candidate goes on from what the client already has.
    case `continue`
    /// Nothing is sent before enough is there; after that as `auto`.
    case hold
    /// An error in band.
    case off
}

/// How streams are rescued.
package struct RescueSettings: Sendable, Equatable {
    /// What is tried.
    package var mode = RescueMode.auto
    /// Content events held back before anything is sent, with `hold`.
    package var holdTokens = 20
    /// Longest time that content is held back, with `hold`.
    package var holdTime = Duration.seconds(1)
    /// Events that are not JSON and are dropped, per attempt, before the stream counts as broken.
    package var malformedEvents = 0
    /// Bytes of sent text that are remembered; a longer answer cannot be rescued.
    package var maxBytes = 1 << 20
    /// Whether tool calls are held back until they are whole, so that they can be restarted.
    package var buffersToolCalls = false

    /// Creates the defaults.
    package init() {}
}

/// A second attempt while the first still runs.
package struct HedgeSettings: Sendable, Equatable {
    /// Quantile of the deployment's time to first token after which the second attempt begins, in percent.
    package var quantile = 95
    /// Least delay.
    package var minDelay = Duration.milliseconds(50)
    /// Delay where too little was measured; nil does not hedge then.
    package var defaultDelay: Duration?
    /// Hedges in percent of requests; they count against the retry budget as well.
    package var percent = 5

    /// Creates the defaults.
    package init() {}
}

/// When a deployment is left alone.
package struct HealthSettings: Sendable, Equatable {
    /// Failures in a row that open the breaker.
    package var consecutiveFailures = 5
    /// Share of failures in `window` that opens it, in percent.
    package var errorPercent = 50
    /// Window of the error rate.
    package var window = Duration.seconds(10)
    /// Attempts in the window below which the rate says nothing.
    package var minRequests = 20
    /// How long it stays open the first time; doubles while probes fail.
    package var openFor = Duration.seconds(5)
    /// How long it stays open at most.
    package var maxOpenFor = Duration.seconds(20)
    /// Time over which a deployment that came back gets its full share again.
    package var slowStart = Duration.seconds(10)
    /// Longest `Retry-After` that a deployment rests for.
    package var maxCoolDown = Duration.seconds(60)
    /// Time between active probes of a deployment that is not healthy; nil sends none.
    package var probeInterval: Duration?

    /// Creates the defaults.
    package init() {}
}

/// When a member of a group is taken out because it does worse than the others.
package struct OutlierSettings: Sendable, Equatable {
    /// Share of a group's members that is taken out at most, in percent; 0 takes nobody out.
    package var maxEjectedPercent = 50
    /// Time between two looks, and length of the window that is looked at.
    package var interval = Duration.seconds(10)
    /// Attempts in the window below which a member is not judged.
    package var minRequests = 20
    /// How long a member is out the first time; grows with each time in a row.
    package var ejectFor = Duration.seconds(10)
    /// Success rate, in percentage points below the mean of the others, that takes a member out.
    package var errorMargin = 20
    /// Multiple of the others' median time to first token that takes a member out.
    package var latencyFactor = 5

    /// Creates the defaults.
    package init() {}
}

/// How many requests a deployment serves at the same time, and who waits.
package struct QueueSettings: Sendable, Equatable {
    /// Whether the limit follows latency and 429s (AIMD) instead of only the configured one.
    package var adaptive = false
    /// Least adaptive limit.
    package var minConcurrency = 4
    /// Largest adaptive limit.
    package var maxConcurrency = 1024
    /// Requests that wait per deployment at most.
    package var length = 1024
    /// Longest wait.
    package var timeout = Duration.seconds(10)
    /// Standing delay that is tolerated (CoDel's target); above it for `interval`, requests are turned away early.
    package var target = Duration.milliseconds(500)
    /// CoDel's interval.
    package var interval = Duration.seconds(1)

    /// Creates the defaults.
    package init() {}
}

/// What becomes of the provider's answer when the client is gone.
package enum DisconnectPolicy: String, Sendable, CaseIterable {
    /// The provider is cancelled.
    case cancel
    /// The answer is read to its end, for the account and the cache.
    case drain
}

/// First-token timeout that follows what is measured.
package struct AdaptiveTimeout: Sendable, Equatable {
    /// Multiple of the 99th percentile of the deployment's time to first token.
    package var multiple = 3
    /// Least timeout.
    package var floor = Duration.seconds(2)
    /// Largest timeout.
    package var ceiling = Duration.seconds(60)

    /// Creates the defaults.
    package init() {}
}
