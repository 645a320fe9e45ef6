/// Which requests may be answered from the cache.
package enum CacheableWhen: String, Sendable, CaseIterable {
    /// Those whose answer should not change: temperature 0, or a seed.
    case deterministic
    /// All.
    case always
}

/// Who shares an entry.
package enum CacheScope: String, Sendable, CaseIterable {
    /// Keys of one tenant; a key without tenant is one of its own.
    case tenant
    /// The virtual key alone.
    case key
    /// Everybody.
    case shared
}

/// Whether an entry stands for any deployment of the group.
package enum CacheUnit: String, Sendable, CaseIterable {
    /// One answer for the group.
    case group
    /// One answer for each deployment, so that a request finds only what its own first choice said.
    case deployment
}

/// Reasons for an answer's end that let it be stored. `content_filter` is none: a filtered answer is never stored.
package enum StorableFinish: String, Sendable, CaseIterable {
    /// The model ended.
    case stop
    /// It calls tools.
    case toolCalls = "tool_calls"
    /// It calls a function, in the older form.
    case functionCall = "function_call"
    /// It reached `max_tokens`, which is part of the key.
    case length
}

/// How fast a stored answer is replayed as a stream.
package enum ReplayPace: Sendable, Equatable {
    /// All at once.
    case instant
    /// With the gaps that the first caller saw.
    case recorded
    /// So many events per second.
    case eventsPerSecond(Int)
}

/// A condition under which a request goes past the cache.
package enum CacheBypass: Sendable, Hashable {
    /// A header field is there, and has the value if one is given; the name in lower case.
    case header(name: String, value: String?)
    /// The request has the tag.
    case tag(String)
}

/// When a hot entry is fetched anew before it is too old (XFetch).
package struct EarlyRefreshSettings: Sendable, Equatable {
    /// How eager: at 1, about one fetch's time before the end of the entry.
    package var beta = 1.0
    /// Such fetches per second and group at most, those for stale entries included.
    package var rate = 1.0

    /// Creates the defaults.
    package init() {}
}

/// What a model group keeps and for how long.
package struct GroupCacheSettings: Sendable, Equatable {
    /// How long an answer is fresh.
    package var ttl = Duration.seconds(3_600)
    /// Percent of `ttl` by which entries end earlier, drawn for each, so that they do not end together.
    package var jitterPercent = 10
    /// Which requests are answered from it.
    package var when = CacheableWhen.deterministic
    /// Largest answer that is stored, in bytes.
    package var maxEntryBytes = 1 << 20
    /// Requests for a key, this one included, before its answer is stored.
    package var minUses = 1
    /// Time behind `ttl` during which the old answer is given while a new one is fetched (RFC 5861 section 3).
    package var staleWhileRevalidate = Duration.zero
    /// Time behind `ttl` during which the old answer is given if a new one cannot be had (RFC 5861 section 4).
    package var staleIfError = Duration.zero
    /// Ends that let an answer be stored.
    package var finishReasons: Set<StorableFinish> = [.stop, .toolCalls, .functionCall]
    /// Header fields whose values are part of the key; lower case, in file order.
    package var varyHeaders: [String] = []
    /// Whether the request's tags are part of the key.
    package var variesByTags = false
    /// Requests that go past the cache.
    package var bypass: [CacheBypass] = []
    /// Whether requests that offer tools are answered from it.
    package var tools = false
    /// Whether requests that hold images, sound or files are answered from it.
    package var images = false
    /// Who shares an entry.
    package var scope = CacheScope.tenant
    /// What an entry stands for.
    package var unit = CacheUnit.group
    /// How fast it is replayed as a stream.
    package var replayPace = ReplayPace.instant
    /// Whether identical requests at the same time share one call.
    package var coalesces = true
    /// When hot entries are fetched early; nil is never.
    package var earlyRefresh: EarlyRefreshSettings? = EarlyRefreshSettings()
    /// Version of the prompts, part of the key.
    package var promptVersion: String?
    /// Top-level fields of the body that do not change the answer, beside those that never do; in file order.
    package var ignoredFields: [String] = []
    /// Whether the answer of a fallback, which may be a lesser model's, is stored under the group.
    package var storesFallbacks = false
    /// Whether embeddings are kept and looked up input by input.
    package var embeddingsPerInput = true
    /// When an entry answers another wording; nil is never.
    package var semantic: GroupSemanticSettings?

    /// Creates the defaults.
    package init() {}
}
