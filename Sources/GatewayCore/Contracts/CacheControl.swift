/// Which stored answers are meant.
package enum CacheSelection: Sendable, Equatable {
    /// One, by its key in hexadecimal digits.
    case key(String)
    /// Those with a tag (`x-signalbox-cache-tags`).
    case tag(String)
    /// Those that a deployment or model gave, by deployment id.
    case model(String)
    /// Those of a model group.
    case group(String)
    /// Those of a tenant.
    case tenant(String)
    /// All.
    case everything
}

/// What a purge found.
package struct CachePurge: Sendable, Equatable {
    /// Entries in the memory of the node that was asked.
    package var inMemory: Int
    /// Entries in Redis; nil where there is none, or it cannot be reached.
    package var inRedis: Int?
    /// Whether all nodes were told; false for a dry run, and where Redis cannot be reached.
    package var reachedAllNodes: Bool

    /// Creates a report.
    package init(inMemory: Int, inRedis: Int?, reachedAllNodes: Bool) {
        self.inMemory = inMemory
        self.inRedis = inRedis
        self.reachedAllNodes = reachedAllNodes
    }
}

/// A stored answer as the operator sees it; holds nothing of prompt or answer.
package struct CacheEntryView: Sendable, Equatable {
    /// Key in hexadecimal digits.
    package var key: String
    /// Where it was found: `memory` or `redis`.
    package var tier: String
    /// Model group.
    package var group: String
    /// Deployment that answered.
    package var deployment: String
    /// Provider of that deployment.
    package var provider: String
    /// Tenant in whose scope it is; empty if shared.
    package var tenant: String
    /// Tags.
    package var tags: [String]
    /// Form: `json` or `events`.
    package var form: String
    /// Bytes of the body.
    package var bytes: Int
    /// When it was stored, in milliseconds since 1970.
    package var storedAt: Int64
    /// Milliseconds for which it is still fresh; negative when it is stale.
    package var freshFor: Int64
    /// Cost of making it, in USD as a decimal; nil if unknown.
    package var cost: String?

    /// Creates a view.
    package init(
        key: String,
        tier: String,
        group: String,
        deployment: String,
        provider: String,
        tenant: String,
        tags: [String],
        form: String,
        bytes: Int,
        storedAt: Int64,
        freshFor: Int64,
        cost: String?
    ) {
        self.key = key
        self.tier = tier
        self.group = group
        self.deployment = deployment
        self.provider = provider
        self.tenant = tenant
        self.tags = tags
        self.form = form
        self.bytes = bytes
        self.storedAt = storedAt
        self.freshFor = freshFor
        self.cost = cost
    }
}

/// A key that is asked for often.
package struct HotKey: Sendable, Equatable {
    /// Key in hexadecimal digits.
    package var key: String
    /// Model group.
    package var group: String
    /// Requests in the current window, an estimate.
    package var count: UInt64

    /// Creates a hot key.
    package init(key: String, group: String, count: UInt64) {
        self.key = key
        self.group = group
        self.count = count
    }
}

/// State of the cache of this process, for metrics and the operator.
package struct CacheStatistics: Sendable, Equatable {
    /// Entries in memory.
    package var entries = 0
    /// Bytes in memory, keys and overhead included.
    package var bytes = 0
    /// Bytes that memory may hold.
    package var capacity = 0
    /// Entries that made room for others.
    package var evictions: UInt64 = 0
    /// Entries whose time was over.
    package var expirations: UInt64 = 0
    /// Entries that were not let in.
    package var rejections: UInt64 = 0
    /// Entries stored.
    package var insertions: UInt64 = 0
    /// Entries that purges removed from memory.
    package var purged: UInt64 = 0
    /// Upstream calls under way that others may follow.
    package var flights = 0
    /// Whether there is a shared cache.
    package var hasRedis = false
    /// Whether the shared cache answers.
    package var redisIsUp = false
    /// Commands sent to Redis.
    package var redisCommands: UInt64 = 0
    /// Look-ups and writes that Redis did not answer in time or at all, or that were not tried because it was down.
    package var redisFailures: UInt64 = 0
    /// Entries found in Redis.
    package var redisHits: UInt64 = 0
    /// Entries not found in Redis.
    package var redisMisses: UInt64 = 0
    /// Entries written to Redis.
    package var redisWrites: UInt64 = 0
    /// Entries that were not written, because too many bytes waited.
    package var redisDrops: UInt64 = 0
    /// Entries that could not be read: torn, sealed with an unknown key, of another version.
    package var redisUnreadable: UInt64 = 0
    /// Bytes that wait to be written.
    package var redisQueuedBytes = 0
    /// What answers by meaning; nil where nothing does.
    package var semantic: SemanticStatistics?

    /// Creates statistics of nothing.
    package init() {}
}

/// What the operator does with the cache, from the admin plane. Called off the loops.
package protocol CacheControl: Sendable {
    /// State of the cache.
    func statistics() async -> CacheStatistics

    /// Removes answers on all tiers and nodes, or only counts them.
    func purge(_ selection: CacheSelection, dryRun: Bool) async -> CachePurge

    /// Looks an answer up without counting it as asked for.
    func entry(_ key: String) async -> CacheEntryView?

    /// The keys that are asked for most, hottest first.
    func hotKeys(limit: Int) async -> [HotKey]

    /// What a group would make of a question, were another one stored; nil where it gives no answers by meaning.
    func compare(_ asked: String, with stored: String, in group: String) async -> QuestionComparison?
}
