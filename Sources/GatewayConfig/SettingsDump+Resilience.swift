import GatewayCore

extension SettingsDump {
    /// Ranks in order; one of several entries is a list in the list.
    static func value(of fallbacks: [FallbackEntry]) -> JSONValue {
        var ranks: [Int: [JSONValue]] = [:]
        for entry in fallbacks {
            ranks[entry.rank, default: []].append(Self.value(of: entry))
        }
        return .array(
            ranks.sorted { $0.key < $1.key }.map { rank in
                rank.value.count == 1 ? rank.value[0] : .array(rank.value)
            }
        )
    }

    private static func value(of entry: FallbackEntry) -> JSONValue {
        let target: (String, JSONValue) =
            switch entry.target {
            case .deployment(let name), .group(let name): ("id", .string(name))
            case .tier(let tier): ("tier", .string(tier.rawValue))
            }
        return .object(compacting: [
            target,
            ("on", entry.causes.map { Self.words(of: $0) }),
            ("weight", .integer(Int128(entry.weight))),
        ])
    }

    /// What follows a failed attempt.
    static func value(of retry: RetrySettings) -> JSONValue {
        let backoff = [retry.backoffBase, retry.backoffMax].map { DurationText.short($0) }
        return .object([
            ("attempts", .integer(Int128(retry.attempts))),
            ("backoff", .string(backoff.joined(separator: ".."))),
            ("on", Self.words(of: retry.on)),
            ("budget", Self.percent(retry.budgetPercent)),
            ("budget_reserve", .integer(Int128(retry.budgetReserve))),
            ("budget_window", Self.duration(retry.budgetWindow)),
            ("max_wait", Self.duration(retry.maxWait)),
        ])
    }

    /// Bounds on waiting for providers.
    static func value(of timeouts: AttemptTimeouts) -> JSONValue {
        .object(compacting: [
            ("connect", Self.duration(timeouts.connect)),
            ("tls", Self.duration(timeouts.tls)),
            ("head", Self.duration(timeouts.head)),
            ("first_token", Self.duration(timeouts.firstToken)),
            (
                "adaptive",
                timeouts.adaptiveFirstToken.map {
                    .object([
                        ("multiple", .integer(Int128($0.multiple))),
                        ("floor", Self.duration($0.floor)),
                        ("ceiling", Self.duration($0.ceiling)),
                    ])
                }
            ),
            ("reply", Self.duration(timeouts.reply)),
            ("idle", Self.duration(timeouts.idle)),
            ("total", Self.duration(timeouts.total)),
        ])
    }

    /// How streams are rescued.
    static func value(of rescue: RescueSettings) -> JSONValue {
        .object([
            ("mode", .string(rescue.mode.rawValue)),
            ("hold_tokens", .integer(Int128(rescue.holdTokens))),
            ("hold_time", Self.duration(rescue.holdTime)),
            ("malformed_events", .integer(Int128(rescue.malformedEvents))),
            ("max_bytes", Self.size(rescue.maxBytes)),
            ("buffer_tool_calls", .boolean(rescue.buffersToolCalls)),
        ])
    }

    /// When a second attempt runs beside the first.
    static func value(of hedge: HedgeSettings) -> JSONValue {
        .object(compacting: [
            ("quantile", .integer(Int128(hedge.quantile))),
            ("min_delay", Self.duration(hedge.minDelay)),
            ("default_delay", hedge.defaultDelay.map { Self.duration($0) }),
            ("budget", Self.percent(hedge.percent)),
        ])
    }

    /// When members of a group are taken out.
    static func value(of outliers: OutlierSettings) -> JSONValue {
        .object([
            ("max_ejected", Self.percent(outliers.maxEjectedPercent)),
            ("interval", Self.duration(outliers.interval)),
            ("min_requests", .integer(Int128(outliers.minRequests))),
            ("eject_for", Self.duration(outliers.ejectFor)),
            ("error_margin", Self.percent(outliers.errorMargin)),
            ("latency_factor", .integer(Int128(outliers.latencyFactor))),
        ])
    }

    /// When a deployment is left alone.
    static func value(of health: HealthSettings) -> JSONValue {
        .object(compacting: [
            ("consecutive_failures", .integer(Int128(health.consecutiveFailures))),
            ("error_rate", Self.percent(health.errorPercent)),
            ("window", Self.duration(health.window)),
            ("min_requests", .integer(Int128(health.minRequests))),
            ("open_for", Self.duration(health.openFor)),
            ("max_open_for", Self.duration(health.maxOpenFor)),
            ("slow_start", Self.duration(health.slowStart)),
            ("max_cool_down", Self.duration(health.maxCoolDown)),
            ("probe_interval", health.probeInterval.map { Self.duration($0) }),
        ])
    }

    /// How many requests a deployment serves, and who waits.
    static func value(of queue: QueueSettings) -> JSONValue {
        .object([
            ("adaptive", .boolean(queue.adaptive)),
            ("min_concurrency", .integer(Int128(queue.minConcurrency))),
            ("max_concurrency", .integer(Int128(queue.maxConcurrency))),
            ("length", .integer(Int128(queue.length))),
            ("timeout", Self.duration(queue.timeout)),
            ("target", Self.duration(queue.target)),
            ("interval", Self.duration(queue.interval)),
        ])
    }

    /// Words in the order of their declaration.
    static func words<Word>(of words: Set<Word>) -> JSONValue
    where Word: RawRepresentable & CaseIterable & Hashable, Word.RawValue == String {
        .array(Word.allCases.filter { words.contains($0) }.map { .string($0.rawValue) })
    }

    /// Percent as one writes them.
    static func percent(_ percent: Int) -> JSONValue { .string("\(percent)%") }
}
