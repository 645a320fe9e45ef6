extension MetricCatalog {
    static let promptCacheRatio = MetricDescription(
        "signalbox_prompt_cache_hit_ratio",
        .gauge,
        labels: ["model", "provider"],
        "Share of the prompt tokens since the start that the provider read from its own cache."
    )
    static let cacheRequests = MetricDescription(
        "signalbox_cache_requests",
        .counter,
        labels: ["model", "outcome", "tier"],
        "Requests to model groups with a cache, by how they fared there and where their answer was."
    )
    static let cacheSavedCost = MetricDescription(
        "signalbox_cache_saved_cost_usd",
        .counter,
        unit: "usd",
        labels: ["tenant", "model", "tier"],
        "Cost in US dollars that answers from the cache saved, where a price is known."
    )
    static let cacheSavedTokens = MetricDescription(
        "signalbox_cache_saved_tokens",
        .counter,
        labels: ["tenant", "model", "tier", "type"],
        "Tokens that answers from the cache saved, each in exactly one type."
    )
    static let cacheSavedSeconds = MetricDescription(
        "signalbox_cache_saved_seconds",
        .counter,
        unit: "seconds",
        labels: ["tenant", "model", "tier"],
        "Time that answers from the cache saved: what they took when they were made, less what they took now."
    )
    static let cacheAge = MetricDescription(
        "signalbox_cache_age_seconds",
        .histogram,
        unit: "seconds",
        "Age of the stored answers that were given, fresh and stale ones."
    )
    static let cacheEntries = MetricDescription(
        "signalbox_cache_entries",
        .gauge,
        "Answers in memory."
    )
    static let cacheBytes = MetricDescription(
        "signalbox_cache_bytes",
        .gauge,
        unit: "bytes",
        "Bytes of the answers in memory, keys and overhead included."
    )
    static let cacheCapacity = MetricDescription(
        "signalbox_cache_capacity_bytes",
        .gauge,
        unit: "bytes",
        "Bytes that the answers in memory may take."
    )
    static let cacheInsertions = MetricDescription(
        "signalbox_cache_insertions",
        .counter,
        "Answers stored in memory."
    )
    static let cacheRejections = MetricDescription(
        "signalbox_cache_rejections",
        .counter,
        "Answers that were not let into memory."
    )
    static let cacheEvictions = MetricDescription(
        "signalbox_cache_evictions",
        .counter,
        "Answers in memory that made room for others."
    )
    static let cacheExpirations = MetricDescription(
        "signalbox_cache_expirations",
        .counter,
        "Answers in memory whose time was over."
    )
    static let cachePurged = MetricDescription(
        "signalbox_cache_purged",
        .counter,
        "Answers in memory that purges removed."
    )
    static let cacheFlights = MetricDescription(
        "signalbox_cache_flights",
        .gauge,
        "Upstream calls under way that identical requests may share."
    )
    static let redisUp = MetricDescription(
        "signalbox_cache_redis_up",
        .gauge,
        "1 if the shared cache answers, else 0."
    )
    static let redisCommands = MetricDescription(
        "signalbox_cache_redis_commands",
        .counter,
        "Commands sent to Redis."
    )
    static let redisFailures = MetricDescription(
        "signalbox_cache_redis_failures",
        .counter,
        "Look-ups and writes that Redis did not answer in time or at all, or that were not tried as it was down."
    )
    static let redisHits = MetricDescription(
        "signalbox_cache_redis_hits",
        .counter,
        "Look-ups that found an answer in Redis."
    )
    static let redisMisses = MetricDescription(
        "signalbox_cache_redis_misses",
        .counter,
        "Look-ups that found none in Redis."
    )
    static let redisWrites = MetricDescription(
        "signalbox_cache_redis_writes",
        .counter,
        "Answers written to Redis."
    )
    static let redisDrops = MetricDescription(
        "signalbox_cache_redis_drops",
        .counter,
        "Answers that were not written to Redis, because too many bytes waited."
    )
    static let redisUnreadable = MetricDescription(
        "signalbox_cache_redis_unreadable",
        .counter,
        "Answers in Redis that could not be read: torn, sealed with an unknown key, or of another version."
    )
    static let redisQueued = MetricDescription(
        "signalbox_cache_redis_queued_bytes",
        .gauge,
        unit: "bytes",
        "Bytes that wait to be written to Redis."
    )

    /// Those that the loops count.
    static let cacheOfExchanges = [
        Self.cacheRequests, Self.cacheSavedCost, Self.cacheSavedTokens, Self.cacheSavedSeconds, Self.cacheAge,
    ]

    /// Those of the process.
    static let cacheOfProcess = [
        Self.cacheEntries, Self.cacheBytes, Self.cacheCapacity, Self.cacheInsertions, Self.cacheRejections,
        Self.cacheEvictions, Self.cacheExpirations, Self.cachePurged, Self.cacheFlights,
    ]

    /// Those of the process's use of Redis.
    static let redis = [
        Self.redisUp, Self.redisCommands, Self.redisFailures, Self.redisHits, Self.redisMisses, Self.redisWrites,
        Self.redisDrops, Self.redisUnreadable, Self.redisQueued,
    ]
}
