/// How a request on one node learns of the answer that another node is fetching.
package enum FollowMode: String, Sendable, CaseIterable {
    /// Follows the live stream through Redis.
    case stream
    /// Waits for the finished entry.
    case entry
}

/// Peers whose request controls for the cache are understood beside our own.
package enum CacheAlias: String, Sendable, CaseIterable {
    /// `cache: {"no-cache": true, ...}` in the body.
    case litellm
    /// `x-portkey-cache-force-refresh`, `x-portkey-cache-namespace`.
    case portkey
    /// `Helicone-Cache-Enabled`, `Helicone-Cache-Seed`.
    case helicone
}

/// How identical requests at the same time share one upstream call.
package struct CoalesceSettings: Sendable, Equatable {
    /// What followers on other nodes do.
    package var wait = FollowMode.stream
    /// Life of the lock in Redis; its holder renews it.
    package var lockTTL = Duration.seconds(30)
    /// Followers of one upstream call at most; beyond, a request goes its own way.
    package var maxFollowers = 10_000
    /// Upstream calls in a row for one key before all who wait are told of the failure.
    package var maxLeaders = 3

    /// Creates the defaults.
    package init() {}
}

/// What is kept for `Idempotency-Key`.
package struct IdempotencySettings: Sendable, Equatable {
    /// How long a repeated key replays the first answer.
    package var window = Duration.seconds(86_400)
    /// Memory for these answers, in bytes.
    package var maxBytes = 64 << 20

    /// Creates the defaults.
    package init() {}
}

/// A root key of the encryption at rest.
package struct EncryptionKey: Sendable, Equatable {
    /// Bytes of the key itself (AES-256).
    package static let byteCount = 32

    /// Name that stands in front of each value sealed with it.
    package var id: String
    /// 64 hexadecimal digits, whatever the file writes.
    package var key: Secret

    /// Creates a key.
    package init(id: String, key: Secret) {
        self.id = id
        self.key = key
    }
}

/// Encryption of values in Redis.
package struct CacheEncryption: Sendable, Equatable {
    /// All keys that may be needed for reading.
    package var keys: [EncryptionKey]
    /// The one that is written with, by id.
    package var active: String
    /// Tenants whose entries can be read no more.
    package var erasedTenants: Set<String>

    /// Creates encryption settings.
    package init(keys: [EncryptionKey], active: String, erasedTenants: Set<String> = []) {
        self.keys = keys
        self.active = active
        self.erasedTenants = erasedTenants
    }
}

/// The cache of the process: what all model groups share.
package struct CacheSettings: Sendable, Equatable {
    /// Memory in bytes, keys and overhead included; 0 keeps nothing in memory.
    package var memoryBytes = 256 << 20
    /// Who leaves when it is full.
    package var policy = EvictionPolicy.s3fifo
    /// Name of the Redis that all nodes share; nil is memory only.
    package var redis: String?
    /// Beginning of all names in Redis.
    package var prefix = "signalbox"
    /// Secret that names in Redis are hashed with; there is one whenever there is `redis`.
    package var keySecret: Secret?
    /// Part of every key: another number makes everything stored unreachable.
    package var epoch = 0
    /// How long a request waits for Redis at most.
    package var lookupTimeout = Duration.milliseconds(20)
    /// Bytes that may wait to be written to Redis; beyond, entries are dropped and counted.
    package var writeQueueBytes = 32 << 20
    /// How identical requests share one call.
    package var coalesce = CoalesceSettings()
    /// What is kept for `Idempotency-Key`; nil ignores that header.
    package var idempotency: IdempotencySettings? = IdempotencySettings()
    /// Life of remembered caller errors that the same request would meet again; zero remembers none.
    package var negativeTTL = Duration.seconds(5)
    /// Most asked-for keys that are known by name; 0 counts none.
    package var hotKeys = 100
    /// Encryption of values in Redis; nil writes them plain.
    package var encryption: CacheEncryption?
    /// Peers' request controls that are understood.
    package var aliases: Set<CacheAlias> = []
    /// Hot entries per second that are read from Redis into memory at start; 0 reads none.
    package var preheatRate = 100
    /// What groups with a semantic cache share.
    package var semantic = SemanticSettings()

    /// Creates the defaults.
    package init() {}
}
