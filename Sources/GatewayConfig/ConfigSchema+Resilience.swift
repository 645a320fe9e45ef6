import GatewayCore

extension ConfigSchema {
    /// Faults after which the same deployment may be asked again.
    static let retriable: [FaultCause] = [
        .unreachable, .reset, .rateLimit, .requestTimeout, .serverError, .badResponse,
    ]

    /// Numbers of requests that something is judged by.
    private static let requests = 1...1_000_000

    /// Keys of one fallback.
    static let fallback: [ConfigKey] = [
        ConfigKey("id", .name, absent: "`tier` must be given", "Deployment or model group."),
        ConfigKey(
            "tier",
            .choice(Tier.allCases.map(\.rawValue)),
            absent: "`id` must be given",
            "All deployments of this tier that serve the same kind of request."
        ),
        ConfigKey(
            "on",
            .list(.choice(FallbackCause.allCases.map(\.rawValue))),
            absent: "all but `content_policy`, and `context_window` only where its window is larger",
            "Causes that it is for; `error` is anything that broke."
        ),
        ConfigKey(
            "weight",
            .integer(1...1_000_000),
            default: "1",
            "Share of the traffic relative to the others of the same place."
        ),
    ]

    /// Keys of `retry`.
    static let retry: [ConfigKey] = [
        ConfigKey(
            "attempts",
            .integer(0...15),
            default: "2",
            "Retries, fallbacks and rescues after the first attempt, at most; 0 tries once."
        ),
        ConfigKey(
            "backoff",
            .durations(.zero...Duration.seconds(3_600)),
            default: "200ms..5s",
            """
            Delay before the same deployment is asked again: random, its upper bound doubles from the first duration \
            to the last. The last is also the longest `Retry-After` that is waited for.
            """
        ),
        ConfigKey(
            "on",
            .list(.choice(Self.retriable.map(\.rawValue))),
            default: "[\(Self.retriable.map(\.rawValue).joined(separator: ", "))]",
            "Faults after which the same deployment is asked again; a silent one never is."
        ),
        ConfigKey(
            "budget",
            .percent(0...1_000),
            default: "20%",
            "Attempts beyond the first, of requests in `budget_window`."
        ),
        ConfigKey(
            "budget_reserve",
            .integer(0...1_000_000),
            default: "10",
            "Attempts beyond the first that are allowed per `budget_window` whatever the traffic."
        ),
        ConfigKey(
            "budget_window",
            .duration(Self.wait),
            default: "60s",
            "Time after which unused budget is forgotten."
        ),
        ConfigKey(
            "max_wait",
            .duration(Self.wait),
            default: "10s",
            "Longest `Retry-After` of a provider that is waited for; a longer one is followed by a fallback at once."
        ),
    ]

    /// Keys of a model group's `timeouts`.
    static let attemptTimeouts: [ConfigKey] = [
        ConfigKey(
            "connect",
            .duration(Self.wait),
            default: "2s",
            "From the start of a connection to its being usable, TLS included."
        ),
        ConfigKey("tls", .duration(Self.wait), default: "2s", "The TLS part of `connect`."),
        ConfigKey(
            "head",
            .duration(Self.wait),
            default: "60s",
            "From the request being sent to the head of the reply, for streams."
        ),
        ConfigKey(
            "first_token",
            .duration(Self.wait),
            default: "60s",
            "From the request being sent to the first content of a stream."
        ),
        ConfigKey(
            "adaptive",
            .either([.boolean, .mapping(Self.adaptive)]),
            default: "false",
            "A bound that follows what is measured, instead of `first_token`; `true` takes the defaults below."
        ),
        ConfigKey(
            "reply",
            .duration(Self.wait),
            default: "300s",
            "From the request being sent to the first byte of the body, for replies that are no stream."
        ),
        ConfigKey("idle", .duration(Self.wait), default: "60s", "Between two reads of a reply that has begun."),
        ConfigKey(
            "total",
            .duration(Self.wait),
            default: "600s",
            "The whole exchange, all attempts together; a request may ask for less."
        ),
    ]

    private static let adaptive: [ConfigKey] = [
        ConfigKey(
            "multiple",
            .integer(1...100),
            default: "3",
            "Multiple of the 99th percentile of the deployment's time to first token."
        ),
        ConfigKey("floor", .duration(Self.wait), default: "2s", "Least bound."),
        ConfigKey("ceiling", .duration(Self.wait), default: "60s", "Largest bound."),
    ]

    /// Keys of `rescue`.
    static let rescue: [ConfigKey] = [
        ConfigKey(
            "mode",
            .choice(RescueMode.allCases.map(\.rawValue)),
            default: "auto",
            """
            `restart`: another deployment answers anew, and what the client already has is swallowed; `continue`: it \
            goes on from there; `auto`: `restart` for deterministic requests, else `continue`; `hold`: nothing is \
            sent before enough is there, then as `auto`; `off`: an error in the stream.
            """
        ),
        ConfigKey(
            "hold_tokens",
            .integer(Self.requests),
            default: "20",
            "Content events held back before anything is sent, with `hold`."
        ),
        ConfigKey("hold_time", .duration(Self.wait), default: "1s", "Longest time content is held back, with `hold`."),
        ConfigKey(
            "malformed_events",
            .integer(0...1_000_000),
            default: "0",
            "Events that are not JSON and are dropped, per attempt, before the stream counts as broken."
        ),
        ConfigKey(
            "max_bytes",
            .size(0...1 << 30),
            default: "1MiB",
            "Text that is remembered of a stream; a longer answer cannot be rescued."
        ),
        ConfigKey(
            "buffer_tool_calls",
            .boolean,
            default: "false",
            "Whether tool calls are held back until they are whole, so that they can be restarted."
        ),
    ]

    /// Keys of `hedge`.
    static let hedge: [ConfigKey] = [
        ConfigKey(
            "quantile",
            .integer(1...99),
            default: "95",
            "Percentile of the deployment's time to first token after which the second attempt begins."
        ),
        ConfigKey("min_delay", .duration(.zero...Self.wait.upperBound), default: "50ms", "Least delay."),
        ConfigKey(
            "default_delay",
            .duration(Self.wait),
            absent: "no second attempt",
            "Delay where too little was measured."
        ),
        ConfigKey(
            "budget",
            .percent(0...100),
            default: "5%",
            "Second attempts, of requests; they count against `retry.budget` as well."
        ),
    ]

    /// Keys of `outliers`.
    static let outliers: [ConfigKey] = [
        ConfigKey(
            "max_ejected",
            .percent(0...100),
            default: "50%",
            "Deployments of the group that are taken out at most; `0%` takes nobody out."
        ),
        ConfigKey("interval", .duration(Self.wait), default: "10s", "Time between two looks, and what is looked at."),
        ConfigKey(
            "min_requests",
            .integer(Self.requests),
            default: "20",
            "Attempts in the interval below which a deployment is not judged."
        ),
        ConfigKey(
            "eject_for",
            .duration(Self.wait),
            default: "10s",
            "How long a deployment is out the first time; grows with each time in a row."
        ),
        ConfigKey(
            "error_margin",
            .percent(1...100),
            default: "20%",
            "Success rate, in percentage points below the mean of the others, that takes a deployment out."
        ),
        ConfigKey(
            "latency_factor",
            .integer(2...1_000),
            default: "5",
            "Multiple of the others' median time to first token that takes a deployment out."
        ),
    ]
}

extension ConfigSchema {
    /// Keys of a deployment's `health`.
    static let health: [ConfigKey] = [
        ConfigKey(
            "consecutive_failures",
            .integer(Self.requests),
            default: "5",
            "Failures in a row after which the deployment is left alone."
        ),
        ConfigKey(
            "error_rate",
            .percent(1...100),
            default: "50%",
            "Share of failures in `window` after which it is left alone."
        ),
        ConfigKey("window", .duration(Self.wait), default: "10s", "Window of the error rate."),
        ConfigKey(
            "min_requests",
            .integer(Self.requests),
            default: "20",
            "Attempts in the window below which the rate says nothing."
        ),
        ConfigKey(
            "open_for",
            .duration(Self.wait),
            default: "5s",
            "How long it is left alone the first time; doubles while probes fail."
        ),
        ConfigKey("max_open_for", .duration(Self.wait), default: "20s", "How long it is left alone at most."),
        ConfigKey(
            "slow_start",
            .duration(.zero...Self.wait.upperBound),
            default: "10s",
            "Time over which a deployment that came back gets its full share again."
        ),
        ConfigKey(
            "max_cool_down",
            .duration(.zero...Self.wait.upperBound),
            default: "60s",
            "Longest `Retry-After` that the deployment rests for."
        ),
        ConfigKey(
            "probe_interval",
            .duration(Duration.milliseconds(100)...Self.wait.upperBound),
            absent: "no probes",
            "Time between active probes of a deployment that is not healthy."
        ),
    ]

    /// Keys of a deployment's `queue`.
    static let queue: [ConfigKey] = [
        ConfigKey(
            "adaptive",
            .boolean,
            default: "false",
            "Whether the limit of requests at the same time follows latency and 429s, up to `limits.concurrency`."
        ),
        ConfigKey("min_concurrency", .integer(Self.requests), default: "4", "Least limit, if it is adaptive."),
        ConfigKey("max_concurrency", .integer(Self.requests), default: "1024", "Largest limit, if it is adaptive."),
        ConfigKey("length", .integer(0...1_000_000), default: "1024", "Requests that wait for the deployment at most."),
        ConfigKey("timeout", .duration(Self.wait), default: "10s", "Longest wait."),
        ConfigKey(
            "target",
            .duration(Self.wait),
            default: "500ms",
            "Wait that is tolerated for good; above it for `interval`, requests are turned away early."
        ),
        ConfigKey("interval", .duration(Self.wait), default: "1s", "How long waits above `target` are tolerated."),
    ]
}
